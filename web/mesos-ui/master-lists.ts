/** The lists of `/master/state` that tables show, and by which keys they sort. The keys are the columns' names. */
import { valuesText } from '../browser/documents/json-scan.ts';
import type { FrameworkEntry, FrameworkRow, MasterDocument } from './master-document.ts';
import type { AgentJson, OfferJson } from './mesos-json.ts';
import { rowPage, type RowPage, type RowQuery } from './row-query.ts';
import type { SortValue } from './table-model.ts';
import { noTasks, searchTextOf, type TaskList } from './task-list.ts';
import { tasksPage } from './task-query.ts';
import type { TaskRow } from './task-row.ts';

export type ListName =
  | { readonly list: 'activeTasks' | 'completedTasks'; readonly framework?: string }
  | { readonly list: 'orphanTasks' | 'agents' | 'offers' | 'completedFrameworks' }
  | { readonly list: 'frameworks'; readonly active: boolean };

/** A task with the name of its agent's host; absent: the agent is not registered. */
export type ShownTask = TaskRow & { readonly host: string | undefined };
export type ShownOffer = OfferJson & { readonly host: string; readonly framework: string };

type SortKeys<Row> = Readonly<Record<string, (row: Row) => SortValue>>;

const agentKeys: SortKeys<AgentJson> = {
  id: (agent) => agent.id,
  host: (agent) => agent.hostname,
  cpus: (agent) => agent.resources?.cpus,
  gpus: (agent) => agent.resources?.gpus,
  mem: (agent) => agent.resources?.mem,
  disk: (agent) => agent.resources?.disk,
  registered: (agent) => agent.registered_time,
  reregistered: (agent) => agent.reregistered_time,
};

const offerKeys: SortKeys<OfferJson> = {
  id: (offer) => offer.id,
  framework: (offer) => offer.framework_id,
  host: (offer) => offer.slave_id,
  cpus: (offer) => offer.resources.cpus,
  gpus: (offer) => offer.resources.gpus,
  mem: (offer) => offer.resources.mem,
  disk: (offer) => offer.resources.disk,
};

const frameworkKeys: SortKeys<FrameworkRow> = {
  id: ({ framework }) => (framework.id === '' ? framework.name : framework.id),
  host: ({ framework }) => framework.hostname,
  user: ({ framework }) => framework.user,
  name: ({ framework }) => framework.name,
  role: ({ framework }) => framework.role,
  principal: ({ framework }) => framework.principal,
  activeTasks: (row) => row.activeTasks,
  cpus: (row) => row.amounts.cpus,
  gpus: (row) => row.amounts.gpus,
  mem: (row) => row.amounts.mem,
  disk: (row) => row.amounts.disk,
  maxShare: (row) => row.maxShare,
  registered: ({ framework }) => framework.registered_time,
  reregistered: ({ framework }) => framework.reregistered_time,
  unregistered: ({ framework }) => framework.unregistered_time,
};

export function listPage(document: MasterDocument, name: ListName, query: RowQuery): RowPage<unknown> {
  switch (name.list) {
    case 'activeTasks':
    case 'completedTasks':
      return shownTasks(document, tasksOf(document, name.list, name.framework), query);
    case 'orphanTasks':
      return shownTasks(document, document.orphanTasks, query);
    case 'agents':
      return rowPage(document.agents, query, keyIn(agentKeys, query), hasText);
    case 'offers':
      return offersPage(document, query);
    case 'frameworks': {
      // As the original: the page is taken from all registered frameworks, then divided into active and inactive ones.
      const rows = document.frameworks.map(({ row }) => row);
      const page = rowPage(rows, query, keyIn(frameworkKeys, query), frameworkHas(document.frameworks));
      return { ...page, rows: page.rows.filter((row) => (row.framework.active !== false) === name.active) };
    }
    case 'completedFrameworks':
      return rowPage(
        document.completedFrameworks.map(({ row }) => row),
        query,
        keyIn(frameworkKeys, query),
        frameworkHas(document.completedFrameworks),
      );
  }
}

function keyIn<Row>(keys: SortKeys<Row>, { sort }: RowQuery): ((row: Row) => SortValue) | null {
  return sort === null ? null : (keys[sort] ?? null);
}

function tasksOf(
  document: MasterDocument,
  list: 'activeTasks' | 'completedTasks',
  framework: string | undefined,
): TaskList {
  if (framework === undefined) return document[list];
  const entry = frameworkEntry(document, framework);
  return (list === 'activeTasks' ? entry?.tasks : entry?.completedTasks) ?? noTasks;
}

export function frameworkEntry(document: MasterDocument, id: string): FrameworkEntry | undefined {
  const all = [...document.frameworks, ...document.completedFrameworks];
  return all.find(({ row }) => row.framework.id === id);
}

function shownTasks(document: MasterDocument, tasks: TaskList, query: RowQuery): RowPage<ShownTask> {
  const page = tasksPage(tasks, query);
  const rows = page.rows.map((row) => ({ ...row, host: document.agentById.get(row.agentId)?.hostname }));
  return { ...page, rows };
}

function offersPage(document: MasterDocument, query: RowQuery): RowPage<ShownOffer> {
  const page = rowPage(document.offers, query, keyIn(offerKeys, query), hasText);
  return {
    ...page,
    rows: page.rows.map((offer) => ({
      ...offer,
      host: document.agentById.get(offer.slave_id)?.hostname ?? offer.slave_id,
      framework: frameworkEntry(document, offer.framework_id)?.row.framework.name ?? offer.framework_id,
    })),
  };
}

/** Searching text of rows that are values, made at the first search. */
const texts = new WeakMap<object, string>();

function hasText(row: object, wanted: string): boolean {
  let text = texts.get(row);
  if (text === undefined) {
    text = valuesText(JSON.stringify(row));
    texts.set(row, text);
  }
  return text.includes(wanted);
}

/** A framework is found by its tasks too: they are part of the row that the original searches. */
function frameworkHas(entries: readonly FrameworkEntry[]): (row: FrameworkRow, wanted: string) => boolean {
  const entryByRow = new Map(entries.map((entry) => [entry.row, entry]));
  return (row, wanted) => {
    const entry = entryByRow.get(row);
    const chunks = [...(entry?.tasks.chunks ?? []), ...(entry?.completedTasks.chunks ?? [])];
    return hasText(row, wanted) || chunks.some((chunk) => searchTextOf(chunk).text.includes(wanted));
  };
}
