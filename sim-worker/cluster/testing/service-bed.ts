/** A cluster with a service behind the balancer, to try what faults do to the requests of its users. */
import type { ClientsState } from '../../host/clients/state.ts';
import { type Figures, figuresOfWindows, windowsSince } from '../../host/clients/view.ts';
import { outcomeOf, type OperatorState } from '../../host/operator.ts';
import { assert, must } from '../../kernel/assert.ts';
import type { Command } from '../../kernel/command.ts';
import { advance, createHistory, type History, issue } from '../../kernel/history.ts';
import { readHttp } from '../../kernel/http-read.ts';
import { hostId, type ProcessId, processId } from '../../kernel/ids.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { buildScenario } from '../scenarios.ts';
import { leaderOf } from '../views/leaders.ts';

export const LB = '192.168.1.220';
export const METER = 'balancer /web:10080';
export const MASTERS = ['192.168.1.231', '192.168.1.232', '192.168.1.233'];

export const WEB = {
  id: '/web',
  cpus: 0.1,
  mem: 32,
  instances: 3,
  container: {
    type: 'DOCKER',
    docker: {
      image: 'nginx',
      network: 'BRIDGE',
      portMappings: [{ containerPort: 80, hostPort: 0, servicePort: 10_080, protocol: 'tcp' }],
    },
  },
  labels: { HAPROXY_GROUP: 'external', HAPROXY_0_VHOST: 'web.example.com' },
  healthChecks: [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 30, intervalSeconds: 2 }],
};

export type Bed = { readonly history: History; readonly seed: number };

export function boot(seed: number): Bed {
  const history = createHistory(must(buildScenario('default', seed), 'the default cluster'), { intervalUs: 1e15 });
  advance(history, 30e6);
  return { history, seed };
}

export const seconds = ({ history }: Bed): number => history.simulator.world.nowUs / 1e6;
export const run = (bed: Bed, forSeconds: number): number => {
  advance(bed.history, bed.history.simulator.world.nowUs + forSeconds * 1e6);
  return seconds(bed);
};
export const act = (bed: Bed, command: Command): void => {
  assert(issue(bed.history, command).ok, `the command ${command.kind} is possible`);
};
export const kill = (bed: Bed, process: string): void => act(bed, { kind: 'killProcess', process: processId(process) });
export const leader = (bed: Bed, system: 'mesos' | 'marathon'): ProcessId =>
  must(leaderOf(bed.history.simulator, system), 'a leader');

export function clients({ history }: Bed): ClientsState {
  return findProcess(history.simulator.world, processId('clients@192.168.1.20'))?.state as ClientsState;
}

export function write(bed: Bed, method: string, host: string, path: string, body: unknown): number | string {
  const operator = processId('operator@192.168.1.10');
  const requestId = bed.history.journalCursor + 1;
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const told = { kind: 'http', requestId, host, port: 8080, method, path, headers, body: JSON.stringify(body) };
  act(bed, { kind: 'tell', process: operator, body: told });
  run(bed, 2);
  const state = findProcess(bed.history.simulator.world, operator)?.state as OperatorState;
  const result = outcomeOf(state, requestId)?.result;
  return result?.kind === 'response' ? result.status : (result?.error ?? 'no answer');
}

export function read({ history }: Bed, port: number, path: string, headers: Record<string, string> = {}): string {
  const request = { type: 'http.request', requestId: 0, method: 'GET', path, headers, body: null } as const;
  const answer = readHttp(history.simulator, hostId('192.168.1.10'), LB, port, request);
  return answer.kind === 'reply' ? `${String(answer.reply.status)} ${answer.reply.body}` : answer.kind;
}

export function since(bed: Bed, fromSecond: number, meter = METER): Pick<Figures, 'availability' | 'sent' | 'errors'> {
  const { availability, sent, errors } = figuresOfWindows(
    windowsSince(must(clients(bed).meters.get(meter), meter), Math.floor(fromSecond)),
  );
  return { availability, sent, errors };
}

/** A service that runs and has been asked for a while. */
export function withService(seed: number, app: object = WEB): Bed {
  const bed = boot(seed);
  assert(write(bed, 'PUT', '192.168.1.231', '/v2/apps//web', app) === 201, 'the app is created');
  run(bed, 25);
  assert(since(bed, 0).sent > 5, 'its users ask');
  return bed;
}

export const servers = (bed: Bed): number => read(bed, 9090, '/_haproxy_getconfig').split('\n  server ').length - 1;
