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
  answer: (document, question: MasterQuestion) => answer(document, question),
  prepare: prepareSearch,
};

function answer(document: MasterDocument, question: MasterQuestion): unknown {
  switch (question.ask) {
    case 'rows':
      return listPage(document, question.name, question.query);
    case 'agent':
      return { row: document.agentById.get(question.id) ?? null } satisfies Found<AgentJson>;
    case 'framework':
      return { row: frameworkEntry(document, question.id)?.row ?? null } satisfies Found<FrameworkRow>;
    case 'roles':
      return roleUses(document);
  }
}

/** Makes the searching texts before somebody types. True: there is more to do. */
function prepareSearch(document: MasterDocument, isOver: () => boolean): boolean {
  for (const chunk of document.activeTasks.chunks) {
    if (chunk.search !== null) continue;
    if (isOver()) return true;
    searchTextOf(chunk);
  }
  return false;
}
