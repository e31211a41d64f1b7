import { taskBooks } from '../../cluster/inspect-mesos.ts';
import type { Invariant } from './invariant.ts';

type Memory = { readonly books: Map<string, ReadonlyMap<string, string>> };

/** Within the life of one master or agent process: another process may have heard less. */
export const terminalStatesFinal: Invariant<Memory> = {
  id: 'terminal-states-final',
  statement: 'A task that a master or an agent holds as ended never lives again in its books.',
  source: 'Mesos 1.0.1, src/master/master.cpp (updateTask): a terminal task stays terminal',
  initial: () => ({ books: new Map() }),
  check(memory, world) {
    const messages: string[] = [];
    for (const { book, terminal, live } of taskBooks(world)) {
      const before = memory.books.get(book);
      for (const [task, state] of before ?? [])
        if (live.has(task)) messages.push(`${task} was ${state} in the books of ${book} and lives again`);
      memory.books.set(book, terminal);
    }
    return messages;
  },
};
