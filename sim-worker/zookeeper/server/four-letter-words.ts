/**
 * Answers to four-letter words. Source: ZooKeeper 3.4.14, server/NIOServerCnxn.java (CommandThread and its subclasses).
 * Pure but for `srst` and `crst`.
 */
import type { ReadContext } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { mapEntries } from '../../kernel/persistent-map.ts';
import { javaDate } from '../protocol/java-date.ts';
import { NO_SESSION } from '../protocol/session-id.ts';
import { formatZxid } from '../protocol/zxid.ts';
import {
  averageLatency,
  type ClientConnection,
  connectionName,
  initialLatency,
  type Latency,
} from './client-connection.ts';
import { findServer } from './config.ts';
import type { Serving, ZookeeperServerState } from './server-state.ts';
import { dataFolder, logFolder } from './storage/data-files.ts';
import { nodeCount } from './tree/data-tree.ts';
import { setList } from './tree/java-hash-set.ts';
import { watchCount, type WatchTable } from './watch-tables.ts';
import { noProposalSize } from './zab/zab-state.ts';

/** UNCONFIRMED from the repository; known from public logs. */
export const VERSION = '3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on 03/06/2019 16:18 GMT';
const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests\n';
const WORDS = new Set('conf cons crst dump envi gtmk ruok srst srvr stat wchs wchc wchp mntr isro'.split(' '));
/** Sessions, client requests and warnings of the server (ZooTrace). */
const DEFAULT_TRACE_MASK = '306';
/** Long outputs that 3.4.14 gives only when whitelisted. */
const NOT_BY_DEFAULT = new Set(['wchc', 'wchp']);

export function isKnownWord(word: string): boolean {
  return WORDS.has(word);
}

/** The text, or null for an unknown word: the connection closes without output. `asking`: the connection that asks. */
export function answerWord(
  server: ZookeeperServerState,
  context: ReadContext,
  asking: ConnectionId | null,
  word: string,
): string | null {
  if (!WORDS.has(word)) return null;
  const allowed = server.config.whitelist === null ? !NOT_BY_DEFAULT.has(word) : server.config.whitelist.includes(word);
  if (!allowed) return `${word} is not executed because it is not in the whitelist.\n`;
  const { serving } = server;
  const isServing = serving !== null && serving.running;
  if (word === 'ruok') return 'imok';
  if (word === 'gtmk') return DEFAULT_TRACE_MASK;
  if (word === 'envi') return environment(context);
  if (word === 'isro') return isServing ? 'rw' : 'null';
  if (!isServing) return NOT_SERVING;
  return servingWord(server, serving, asking, word);
}

function servingWord(
  server: ZookeeperServerState,
  serving: Serving,
  asking: ConnectionId | null,
  word: string,
): string {
  switch (word) {
    case 'srst':
      server.stats.received = 0;
      server.stats.sent = 0;
      server.stats.latency = initialLatency();
      if (server.leading !== null) server.leading.proposalSize = noProposalSize();
      return 'Server stats reset.\n';
    case 'crst':
      for (const connection of server.clients.values()) resetConnection(connection);
      return 'Connection stats reset.\n';
    case 'conf':
      return configuration(server);
    case 'srvr':
    case 'stat':
      return serverStat(server, serving, word === 'stat' ? asking : null, word === 'stat');
    case 'cons':
      return `${[...server.clients.values()].map((connection) => ` ${describeConnection(connection, asking)}\n`).join('')}\n`;
    case 'dump':
      return dump(server, serving);
    case 'mntr':
      return monitor(server, serving);
    case 'wchs':
      return watchSummary(server.watches.data);
    case 'wchc':
      return watchesByConnection(server);
    default:
      return watchesByPath(server);
  }
}

function resetConnection(connection: ClientConnection): void {
  connection.received = 0;
  connection.sent = 0;
  connection.latency = initialLatency();
  connection.lastOp = 'NA';
  connection.lastCxid = -1;
  connection.lastZxid = null;
  connection.lastResponseAtMs = 0;
}

