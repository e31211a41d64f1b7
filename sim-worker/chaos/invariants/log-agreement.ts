import { logReplicas } from '../../cluster/inspect-mesos.ts';
import type { Invariant } from './invariant.ts';

type Memory = {
  readonly learned: Map<number, string>;
  /** Positions before it were truncated by a learned action. */
  truncatedTo: number;
};

/** Positions remembered: the log is cut behind each snapshot of the registry. */
const REMEMBERED = 400;

const TRUNCATION = /^TRUNCATE (\d+)/;

/**
 * What one replica learned at a position is what every replica learns there, now and later. A replica that missed a truncation
 * learns a no-op where others hold nothing any more (Mesos 1.0.1 src/log/replica.cpp, promise for a truncated position).
 */
export const logAgreement: Invariant<Memory> = {
  id: 'log-agreement',
  statement: 'No two replicas of the Mesos log learn different actions at one position.',
  source: 'Paxos (Lamport 1998): at most one value is chosen; Mesos docs/replicated-log-internals.md',
  initial: () => ({ learned: new Map(), truncatedTo: 0 }),
  check(memory, world) {
    const messages: string[] = [];
    for (const { host, learned } of logReplicas(world)) {
      for (const [position, action] of learned()) {
        const to = Number(TRUNCATION.exec(action)?.[1] ?? 0);
        memory.truncatedTo = Math.max(memory.truncatedTo, to);
        if (action.startsWith('NOP') && position < memory.truncatedTo) continue;
        const known = memory.learned.get(position);
        if (known === undefined) memory.learned.set(position, action);
        else if (known !== action && !(known.startsWith('NOP') && position < memory.truncatedTo))
          messages.push(`position ${String(position)} is ${action} on ${host}, and was ${known} elsewhere`);
      }
    }
    for (const position of memory.learned.keys()) {
      if (memory.learned.size <= REMEMBERED) break;
      memory.learned.delete(position);
    }
    return messages;
  },
};
