import { describe, expect, it } from 'vitest';
import { recentLines } from '../../kernel/process-log.ts';
import { hostId } from '../../kernel/ids.ts';
import { initialFile } from '../../kernel/disk.ts';
import { ownHost } from '../../kernel/world.ts';
import { findProcess } from '../../kernel/process-table.ts';
import type { ZkOperation, ZkReplyOutput } from '../client/client.ts';
import {
  allServing,
  buildEnsemble,
  CLIENT_HOST,
  command,
  type Ensemble,
  isServing,
  libraryClientId,
  nowMs,
  runFor,
  runUntilTrue,
  serverHost,
  serverId,
  serverNumbers,
  serverState,
  servingLeader,
  spawnClient,
  tell,
} from '../conformance/ensemble.ts';
import { LIBRARY_CLIENT, type LibraryClientState } from '../conformance/library-client.ts';
import type { QuorumServer } from './config.ts';
import { answerWord } from './four-letter-words.ts';
import { initialZookeeperDisk } from './storage/initial-disk.ts';
import { getZnode } from './tree/data-tree.ts';

function settled(ensemble: Ensemble): Ensemble {
  expect(runUntilTrue(ensemble, () => allServing(ensemble), 20_000)).toBe(true);
  return ensemble;
}

/** Servers 1 to `voters` vote, the rest observe. */
function withObservers(voters: number, total: number): readonly QuorumServer[] {
  return Array.from({ length: total }, (_, index) => ({
    id: index + 1,
    host: serverHost(index + 1),
    quorumPort: 2888,
    electionPort: 3888,
    observer: index >= voters,
  }));
}

function openClient(ensemble: Ensemble, name: string, myids: readonly number[]): void {
  const servers = myids.map((myid) => ({ host: serverHost(myid), port: 2181 }));
  spawnClient(ensemble, libraryClientId(name), LIBRARY_CLIENT, {
    servers,
    flavour: 'java',
    sessionTimeoutMs: 10_000,
    raw: false,
  });
  runFor(ensemble, 1);
}

function clientState(ensemble: Ensemble, name: string): LibraryClientState {
  return findProcess(ensemble.simulator.world, libraryClientId(name))?.state as LibraryClientState;
}

let tags = 0;

function ask(ensemble: Ensemble, name: string, operation: ZkOperation): ZkReplyOutput {
  tags += 1;
  const tag = tags;
  tell(ensemble, libraryClientId(name), { do: 'request', operation, tag });
  const find = (): ZkReplyOutput | undefined =>
    clientState(ensemble, name)
      .outputs.map(({ output }) => output)
      .find((output): output is ZkReplyOutput => output.kind === 'reply' && output.tag === tag);
  expect(runUntilTrue(ensemble, () => find() !== undefined, 20_000)).toBe(true);
  return find() as ZkReplyOutput;
}

function create(path: string): ZkOperation {
  return { op: 'create', path, data: null, ephemeral: false, sequential: false };
}

function word(ensemble: Ensemble, myid: number, text: string): string {
  const { simulator } = ensemble;
  const process = findProcess(simulator.world, serverId(myid));
  const state = serverState(ensemble, myid);
  if (process === undefined || state === null) throw new Error('the server is down');
  simulator.current.process = process;
  return answerWord(state, simulator.context, null, text) ?? '';
}

function logged(ensemble: Ensemble, myid: number, text: string): boolean {
  const process = findProcess(ensemble.simulator.world, serverId(myid));
  return process !== undefined && recentLines(process, 500).some((line) => line.text.includes(text));
}

describe('observers', () => {
  const flags = { servers: withObservers(3, 4) };

  it('serve clients and pass their writes on, without a vote', () => {
    const ensemble = settled(buildEnsemble({ seed: 1, size: 4, flags }));
    expect(word(ensemble, 4, 'srvr')).toContain('Mode: observer');
    expect(servingLeader(ensemble)).toBe(3);
    openClient(ensemble, 'a', [4]);
    expect(ask(ensemble, 'a', create('/a')).error).toBe(0);
    expect(ask(ensemble, 'a', { op: 'getChildren', path: '/', watch: false }).children).toContain('a');
    expect(getZnode(serverState(ensemble, 1)?.database.tree as never, '/a')).toBeDefined();
  });

  it('do not count for the quorum, and their loss elects nobody', () => {
    const ensemble = settled(buildEnsemble({ seed: 2, size: 4, flags }));
    command(ensemble, { kind: 'killProcess', process: serverId(4) });
    runFor(ensemble, 5000);
    expect(servingLeader(ensemble)).toBe(3);
    expect(serverState(ensemble, 3)?.currentEpoch).toBe(1);
    command(ensemble, { kind: 'startProcess', process: serverId(4) });
    settled(ensemble);
    for (const myid of [1, 2]) command(ensemble, { kind: 'killProcess', process: serverId(myid) });
    runFor(ensemble, 5000);
    expect([3, 4].some((myid) => isServing(ensemble, myid))).toBe(false);
  });
});

