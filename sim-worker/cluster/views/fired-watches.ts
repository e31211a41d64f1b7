/** Which watches each change of a znode fired: what servers told when they applied it (kind `fired`). */
import type { Simulator } from '../../kernel/simulator.ts';
import type { FiredWatchRow } from './zookeeper-history-views.ts';

/** One change, as every server applies it. */
type Firing = {
  readonly zxid: string;
  /** Wall clock of the leader: zxids of a wiped ensemble come again. */
  readonly timeMs: number;
  readonly change: string;
  readonly path: string;
};

type Told = Firing & {
  readonly watches: readonly { readonly session: string; readonly event: string; readonly path: string }[];
};

export function firingKey({ zxid, timeMs, change, path }: Firing): string {
  return `${zxid} ${String(timeMs)} ${change} ${path}`;
}

/** Up to now, by the key of the change; only changes of wanted paths. */
export function firedWatches(
  simulator: Simulator,
  holders: ReadonlyMap<string, string>,
  wanted: (path: string) => boolean,
): ReadonlyMap<string, readonly FiredWatchRow[]> {
  const found = new Map<string, FiredWatchRow[]>();
  for (const { kind, atUs, process, body } of simulator.trace.archive) {
    if (kind !== 'fired' || atUs > simulator.world.nowUs) continue;
    const told = body as Told;
    if (!wanted(told.path)) continue;
    const key = firingKey(told);
    const rows = found.get(key) ?? [];
    found.set(key, rows);
    for (const { session, event, path } of told.watches) {
      const holder = holders.get(session) ?? null;
      rows.push({ event, path, session: `0x${session}`, process: holder, server: process, atUs });
    }
  }
  return found;
}
