import { describe, expect, it } from 'vitest';
import type { Program } from '../kernel/context.ts';
import { type History, advance, createHistory, issue } from '../kernel/history.ts';
import { type HttpRequest, httpResponse, textReply } from '../kernel/http.ts';
import { hostId, processId } from '../kernel/ids.ts';
import { spawnProcess } from '../kernel/process-life.ts';
import { createSimulator } from '../kernel/simulator.ts';
import { addHost, initialWorld } from '../kernel/world.ts';
import { findProcess } from '../kernel/process-table.ts';
import { OUTCOME_LIMIT, type OperatorState, operatorProgram, outcomeOf } from './operator.ts';

const CLIENT = hostId('192.168.1.10');
const SERVER = hostId('192.168.1.231');
const OPERATOR = processId('operator@192.168.1.10');
const WEB = processId('web@192.168.1.231');

/** Answers `POST /echo` with its body, and nothing else at all. */
const web: Program<null> = {
  kind: 'web',
  boot(context) {
    context.listen(80);
    return null;
  },
  receive(_, context, event) {
    if (event.kind !== 'message') return;
    const request = event.body as HttpRequest;
    if (request.path === '/echo')
      context.send(
        event.connection,
        httpResponse(request.requestId, textReply(200, `${request.headers['host']} ${request.body}`)),
      );
    if (request.path === '/close') context.close(event.connection);
  },
};

function smallWorld(): History {
  const world = initialWorld(1);
  const simulator = createSimulator({
    registry: new Map<string, Program>([
      ['operator', operatorProgram],
      ['web', web],
    ] as [string, Program][]),
    world,
  });
  addHost(world, CLIENT);
  addHost(world, SERVER);
  const base = { flags: {}, diesWith: null, parent: null, restart: null };
  spawnProcess(simulator, { ...base, id: OPERATOR, host: CLIENT, program: 'operator' });
  spawnProcess(simulator, { ...base, id: WEB, host: SERVER, program: 'web' });
  const history = createHistory(simulator);
  advance(history, 1000);
  return history;
}

function tell(history: History, requestId: number, path: string, port = 80): void {
  const body = { kind: 'http', requestId, host: SERVER, port, method: 'POST', path, headers: {}, body: 'hello' };
  expect(issue(history, { kind: 'tell', process: OPERATOR, body })).toEqual({ ok: true });
}

function outcome(history: History, requestId: number) {
  return outcomeOf(findProcess(history.simulator.world, OPERATOR)?.state as OperatorState, requestId)?.result;
}

describe('operator', () => {
  it('sends a request and keeps the answer', () => {
    const history = smallWorld();
    tell(history, 1, '/echo');
    advance(history, 1_000_000);
    expect(outcome(history, 1)).toEqual({
      kind: 'response',
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: '192.168.1.231:80 hello',
    });
  });

  it('is refused by a port where nobody listens', () => {
    const history = smallWorld();
    tell(history, 1, '/echo', 81);
    advance(history, 1_000_000);
    expect(outcome(history, 1)).toEqual({ kind: 'error', error: 'refused' });
  });

  it('waits 127 s for a host that is off', () => {
    const history = smallWorld();
    issue(history, { kind: 'powerOffHost', host: SERVER });
    tell(history, 1, '/echo');
    advance(history, 126_000_000);
    expect(outcome(history, 1)).toBeUndefined();
    advance(history, 128_000_000);
    expect(outcome(history, 1)).toEqual({ kind: 'error', error: 'timedOut' });
  });

  it('tells when the server closes without an answer, or stays silent for 300 s', () => {
    const history = smallWorld();
    tell(history, 1, '/close');
    tell(history, 2, '/silent');
    advance(history, 301_000_000);
    expect(outcome(history, 1)).toEqual({ kind: 'error', error: 'reset' });
    expect(outcome(history, 2)).toEqual({ kind: 'error', error: 'timedOut' });
  });

  it(`keeps the newest ${OUTCOME_LIMIT} outcomes`, () => {
    const history = smallWorld();
    for (let id = 1; id <= OUTCOME_LIMIT + 1; id += 1) tell(history, id, '/echo');
    advance(history, 2_000_000);
    const { outcomes, exchanges } = findProcess(history.simulator.world, OPERATOR)?.state as OperatorState;
    expect(outcomes.length).toBe(OUTCOME_LIMIT);
    expect(exchanges.size).toBe(0);
  });

  it('gives a request its own answer, though an earlier one of the journal bore its number', () => {
    const history = smallWorld();
    tell(history, 7, '/close');
    advance(history, 2_000_000);
    const againUs = history.simulator.world.nowUs;
    tell(history, 7, '/echo');
    advance(history, 4_000_000);
    const state = findProcess(history.simulator.world, OPERATOR)?.state as OperatorState;
    expect(outcomeOf(state, 7)?.result).toEqual({ kind: 'error', error: 'reset' });
    expect(outcomeOf(state, 7, againUs)?.result).toMatchObject({ kind: 'response', status: 200 });
  });
});
