/** The kernel alone: two processes that answer each other as fast as they can, tracing and hashing on. */
import type { Program } from '../kernel/context.ts';
import { hostId, processId } from '../kernel/ids.ts';
import { spawnProcess } from '../kernel/process-life.ts';
import { type Simulator, createSimulator, runEvents } from '../kernel/simulator.ts';
import { addHost, initialWorld } from '../kernel/world.ts';
import { type Figure, figure, quantile, coreSecondsFor } from './figure.ts';

const PORT = 7;
const MESSAGES = 1_000_000;
const ROUNDS = 5;
const PING = Object.freeze({ type: 'ping' });
const PONG = Object.freeze({ type: 'pong' });

const pinger: Program<{ answered: number }> = {
  kind: 'pinger',
  boot(context) {
    context.connect('10.0.0.2', PORT, 'ping');
    return { answered: 0 };
  },
  receive(state, context, event) {
    if (event.kind === 'message') state.answered += 1;
    if (event.kind === 'message' || event.kind === 'connected') context.send(event.connection, PING);
  },
};

const ponger: Program<null> = {
  kind: 'ponger',
  boot(context) {
    context.listen(PORT);
    return null;
  },
  receive(_, context, event) {
    if (event.kind === 'message') context.send(event.connection, PONG);
  },
};

function pingPong(): Simulator {
  const world = initialWorld(1);
  const registry = new Map([pinger, ponger].map((program) => [program.kind, program as Program]));
  const simulator = createSimulator({ registry, world });
  for (const [program, host] of [
    ['ponger', '10.0.0.2'],
    ['pinger', '10.0.0.1'],
  ] as const) {
    addHost(world, hostId(host));
    const base = { flags: {}, diesWith: null, parent: null, restart: null };
    spawnProcess(simulator, { ...base, id: processId(`${program}@${host}`), host: hostId(host), program });
  }
  return simulator;
}

export function kernelFigures(): Figure[] {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const simulator = pingPong();
    const before = simulator.world.messagesDelivered;
    const seconds = coreSecondsFor(() => void runEvents(simulator, Number.MAX_SAFE_INTEGER, MESSAGES));
    rates.push((simulator.world.messagesDelivered - before) / seconds);
  }
  return [figure('kernel: ping-pong', quantile(rates, 0.5), 'messages/s', { atLeast: 1_000_000 })];
}