describe('groups', () => {
  it('serve while most groups have most of their weight, though a third of the servers are down', () => {
    const groups = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    const ensemble = settled(buildEnsemble({ seed: 3, size: 9, flags: { groups } }));
    for (const myid of [7, 8, 9]) command(ensemble, { kind: 'killProcess', process: serverId(myid) });
    expect(runUntilTrue(ensemble, () => [1, 2, 3, 4, 5, 6].every((myid) => isServing(ensemble, myid)), 10_000)).toBe(
      true,
    );
    for (const myid of [4, 5]) command(ensemble, { kind: 'killProcess', process: serverId(myid) });
    runFor(ensemble, 5000);
    expect(serverNumbers(ensemble).some((myid) => isServing(ensemble, myid))).toBe(false);
  });
});

describe('disk', () => {
  it('snapshots and rolls its log after some transactions, purges old files, and restarts from both', () => {
    const ensemble = settled(
      buildEnsemble({ seed: 4, size: 1, flags: { servers: [], snapCount: 20, autopurgePurgeInterval: 1 } }),
    );
    openClient(ensemble, 'a', [1]);
    for (let number = 0; number < 150; number += 1) ask(ensemble, 'a', create(`/n${String(number)}`));
    const files = (): string[] => [...ownHost(ensemble.simulator.world, hostId(serverHost(1))).files.keys()];
    expect(files().filter((path) => path.includes('/snapshot.')).length).toBeGreaterThan(3);
    runFor(ensemble, 3_600_000);
    expect(files().filter((path) => path.includes('/snapshot.')).length).toBe(3);
    command(ensemble, { kind: 'killProcess', process: serverId(1) });
    command(ensemble, { kind: 'startProcess', process: serverId(1) });
    settled(ensemble);
    expect(getZnode(serverState(ensemble, 1)?.database.tree as never, '/n149')).toBeDefined();
    expect(getZnode(serverState(ensemble, 1)?.database.tree as never, '/n0')).toBeDefined();
  });

  it('boots from a history up to epoch 3 into epoch 4', () => {
    const ensemble = buildEnsemble({ seed: 5, size: 3 });
    for (const myid of serverNumbers(ensemble)) {
      const host = ownHost(ensemble.simulator.world, hostId(serverHost(myid)));
      for (const file of initialZookeeperDisk({ myid, epoch: 3, snapshotZxid: 0x300000052 }))
        host.files.set(file.path, initialFile(file.content));
    }
    settled(ensemble);
    expect(logged(ensemble, 1, 'Reading snapshot /var/lib/zookeeper/version-2/snapshot.300000052')).toBe(true);
    expect(word(ensemble, 3, 'srvr')).toContain('Zxid: 0x400000000');
  });

  it('without its myid a server does not start', () => {
    const ensemble = buildEnsemble({ seed: 6, size: 3 });
    ownHost(ensemble.simulator.world, hostId(serverHost(2))).files.delete('/var/lib/zookeeper/myid');
    runFor(ensemble, 3000);
    const process = findProcess(ensemble.simulator.world, serverId(2));
    expect(process?.exitCode).toBe(2);
    expect(logged(ensemble, 2, '/var/lib/zookeeper/myid file is missing')).toBe(true);
    expect(isServing(ensemble, 3)).toBe(true);
  });

  it('a full disk ends the process, as its log writer must not go on', () => {
    const ensemble = settled(buildEnsemble({ seed: 7, size: 3 }));
    command(ensemble, { kind: 'setDisk', host: hostId(serverHost(1)), full: true, failing: false, slowFactor: 1 });
    openClient(ensemble, 'a', [2]);
    runFor(ensemble, 1000);
    expect(findProcess(ensemble.simulator.world, serverId(1))?.exitCode).toBe(10);
    expect(ask(ensemble, 'a', create('/a')).error).toBe(0);
  });
});

describe('slow disk', () => {
  it('is told and counted where an fsync takes longer than the threshold', () => {
    const ensemble = settled(buildEnsemble({ seed: 7, size: 3, flags: { fsyncWarningThreshold: 200 } }));
    command(ensemble, { kind: 'setDisk', host: hostId(serverHost(1)), full: false, failing: false, slowFactor: 200 });
    openClient(ensemble, 'a', [2]);
    expect(ask(ensemble, 'a', create('/a')).error).toBe(0);
    runFor(ensemble, 3000);
    expect(logged(ensemble, 1, 'fsync-ing the write ahead log in SyncThread:1 took ')).toBe(true);
    expect(word(ensemble, 1, 'mntr')).toMatch(/zk_fsync_threshold_exceed_count\t[1-9]/);
    expect(word(ensemble, 2, 'mntr')).toContain('zk_fsync_threshold_exceed_count\t0\n');
  });
});

