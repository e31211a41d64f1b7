/** The replicas of the Mesos log side by side: what each promised and holds, and who coordinates. Read only. */
import type { Simulator } from '../../kernel/simulator.ts';
import type { Process } from '../../kernel/world.ts';
import type { LogAction, ReplicaRequest, ReplicaResponse } from '../../mesos/replicated-log/log-messages.ts';
import type { LogState } from '../../mesos/replicated-log/log-state.ts';
import { countHoles } from '../../mesos/replicated-log/replica.ts';
import { masterProcesses, runningMaster } from './mesos-leader.ts';
import type { LogPositionView, LogReplicaView, ReplicatedLogView } from './mesos-views.ts';
import { statusOf } from './process-tile.ts';

const POSITION_LIMIT = 100;

export function replicatedLogView(simulator: Simulator): ReplicatedLogView {
  const masters = masterProcesses(simulator);
  const logs = masters.map((process) => runningMaster(process)?.log ?? null);
  return {
    quorum: logs.find((log) => log !== null)?.options.quorum ?? null,
    replicas: masters.map((process, index) => replicaView(process, logs[index] ?? null)),
    positions: positionsOf(logs),
  };
}

function replicaView(process: Process, log: LogState | null): LogReplicaView {
  const common = { process: process.spec.id, host: process.spec.host, status: statusOf(process) };
  if (log === null) return { ...common, ...ABSENT };
  const { replica, role, proposal, index, queue } = log;
  return {
    ...common,
    replica: replica.status,
    promised: replica.promised,
    begin: replica.begin,
    end: replica.end,
    ...countHoles(replica),
    members: log.members,
    role,
    proposal,
    index,
    queued: queue.length,
    round: roundView(log),
    writing: log.writing !== null,
  };
}

const ABSENT: Omit<LogReplicaView, 'process' | 'host' | 'status'> = {
  replica: null,
  promised: 0,
  begin: 0,
  end: 0,
  holes: 0,
  unlearned: 0,
  members: [],
  role: 'none',
  proposal: 0,
  index: 0,
  queued: 0,
  round: null,
  writing: false,
};

function roundView({ round }: LogState): LogReplicaView['round'] {
  if (round === null) return null;
  const { request, asked, responses } = round;
  return {
    ...requestOf(request),
    asked: asked?.length ?? null,
    answers: responses.map(({ from, response }) => ({ from, answer: answerOf(response) })),
  };
}

function requestOf(
  request: ReplicaRequest,
): Pick<NonNullable<LogReplicaView['round']>, 'request' | 'proposal' | 'position'> {
  switch (request.type) {
    case 'mesos.internal.log.PromiseRequest':
      return { request: 'promise', proposal: request.proposal, position: request.position };
    case 'mesos.internal.log.WriteRequest':
      return { request: 'write', proposal: request.proposal, position: request.action.position };
    case 'mesos.internal.log.LearnedMessage':
      return { request: 'learn', proposal: request.action.performed, position: request.action.position };
    case 'mesos.internal.log.RecoverRequest':
      return { request: 'recover', proposal: null, position: null };
  }
}

/** `ACCEPT`, `REJECT 7` (with what it promised to somebody else), `IGNORE`, or a status for a recover request. */
function answerOf(response: ReplicaResponse): string {
  if (response.type === 'mesos.internal.log.RecoverResponse') return response.status;
  return response.verdict === 'REJECT' ? `REJECT ${String(response.proposal)}` : response.verdict;
}

function positionsOf(logs: readonly (LogState | null)[]): LogPositionView[] {
  const held = new Set<number>();
  for (const log of logs) for (const position of log?.replica.actions.keys() ?? []) held.add(position);
  const highest = [...held].sort((a, b) => b - a).slice(0, POSITION_LIMIT);
  return highest.map((position) => positionView(logs, position));
}

function positionView(logs: readonly (LogState | null)[], position: number): LogPositionView {
  const actions = logs.map((log) => log?.replica.actions.get(position));
  const known = actions.find((action) => action !== undefined && action.performed !== null);
  const places = logs.map((log, index) => placeOf(log, position, actions[index]));
  return { position, type: known?.type ?? null, sizeBytes: known?.sizeBytes ?? 0, places };
}

function placeOf(
  log: LogState | null,
  position: number,
  action: LogAction | undefined,
): LogPositionView['places'][number] {
  if (log === null) return { place: 'absent', proposal: null };
  if (action === undefined) return { place: position < log.replica.begin ? 'truncated' : 'absent', proposal: null };
  if (action.learned) return { place: 'learned', proposal: action.performed };
  if (action.performed !== null) return { place: 'written', proposal: action.performed };
  return { place: 'promised', proposal: action.promised };
}
