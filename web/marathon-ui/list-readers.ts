/** What the document worker makes of the group tree and of the launch queue: rows and delays, not thousands of definitions. */
import type { DocumentReader } from '../browser/documents/document-reader.ts';
import { itemsOf, type ListItem } from './app-list.ts';
import { delaysOf, type QueueDelay } from './app-status.ts';
import type { AppJson, GroupJson, QueueJson } from './marathon-json.ts';

/** Without what the launch queue says. */
export type GroupsSummary = { readonly items: readonly ListItem[] };

export type GroupsQuestion = { readonly ask: 'app'; readonly id: string };

type Groups = { readonly text: string; readonly appById: ReadonlyMap<string, AppJson> } & GroupsSummary;

/** Gathers the pieces of a document that is made as a whole; the same text gives the same. */
function whole<Model extends { readonly text: string }>(make: (text: string) => Model) {
  return (before: Model | null) => {
    const pieces: string[] = [];
    return {
      push: (piece: string) => void pieces.push(piece),
      finish: () => {
        const text = pieces.join('');
        return before?.text === text ? before : make(text);
      },
    };
  };
}

/** `/v2/groups` with everything embedded. */
export const groupsReader: DocumentReader<Groups, GroupsSummary> = {
  begin: whole<Groups>((text) => {
    const root = JSON.parse(text) as GroupJson;
    const appById = new Map<string, AppJson>();
    gather(root, appById);
    return { text, appById, items: itemsOf(root) };
  }),
  summary: ({ items }) => ({ items }),
  answer: ({ appById }, question: GroupsQuestion) => appById.get(question.id) ?? null,
};

function gather(group: GroupJson, into: Map<string, AppJson>): void {
  for (const app of group.apps ?? []) into.set(app.id, app);
  for (const inner of group.groups ?? []) gather(inner, into);
}

export type QueueSummary = readonly (readonly [appId: string, delay: QueueDelay])[];

type Queue = { readonly text: string; readonly delays: QueueSummary };

/** `/v2/queue`: each entry holds the whole definition of its application. */
export const queueReader: DocumentReader<Queue, QueueSummary> = {
  begin: whole<Queue>((text) => ({ text, delays: [...delaysOf(JSON.parse(text) as QueueJson)] })),
  summary: ({ delays }) => delays,
  answer: () => null,
};