function configuration(server: ZookeeperServerState): string {
  const { config } = server;
  const own = findServer(config, config.myid);
  const lines = [
    `clientPort=${String(config.clientPort)}`,
    `dataDir=${dataFolder(config)}`,
    `dataLogDir=${logFolder(config)}`,
    `tickTime=${String(config.tickTimeMs)}`,
    `maxClientCnxns=${String(config.maxClientConnections)}`,
    `minSessionTimeout=${String(config.minSessionTimeoutMs)}`,
    `maxSessionTimeout=${String(config.maxSessionTimeoutMs)}`,
    `serverId=${String(config.standalone ? 0 : config.myid)}`,
  ];
  if (!config.standalone) {
    lines.push(`initLimit=${String(config.initLimit)}`, `syncLimit=${String(config.syncLimit)}`, 'electionAlg=3');
    lines.push(`electionPort=${String(own?.electionPort ?? 0)}`, `quorumPort=${String(own?.quorumPort ?? 0)}`);
    lines.push(`peerType=${config.observer ? '1' : '0'}`);
  }
  return `${lines.join('\n')}\n`;
}

function latencyText(latency: Latency): string {
  return `${String(latency.min ?? 0)}/${String(averageLatency(latency))}/${String(latency.max)}`;
}

function serverStat(
  server: ZookeeperServerState,
  serving: Serving,
  asking: ConnectionId | null,
  withClients: boolean,
): string {
  const { stats, database, clients, leading } = server;
  const lines = [`Zookeeper version: ${VERSION}`];
  if (withClients) {
    lines.push('Clients:');
    for (const connection of clients.values()) lines.push(` ${briefConnection(connection, asking)})`);
    lines.push('');
  }
  lines.push(`Latency min/avg/max: ${latencyText(stats.latency)}`);
  lines.push(
    `Received: ${String(stats.received)}`,
    `Sent: ${String(stats.sent)}`,
    `Connections: ${String(clients.size)}`,
  );
  lines.push(`Outstanding: ${String(serving.inProcess)}`, `Zxid: 0x${formatZxid(database.tree.lastProcessedZxid)}`);
  lines.push(`Mode: ${serving.role}`, `Node count: ${String(nodeCount(database.tree))}`);
  if (leading !== null) {
    const { last, min, max } = leading.proposalSize;
    lines.push(`Proposal sizes last/min/max: ${String(last)}/${String(min ?? -1)}/${String(max)}`);
  }
  return `${lines.join('\n')}\n`;
}

function briefConnection(connection: ClientConnection, asking: ConnectionId | null): string {
  const interest = connection.id === asking ? 0 : 1;
  const counts = `queued=0,recved=${String(connection.received)},sent=${String(connection.sent)}`;
  return `${connectionName(connection)}[${String(interest)}](${counts}`;
}

function describeConnection(connection: ClientConnection, asking: ConnectionId | null): string {
  const brief = briefConnection(connection, asking);
  if (connection.sessionId === NO_SESSION) return `${brief})`;
  const { latency } = connection;
  const parts = [
    `sid=0x${connection.sessionId}`,
    `lop=${connection.lastOp}`,
    `est=${String(Math.floor(connection.establishedAtMs))}`,
    `to=${String(connection.timeoutMs)}`,
    ...(connection.lastCxid < 0 ? [] : [`lcxid=0x${connection.lastCxid.toString(16)}`]),
    `lzxid=0x${connection.lastZxid === null ? 'f'.repeat(16) : formatZxid(connection.lastZxid)}`,
    `lresp=${String(Math.floor(connection.lastResponseAtMs))}`,
    `llat=${String(latency.last)}`,
    `minlat=${String(latency.min ?? 0)}`,
    `avglat=${String(averageLatency(latency))}`,
    `maxlat=${String(latency.max)}`,
  ];
  return `${brief},${parts.join(',')})`;
}

