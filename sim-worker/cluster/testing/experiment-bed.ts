/** What an operator does in the documents' experiments, and what their acceptance table asks for. */
import { assert, must } from '../../kernel/assert.ts';
import { logSize, logSlice } from '../../kernel/append-log.ts';
import { readHttp } from '../../kernel/http-read.ts';
import { hostId, processId } from '../../kernel/ids.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { agentTasks } from '../inspect-mesos.ts';
import { leaderOf } from '../views/leaders.ts';
import { act, type Bed, leader, run, seconds, since } from './service-bed.ts';

export const AGENTS = ['192.168.1.234', '192.168.1.235', '192.168.1.236', '192.168.1.237', '192.168.1.238'];
export const DIRECT = 'direct /web';

export function get(
  { history }: Bed,
  host: string,
  port: number,
  path: string,
): { readonly status: number; readonly json: unknown } {
  const request = { type: 'http.request', requestId: 0, method: 'GET', path, headers: {}, body: null } as const;
  const answer = readHttp(history.simulator, hostId('192.168.1.10'), host, port, request);
  if (answer.kind !== 'reply') return { status: 0, json: null };
  const { status, body } = answer.reply;
  return { status, json: body.startsWith('{') || body.startsWith('[') ? (JSON.parse(body) as unknown) : body };
}

export const hostOf = (process: string): string => process.slice(process.indexOf('@') + 1);
export const incarnations = ({ history }: Bed, process: string): number =>
  must(findProcess(history.simulator.world, processId(process)), process).incarnation;

export function agentIds(bed: Bed): readonly string[] {
  const { json } = get(bed, hostOf(leader(bed, 'mesos')), 5050, '/master/slaves');
  return (json as { readonly slaves: readonly { readonly id: string; readonly active: boolean }[] }).slaves
    .filter(({ active }) => active)
    .map(({ id }) => id)
    .sort();
}

/** What must stay as it is in most experiments. */
export function identity(bed: Bed): {
  readonly framework: unknown;
  readonly agents: readonly string[];
  readonly tasks: readonly string[];
} {
  const info = get(bed, hostOf(leader(bed, 'marathon')), 8080, '/v2/info').json as { readonly frameworkId: unknown };
  return {
    framework: info.frameworkId,
    agents: agentIds(bed),
    tasks: [...agentTasks(bed.history.simulator.world)].sort(),
  };
}

export function logHas({ history }: Bed, process: string, text: string): boolean {
  const { log } = must(findProcess(history.simulator.world, processId(process)), process);
  return logSlice(log, 0, logSize(log)).some((line) => line.text.includes(text));
}

/** Seconds until the condition holds. */
export function until(bed: Bed, limit: number, holds: () => boolean): number {
  const from = seconds(bed);
  while (!holds() && seconds(bed) - from < limit) run(bed, 0.25);
  assert(holds(), `it holds within ${String(limit)} s`);
  return seconds(bed) - from;
}

export const leads = (bed: Bed, system: 'mesos' | 'marathon'): boolean =>
  leaderOf(bed.history.simulator, system) !== null;
export const stop = (bed: Bed, process: string): void => act(bed, { kind: 'stopProcess', process: processId(process) });
export const start = (bed: Bed, process: string): void =>
  act(bed, { kind: 'startProcess', process: processId(process) });
export const wipe = (bed: Bed, host: string, folder: string, process: string): void =>
  act(bed, { kind: 'wipeFolder', host: hostId(host), folder, process: processId(process) });
export const master = (host: string): string => `mesos-master@${host}`;
/** Share of the requests to each instance that were answered, and what failed. */
export const felt = (bed: Bed, at: number): ReturnType<typeof since> => since(bed, at, DIRECT);

export function removeRecursively(bed: Bed, path: string): void {
  const body = { kind: 'znode', operation: { op: 'deleteRecursively', path } };
  act(bed, { kind: 'tell', process: processId('zkcli@192.168.1.10'), body });
}
