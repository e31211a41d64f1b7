import { marathons } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

/**
 * When an app was deleted, by Marathon's own word, and until when one may have had it, in milliseconds of the hosts' clocks: what a
 * leader knew at one look and not at the next, it may have known until the next.
 */
type Memory = {
  readonly deletedMs: Map<string, number>;
  readonly seenMs: Map<string, number>;
  /** By host: what it knew at the last look, while it led. */
  readonly known: Map<string, ReadonlySet<string>>;
};

export const noDeletedAppLaunched: Invariant<Memory> = {
  id: 'no-deleted-app-launched',
  statement: 'No task of an application is launched once its deletion was acknowledged.',
  source: 'Marathon 1.1 REST API, DELETE /v2/apps: all running tasks are killed and the application is gone',
  initial: () => ({ deletedMs: new Map(), seenMs: new Map(), known: new Map() }),
  check(memory, world) {
    const nowMs = world.settings.startEpochMs + world.nowUs / 1000;
    const messages: string[] = [];
    for (const marathon of marathons(world)) {
      for (const { appId, deleted, atUs } of marathon.acknowledged) {
        const atMs = world.settings.startEpochMs + atUs / 1000;
        if (deleted) memory.deletedMs.set(appId, Math.max(memory.deletedMs.get(appId) ?? 0, atMs));
      }
      if (!marathon.leading) continue;
      const known = new Set(marathon.knownAppIds());
      for (const id of [...known, ...(memory.known.get(marathon.host) ?? [])]) memory.seenMs.set(id, nowMs);
      memory.known.set(marathon.host, known);
      for (const task of marathon.tasks()) {
        if (known.has(task.appId)) continue;
        const sinceMs = memory.deletedMs.get(task.appId);
        if (sinceMs === undefined) continue;
        const endMs = Math.max(sinceMs, memory.seenMs.get(task.appId) ?? 0);
        if (task.stagedAtMs > endMs) messages.push(`${task.id} was launched after ${task.appId} had been deleted`);
      }
    }
    return messages;
  },
};