function dump(server: ZookeeperServerState, serving: Serving): string {
  const lines = ['SessionTracker dump:'];
  if (serving.tracker === null) lines.push('org.apache.zookeeper.server.quorum.LearnerSessionTracker@5e91993f');
  else {
    const buckets = [...serving.tracker.buckets].sort(([a], [b]) => a - b);
    lines.push(`Session Sets (${String(buckets.length)}):`);
    for (const [dueMs, ids] of buckets) {
      // 3.4.14 prints its monotonic clock as if it were the wall clock: the time since the machine's start, in 1970.
      lines.push(`${String(ids.size)} expire at ${javaDate(dueMs)}:`);
      for (const id of ids) lines.push(`\t0x${id}`);
    }
  }
  lines.push('ephemeral nodes dump:', `Sessions with Ephemerals (${String(server.database.tree.ephemerals.size)}):`);
  const owners = [...mapEntries(server.database.tree.ephemerals)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [owner, paths] of owners) {
    lines.push(`0x${owner}:`);
    for (const path of setList(paths)) lines.push(`\t${path}`);
  }
  return `${lines.join('\n')}\n`;
}

function monitor(server: ZookeeperServerState, serving: Serving): string {
  const { stats, clients, database, watches, leading } = server;
  const rows: [string, string | number][] = [
    ['version', VERSION],
    ['avg_latency', averageLatency(stats.latency)],
    ['max_latency', stats.latency.max],
    ['min_latency', stats.latency.min ?? 0],
    ['packets_received', stats.received],
    ['packets_sent', stats.sent],
    ['num_alive_connections', clients.size],
    ['outstanding_requests', serving.inProcess],
    ['server_state', serving.role],
    ['znode_count', nodeCount(database.tree)],
    ['watch_count', watchCount(watches.data) + watchCount(watches.child)],
    ['ephemerals_count', database.tree.ephemeralCount],
    ['approximate_data_size', database.tree.dataSizeBytes],
    ['open_file_descriptor_count', 28 + clients.size],
    ['max_file_descriptor_count', 1_048_576],
    ['fsync_threshold_exceed_count', stats.slowSyncs],
  ];
  if (leading !== null) {
    rows.push(['followers', leading.learners.size], ['synced_followers', leading.forwarding.size]);
    rows.push(['pending_syncs', leading.pendingSyncs.size], ['last_proposal_size', leading.proposalSize.last]);
    rows.push(['max_proposal_size', leading.proposalSize.max], ['min_proposal_size', leading.proposalSize.min ?? -1]);
  }
  return rows.map(([key, value]) => `zk_${key}\t${String(value)}\n`).join('');
}

function watchSummary(table: WatchTable): string {
  const connections = table.byConnection.size;
  return `${String(connections)} connections watching ${String(table.byPath.size)} paths\nTotal watches:${String(watchCount(table))}\n`;
}

function watchesByConnection(server: ZookeeperServerState): string {
  let text = '';
  for (const [id, paths] of server.watches.data.byConnection) {
    text += `0x${server.clients.get(id)?.sessionId ?? NO_SESSION}\n${[...paths].map((path) => `\t${path}\n`).join('')}`;
  }
  return `${text}\n`;
}

function watchesByPath(server: ZookeeperServerState): string {
  let text = '';
  for (const [path, ids] of server.watches.data.byPath) {
    text += `${path}\n${[...ids].map((id) => `\t0x${server.clients.get(id)?.sessionId ?? NO_SESSION}\n`).join('')}`;
  }
  return `${text}\n`;
}

function environment(context: ReadContext): string {
  const rows: [string, string][] = [
    ['zookeeper.version', VERSION],
    ['host.name', context.host],
    ['java.version', '1.8.0_91'],
    ['java.vendor', 'Oracle Corporation'],
    ['java.home', '/usr/lib/jvm/java-8-openjdk-amd64/jre'],
    ['java.class.path', '/opt/zookeeper/bin/../zookeeper-3.4.14.jar:/opt/zookeeper/bin/../conf:'],
    ['java.library.path', '/usr/java/packages/lib/amd64:/usr/lib64:/lib64:/lib:/usr/lib'],
    ['java.io.tmpdir', '/tmp'],
    ['java.compiler', '<NA>'],
    ['os.name', 'Linux'],
    ['os.arch', 'amd64'],
    ['os.version', '3.10.0-327.el7.x86_64'],
    ['user.name', 'root'],
    ['user.home', '/root'],
    ['user.dir', '/opt/zookeeper/bin'],
  ];
  return `Environment:\n${rows.map(([key, value]) => `${key}=${value}\n`).join('')}`;
}
