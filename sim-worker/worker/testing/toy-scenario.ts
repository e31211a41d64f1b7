/** A tiny world for tests of the session: a pinger and a ponger, a web server that counts posts, and the operator. */
import { operatorProgram } from '../../host/operator.ts';
import type { Program } from '../../kernel/context.ts';
import { type HttpReply, type HttpRequest, httpResponse, jsonReply } from '../../kernel/http.ts';
import { hostId, processId } from '../../kernel/ids.ts';
import { spawnProcess } from '../../kernel/process-life.ts';
import { type Simulator, createSimulator } from '../../kernel/simulator.ts';
import { PING_HOST, PONG_HOST, pingPongRegistry } from '../../kernel/testing/ping-pong.ts';
import { addHost, initialWorld } from '../../kernel/world.ts';
import type { LoopClock } from '../loop.ts';
import type { ScenarioSource } from '../session.ts';

type WebState = { posts: number };

export const WEB = processId('web@10.0.0.2');
export const OPERATOR = processId('operator@10.0.0.9');

/** `POST /` counts and answers; `GET /` tells the count; `POST /task` also leaves a task record. */
const web: Program<WebState> = {
  kind: 'web',
  boot(context) {
    context.listen(80);
    context.trace('leader', { system: 'mesos', leader: context.self, epoch: 1 });
    return { posts: 0 };
  },
  receive(state, context, event) {
    if (event.kind !== 'message') return;
    const request = event.body as HttpRequest;
    state.posts += 1;
    if (request.path === '/task') context.trace('task', { taskId: `t${state.posts}`, state: 'TASK_RUNNING' });
    if (request.path === '/fail') throw new Error('assertion failed: made to fail');
    context.send(event.connection, httpResponse(request.requestId, countReply(state)));
  },
  answer: (state) => ({ kind: 'reply', reply: countReply(state) }),
};

function countReply(state: WebState): HttpReply {
  return jsonReply(200, { posts: state.posts });
}

const registry = new Map([...pingPongRegistry, ['operator', operatorProgram], ['web', web]] as [string, Program][]);

function buildToy(seed: number): Simulator {
  const world = initialWorld(seed);
  const simulator = createSimulator({
    registry,
    world,
    landmarkKinds: ['leader', 'role', 'fault', 'request', 'exit', 'task'],
  });
  const operatorHost = hostId('10.0.0.9');
  for (const host of [PING_HOST, PONG_HOST, operatorHost]) addHost(world, host);
  const base = { diesWith: null, parent: null, flags: {}, restart: null };
  const restart = { initialDelayMs: 500, maxDelayMs: 60_000, resetAfterMs: 10_000 };
  spawnProcess(simulator, { ...base, id: OPERATOR, host: operatorHost, program: 'operator' });
  spawnProcess(simulator, { ...base, id: WEB, host: PONG_HOST, program: 'web', restart });
  const pong = processId('ponger@10.0.0.2');
  spawnProcess(simulator, { ...base, id: pong, host: PONG_HOST, program: 'ponger', restart });
  const flags = { peer: PONG_HOST, intervalMs: 50 };
  spawnProcess(simulator, { ...base, id: processId('pinger@10.0.0.1'), host: PING_HOST, program: 'pinger', flags });
  return simulator;
}

export const toySource: ScenarioSource = {
  list: () => [{ name: 'toy', hosts: 3 }],
  build: (name, seed) => (name === 'toy' ? buildToy(seed) : null),
};

/** A clock that moves by 1 ms with every look, and callbacks that the test runs one after the other. */
export type ManualClock = LoopClock & { readonly turn: () => boolean; readonly addMs: (ms: number) => void };

export function manualClock(): ManualClock {
  const queue: (() => void)[] = [];
  let nowMs = 1000;
  return {
    nowMs: () => (nowMs += 0.01),
    soon: (callback) => void queue.push(callback),
    after: (delayMs, callback) =>
      void queue.push(() => {
        nowMs += delayMs;
        callback();
      }),
    addMs: (ms) => void (nowMs += ms),
    turn: () => {
      const next = queue.shift();
      next?.();
      return next !== undefined;
    },
  };
}