describe('clients', () => {
  it('that may not attach yet find an open port and are hung up on', () => {
    const ensemble = buildEnsemble({ seed: 8, size: 3, start: 'none' });
    command(ensemble, { kind: 'startProcess', process: serverId(1) });
    openClient(ensemble, 'a', [1]);
    runFor(ensemble, 5000);
    expect(clientState(ensemble, 'a').client.connected).toBe(false);
    expect(logged(ensemble, 1, 'Exception causing close of session 0x0: ZooKeeperServer not running')).toBe(true);
  });

  it('with time-outs of their own clocks: skewed hosts agree on the leader’s times', () => {
    const ensemble = settled(buildEnsemble({ seed: 9, size: 3 }));
    command(ensemble, { kind: 'setClock', host: hostId(serverHost(1)), skewMs: -3_600_000 });
    openClient(ensemble, 'a', [1]);
    const before = ensemble.simulator.world.settings.startEpochMs;
    ask(ensemble, 'a', create('/a'));
    const stat = ask(ensemble, 'a', { op: 'exists', path: '/a', watch: false }).stat;
    expect(stat?.ctimeMs).toBeGreaterThanOrEqual(before);
  });

  it('reads of a thousand idle sessions cost the ensemble nothing but their pings', () => {
    const ensemble = settled(buildEnsemble({ seed: 10, size: 3, flags: { maxClientCnxns: 0 } }));
    for (let number = 0; number < 200; number += 1) openClient(ensemble, `c${String(number)}`, [1 + (number % 3)]);
    runFor(ensemble, 10_000);
    const before = ensemble.simulator.world.executed;
    runFor(ensemble, 100_000);
    const perClientSecond = (ensemble.simulator.world.executed - before) / 200 / 100;
    expect(perClientSecond).toBeLessThan(1.1); // A ping each 3.3 s: a timer, a request and a reply.
  });
});

describe('failover', () => {
  it('a killed leader is replaced within the measured 0.35 to 0.41 s, or a second later when the follower dialed too early', () => {
    const times: number[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const ensemble = settled(buildEnsemble({ seed, size: 3 }));
      runFor(ensemble, 3000 + seed * 37);
      const start = nowMs(ensemble);
      command(ensemble, { kind: 'killProcess', process: serverId(servingLeader(ensemble) ?? 1) });
      expect(
        runUntilTrue(ensemble, () => servingLeader(ensemble) !== null, 5000),
        `seed ${String(seed)}`,
      ).toBe(true);
      times.push(nowMs(ensemble) - start);
    }
    const quick = times.filter((time) => time > 320 && time < 430);
    const slow = times.filter((time) => time > 1300 && time < 1430);
    expect(quick.length + slow.length).toBe(times.length);
    expect(quick.length).toBeGreaterThan(slow.length);
  });
});

describe('four-letter words', () => {
  it('describe a serving leader', () => {
    const ensemble = settled(buildEnsemble({ seed: 11, size: 3 }));
    openClient(ensemble, 'a', [3]);
    runFor(ensemble, 500);
    expect(word(ensemble, 3, 'ruok')).toBe('imok');
    expect(word(ensemble, 3, 'conf')).toContain(
      'serverId=3\ninitLimit=10\nsyncLimit=5\nelectionAlg=3\nelectionPort=3888\nquorumPort=2888\npeerType=0\n',
    );
    expect(word(ensemble, 3, 'mntr')).toContain('zk_server_state\tleader\n');
    expect(word(ensemble, 3, 'mntr')).toContain('zk_synced_followers\t2\n');
    const wallClock = String(ensemble.simulator.world.settings.startEpochMs).slice(0, 6);
    expect(word(ensemble, 3, 'cons')).toMatch(
      new RegExp(
        '^ /10\\.0\\.0\\.100:\\d+\\[1\\]\\(queued=0,recved=1,sent=1,sid=0x3[0-9a-f]+,lop=SESS,' +
          `est=${wallClock}\\d+,to=10000,lcxid=0x0,lzxid=0x100000001,lresp=\\d+,llat=\\d+,`,
      ),
    );
    expect(word(ensemble, 3, 'crst')).toBe('Connection stats reset.\n');
    expect(word(ensemble, 3, 'cons')).toMatch(
      /recved=0,sent=0,.*,lop=NA,est=\d+,to=10000,lzxid=0xf{16},lresp=0,llat=0,minlat=0,avglat=0,maxlat=0\)\n\n$/,
    );
    expect(word(ensemble, 3, 'srst')).toBe('Server stats reset.\n');
    expect(word(ensemble, 3, 'srvr')).toMatch(/Received: 0\nSent: 0\n[^]*Proposal sizes last\/min\/max: -1\/-1\/-1\n$/);
    expect(word(ensemble, 3, 'dump')).toMatch(
      /Session Sets \(\d\):\n(0 expire at .* 1970:\n)*1 expire at Fri Jan 02 00:00:\d\d UTC 1970:\n\t0x3/,
    );
    expect(word(ensemble, 3, 'gtmk')).toBe('306');
    expect(word(ensemble, 3, 'wchc')).toBe('wchc is not executed because it is not in the whitelist.\n');
    expect(word(ensemble, 3, 'nope')).toBe('');
    expect(CLIENT_HOST).toBe('10.0.0.100');
  });
});
