/** The servers of an ensemble side by side: what `mntr`, `stat` and their disks say. Read only, nothing travels. */
import type { Simulator } from '../../kernel/simulator.ts';
import type { Process } from '../../kernel/world.ts';
import { allProcesses } from '../../kernel/process-table.ts';
import { averageLatency } from '../../zookeeper/server/client-connection.ts';
import type { QuorumServer, ServerConfig } from '../../zookeeper/server/config.ts';
import type { ZookeeperServerState } from '../../zookeeper/server/server-state.ts';
import { summarizeZookeeperServer } from '../../zookeeper/server/view.ts';
import { actionsOf } from './inspector.ts';
import { statusOf } from './process-tile.ts';
import { storeOf } from './stores.ts';
import { dataFilesOf, lastLogged, storedEpoch } from './zookeeper-disk.ts';
import type {
  ElectionRoundView,
  EnsembleServerView,
  EnsembleView,
  LearnerRowView,
  ServerTrafficView,
} from './zookeeper-views.ts';

type Detail = ReturnType<typeof summarizeZookeeperServer>['detail'];

export function ensembleOf(simulator: Simulator): EnsembleView {
  const servers = zookeeperProcesses(simulator).map((process) => serverView(simulator, process));
  return { servers };
}

/** All servers, running or not, in the order of their `myid`. */
export function zookeeperProcesses(simulator: Simulator): Process[] {
  const found = [...allProcesses(simulator.world)].filter((process) => process.spec.program === 'zookeeper');
  return found.sort((a, b) => (configuredId(a) ?? 0) - (configuredId(b) ?? 0) || (a.spec.id < b.spec.id ? -1 : 1));
}

/** State of a server whose process exists; null once it ended. */
export function runningState(process: Process): ZookeeperServerState | null {
  return process.status === 'ended' ? null : (process.state as ZookeeperServerState | null);
}

function serverView(simulator: Simulator, process: Process): EnsembleServerView {
  const state = runningState(process);
  const summary = state === null ? null : summarizeZookeeperServer(state, simulator.world.nowUs);
  const host = simulator.world.hosts.get(process.spec.host);
  const detail = summary?.detail ?? null;
  return {
    process: process.spec.id,
    host: process.spec.host,
    status: statusOf(process),
    role: summary?.role ?? '',
    myid: detail?.myid ?? configuredId(process),
    serving: detail?.serving ?? false,
    acceptedEpoch: detail?.acceptedEpoch ?? storedEpoch(host, process, 'acceptedEpoch'),
    currentEpoch: detail?.currentEpoch ?? storedEpoch(host, process, 'currentEpoch'),
    lastZxid: detail?.lastZxid ?? lastLogged(host, process),
    leader: detail?.leader ?? null,
    election: state === null || detail === null ? null : roundView(state, detail),
    learners: state === null || detail === null ? null : learnerRows(state, detail),
    traffic: state === null || detail === null ? null : trafficView(state, detail),
    folder: storeOf(process),
    files: dataFilesOf(host, process),
    actions: actionsOf(simulator, process),
  };
}

function configuredId(process: Process): number | null {
  const servers = process.spec.flags['servers'] as readonly QuorumServer[] | undefined;
  return servers?.find((server) => server.host === process.spec.host)?.id ?? null;
}

function roundView(state: ZookeeperServerState, detail: Detail): ElectionRoundView | null {
  const { election } = detail;
  if (election === null) return null;
  const { leader, zxid, round, peerEpoch } = election.proposal;
  const { myid } = state.config;
  const heard = election.received.map((vote) => ({ from: vote.from, leader: vote.leader, zxid: vote.zxid }));
  const others = heard.filter((vote) => vote.from !== myid && vote.leader === leader).length;
  const inFavour = others + (state.config.observer ? 0 : 1);
  return { round, leader, zxid, peerEpoch, heard, inFavour, quorum: quorumSize(state.config) };
}

function quorumSize(config: ServerConfig): number | null {
  if (config.groups !== null) return null;
  return Math.floor(config.servers.filter((server) => !server.observer).length / 2) + 1;
}

function learnerRows(state: ZookeeperServerState, detail: Detail): LearnerRowView[] | null {
  if (state.leading === null) return null;
  return detail.learners.map((learner) => ({
    myid: learner.sid,
    observer: learner.observer,
    synced: learner.phase === 'live' && learner.ticksLeft >= 0,
    phase: learner.phase,
    lastHeardMsAgo: learner.lastHeardMsAgo,
  }));
}

function trafficView({ stats }: ZookeeperServerState, detail: Detail): ServerTrafficView {
  return {
    outstanding: detail.requestsInProcess,
    pendingProposals: detail.outstandingProposals.length + detail.pendingProposals.length,
    connections: detail.connectionCount,
    latencyMinMs: stats.latency.min ?? 0,
    latencyAverageMs: averageLatency(stats.latency),
    latencyMaxMs: stats.latency.max,
    received: detail.received,
    sent: detail.sent,
    znodes: detail.nodeCount,
    watches: detail.watchCount,
    sessions: detail.sessionCount,
  };
}
