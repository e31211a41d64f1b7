/** Elections step by step, from the record that every server leaves of its own. Nothing here decides what happened. */
import type { TraceBody } from '../../kernel/context.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import type { TraceRecord } from '../../kernel/trace.ts';
import { allProcesses } from '../../kernel/process-table.ts';
import type { Vote } from '../../zookeeper/server/election/vote.ts';
import { zxidText } from '../../zookeeper/protocol/zxid.ts';
import type {
  ElectionLogQuery,
  ElectionLogView,
  ElectionStepView,
  ElectionSummary,
  VoteOfStep,
} from './zookeeper-history-views.ts';

/** One election while it is put together. */
type Group = {
  readonly startUs: number;
  endUs: number | null;
  outcome: ElectionSummary['outcome'];
  leader: number | null;
  epoch: number | null;
  /** Those that look, by process. */
  readonly looking: Set<string>;
  readonly servers: Set<number>;
  readonly records: TraceRecord[];
};

export function electionLogOf(simulator: Simulator, query: ElectionLogQuery): ElectionLogView {
  const { trace, world } = simulator;
  const servers = new Set<string>();
  for (const process of allProcesses(world)) if (process.spec.program === 'zookeeper') servers.add(process.spec.id);
  const groups = groupsOf(trace.archive.filter((record) => isOfElection(record, servers)));
  const begun = groups.filter((group) => group.startUs <= world.nowUs).length;
  const number = query.election ?? begun - 1;
  const shown = groups[number];
  const page = shown?.records.slice(query.offset, query.offset + query.limit) ?? [];
  return {
    nowUs: world.nowUs,
    elections: groups.map(summaryOf),
    shown: shown === undefined ? null : number,
    steps: page.map((record, index) => stepOf(record, query.offset + index)),
    total: shown?.records.length ?? 0,
  };
}

function isOfElection(record: TraceRecord, servers: ReadonlySet<string>): boolean {
  return record.kind === 'vote' || (record.kind === 'role' && servers.has(record.process));
}

/** A new one begins when a server starts to look after the last one has come to its end. */
function groupsOf(records: readonly TraceRecord[]): readonly Group[] {
  const groups: Group[] = [];
  for (const record of records) {
    const role = record.kind === 'role' ? textOf(record.body['role']) : null;
    let group = groups.at(-1);
    if (group === undefined || (role === 'looking' && group.outcome !== 'running')) {
      group = newGroup(record.atUs);
      groups.push(group);
    }
    group.records.push(record);
    if (role !== null) onRole(group, record, role);
    else if (record.body['step'] === 'started') group.servers.add(Number(record.body['serverId']));
  }
  return groups;
}

function newGroup(startUs: number): Group {
  return {
    startUs,
    endUs: null,
    outcome: 'running',
    leader: null,
    epoch: null,
    looking: new Set(),
    servers: new Set(),
    records: [],
  };
}

function onRole(group: Group, record: TraceRecord, role: string): void {
  switch (role) {
    case 'looking':
      group.looking.add(record.process);
      return;
    case 'leading':
      group.leader = electedIn(record.body);
      return;
    case 'following':
    case 'observing':
      group.leader ??= electedIn(record.body);
      return;
    case 'leader':
      conclude(group, record, 'elected');
      return;
    case 'follower':
    case 'observer':
      group.looking.delete(record.process);
      if (group.outcome === 'running' && group.looking.size === 0) conclude(group, record, 'joined');
      return;
    default:
  }
}

function conclude(group: Group, record: TraceRecord, outcome: 'elected' | 'joined'): void {
  if (group.outcome !== 'running') return;
  group.outcome = outcome;
  group.endUs = record.atUs;
  group.epoch = typeof record.body['epoch'] === 'number' ? record.body['epoch'] : null;
}

/** From the text `elected 3`. */
function electedIn(body: TraceBody): number | null {
  const match = /^elected (\d+)$/.exec(textOf(body['detail']));
  return match === null ? null : Number(match[1]);
}

function summaryOf(group: Group, number: number): ElectionSummary {
  const { startUs, endUs, outcome, leader, epoch, servers, records } = group;
  return {
    number,
    startUs,
    endUs,
    outcome,
    leader,
    epoch,
    servers: [...servers].sort((a, b) => a - b),
    steps: records.length,
  };
}

const VOTE_FIELDS: ReadonlySet<string> = new Set(['vote', 'before']);

function stepOf(record: TraceRecord, index: number): ElectionStepView {
  const { atUs, seq, process, body } = record;
  const place = { index, atUs, seq, process };
  if (record.kind === 'role') {
    const { role, epoch, detail } = body;
    const server = null;
    return { ...place, server, step: 'role', round: null, ...present({ role, epoch, detail }) };
  }
  const fields = Object.entries(body).map(([name, value]) => [
    name,
    VOTE_FIELDS.has(name) ? voteOf(value as Vote) : value,
  ]);
  const { serverId, ...rest } = Object.fromEntries(fields) as Record<string, unknown>;
  return { ...(rest as Omit<ElectionStepView, 'index'>), ...place, server: Number(serverId) };
}

function present(fields: Readonly<Record<string, unknown>>): Partial<ElectionStepView> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function voteOf(vote: Vote): VoteOfStep {
  const { leader, zxid, peerEpoch, electionEpoch } = vote;
  return { leader, zxid: zxidText(zxid), peerEpoch, round: electionEpoch };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
