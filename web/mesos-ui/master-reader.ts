/** What the document worker does with `/master/state`, and what the pages ask it. */
import type { DocumentReader } from '../browser/documents/document-reader.ts';
import { masterStream, type Amounts, type FrameworkRow, type MasterDocument } from './master-document.ts';
import { frameworkEntry, listPage, type ListName } from './master-lists.ts';
import type { AgentJson, MasterStateJson } from './mesos-json.ts';
import { roleUses } from './roles.ts';
import type { RowQuery } from './row-query.ts';
import { searchTextOf } from './task-list.ts';

export type MasterSummary = {
  readonly state: MasterStateJson;
  readonly agents: number;
  readonly orphanTasks: number;
  readonly total: Amounts;
  readonly used: Amounts;
  readonly offered: Amounts;
  readonly idle: Amounts;
};

export type MasterQuestion =
  | { readonly ask: 'rows'; readonly name: ListName; readonly query: RowQuery }
  | { readonly ask: 'agent' | 'framework'; readonly id: string }
  | { readonly ask: 'roles' };

/** Answer to `agent` and `framework`: null inside means that there is none with this id. */
export type Found<Row> = { readonly row: Row | null };
/** A completed framework keeps its page. */
export type FoundFramework = Found<FrameworkRow> & { readonly completed: boolean };

export const masterReader: DocumentReader<MasterDocument, MasterSummary> = {
  begin: masterStream,
  summary: (document) => ({
    state: document.head,
    agents: document.agents.length,
    orphanTasks: document.orphanTasks.length,
    total: document.total,
    used: document.used,
    offered: document.offered,
    idle: document.idle,
  }),
  answer: (document, question: MasterQuestion) =>
    document.isPartial ? partialAnswer(document, question) : answer(document, question),
  prepare: prepareSearch,
};

function answer(document: MasterDocument, question: MasterQuestion): unknown {
  switch (question.ask) {
    case 'rows':
      return listPage(document, question.name, question.query);
    case 'agent':
      return { row: document.agentById.get(question.id) ?? null } satisfies Found<AgentJson>;
    case 'framework':
      return foundFramework(document, question.id);
    case 'roles':
      return roleUses(document);
  }
}

function foundFramework(document: MasterDocument, id: string): FoundFramework {
  const entry = frameworkEntry(document, id);
  return {
    row: entry?.row ?? null,
    completed: entry !== undefined && document.completedFrameworks.includes(entry),
  };
}

/** Lists can be shown before they are whole; sums, and what is not there yet, cannot. */
function partialAnswer(document: MasterDocument, question: MasterQuestion): unknown {
  if (question.ask !== 'rows' || !growingLists.has(question.name.list)) return undefined;
  const page = listPage(document, question.name, question.query);
  return page.total === 0 ? undefined : page;
}

const growingLists: ReadonlySet<string> = new Set(['activeTasks', 'agents']);

/** Makes the searching texts before somebody types. True: there is more to do. */
function prepareSearch(document: MasterDocument, isOver: () => boolean): boolean {
  for (const chunk of document.activeTasks.chunks) {
    if (chunk.search !== null) continue;
    if (isOver()) return true;
    searchTextOf(chunk);
  }
  return false;
}
