/**
 * The toy that shows how programs use the kernel: a pinger sends numbered pings to a ponger and counts the answers; when
 * the ponger dies it dials again every 100 ms until somebody listens. The ponger counts on disk, so that a restart
 * goes on where the last durable write left it.
 */
import type { Context, Program, ProgramEvent, Registry } from '../context.ts';
import { type HostId, type ConnectionId, hostId, processId } from '../ids.ts';
import { createHistory, type History } from '../history.ts';
import { spawnProcess } from '../process-life.ts';
import { createSimulator } from '../simulator.ts';
import { addHost, initialWorld } from '../world.ts';
import { findProcess } from '../process-table.ts';

export const PORT = 7;
export const REDIAL_MS = 100;
const COUNT_FILE = '/var/pong/count';

export type PingState = { connection: ConnectionId | null; sent: number; answered: number; outages: number };
export type PongState = { answered: number };
type Ping = { readonly type: 'ping'; readonly number: number };

export type PingFlags = { readonly peer: HostId; readonly intervalMs: number };

export const pinger: Program<PingState> = {
  kind: 'pinger',
  boot(context, flags) {
    return { connection: dialPeer(context, flags as unknown as PingFlags), sent: 0, answered: 0, outages: 0 };
  },
  receive(state, context, event) {
    const flags = context.flags as unknown as PingFlags;
    switch (event.kind) {
      case 'connected':
        return ping(state, context);
      case 'message':
        state.answered += 1;
        if (flags.intervalMs === 0) ping(state, context);
        else context.setTimer('ping', flags.intervalMs);
        return;
      case 'timer':
        if (event.key === 'ping') ping(state, context);
        else state.connection = dialPeer(context, flags);
        return;
      case 'closed':
      case 'connectFailed':
        state.outages += event.kind === 'closed' ? 1 : 0;
        state.connection = null;
        context.clearTimer('ping');
        context.setTimer('redial', REDIAL_MS);
        return;
    }
  },
};

function dialPeer(context: Context, flags: PingFlags): ConnectionId {
  return context.connect(flags.peer, PORT, 'ping', 1000);
}

function ping(state: PingState, context: Context): void {
  if (state.connection === null) return;
  const message: Ping = { type: 'ping', number: state.sent };
  if (context.send(state.connection, message)) state.sent += 1;
}

export const ponger: Program<PongState> = {
  kind: 'ponger',
  boot(context) {
    context.listen(PORT);
    const file = context.disk.read(COUNT_FILE);
    return { answered: file?.kind === 'text' ? Number(file.text) : 0 };
  },
  receive(state, context, event: ProgramEvent) {
    if (event.kind !== 'message') return;
    state.answered += 1;
    if (context.flags['durable'] === true)
      context.disk.writeSynced(COUNT_FILE, { kind: 'text', text: String(state.answered) });
    context.send(event.connection, { type: 'pong' });
  },
};

export const PINGER = processId('pinger@10.0.0.1');
export const PONGER = processId('ponger@10.0.0.2');
export const PING_HOST = hostId('10.0.0.1');
export const PONG_HOST = hostId('10.0.0.2');
export const pingPongRegistry: Registry = new Map<string, Program>([
  ['pinger', pinger],
  ['ponger', ponger],
]);

export type PingPongOptions = {
  readonly seed: number;
  readonly intervalMs: number;
  readonly durable?: boolean;
  readonly snapshotIntervalUs?: number;
};

/** A world of two hosts; the ponger is supervised: 500 ms, doubling. */
export function pingPongWorld(options: PingPongOptions): History {
  const world = initialWorld(options.seed);
  const simulator = createSimulator({ registry: pingPongRegistry, world, landmarkKinds: ['fault', 'exit'] });
  addHost(world, PING_HOST);
  addHost(world, PONG_HOST);
  const restart = { initialDelayMs: 500, maxDelayMs: 60_000, resetAfterMs: 10_000 };
  const base = { diesWith: null, parent: null };
  spawnProcess(simulator, {
    ...base,
    id: PONGER,
    host: PONG_HOST,
    program: 'ponger',
    flags: { durable: options.durable ?? false },
    restart,
  });
  spawnProcess(simulator, {
    ...base,
    id: PINGER,
    host: PING_HOST,
    program: 'pinger',
    flags: { peer: PONG_HOST, intervalMs: options.intervalMs },
    restart: null,
  });
  return createHistory(
    simulator,
    options.snapshotIntervalUs === undefined ? {} : { intervalUs: options.snapshotIntervalUs, minEvents: 0 },
  );
}

export function pingState(history: History): PingState {
  return findProcess(history.simulator.world, PINGER)?.state as PingState;
}

export function pongState(history: History): PongState {
  return findProcess(history.simulator.world, PONGER)?.state as PongState;
}
