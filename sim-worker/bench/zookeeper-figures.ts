/** ZooKeeper: what a write costs in trees of two sizes, and how long an ensemble is without a leader. */
import { initialFile } from '../kernel/disk.ts';
import { advance, createHistory } from '../kernel/history.ts';
import { hostId } from '../kernel/ids.ts';
import { ownHost } from '../kernel/world.ts';
import type { ZkOperation } from '../zookeeper/client/client.ts';
import {
  allServing,
  buildEnsemble,
  CLIENT_PORT,
  type Ensemble,
  libraryClientId,
  runFor,
  runUntilTrue,
  serverHost,
  serverNumbers,
  spawnClient,
  tell,
} from '../zookeeper/conformance/ensemble.ts';
import { failoverMs } from '../zookeeper/conformance/failover.ts';
import { LIBRARY_CLIENT } from '../zookeeper/conformance/library-client.ts';
import { OPEN_ACL_UNSAFE } from '../zookeeper/protocol/acl.ts';
import { utf8Bytes } from '../zookeeper/protocol/text-bytes.ts';
import { makeZxid } from '../zookeeper/protocol/zxid.ts';
import { initialZookeeperDisk } from '../zookeeper/server/storage/initial-disk.ts';
import { applyTransaction } from '../zookeeper/server/tree/apply-transaction.ts';
import { type DataTree, initialDataTree } from '../zookeeper/server/tree/data-tree.ts';
import { readChildren } from '../zookeeper/server/view.ts';
import { coreSecondsFor, type Figure, figure, quantile, secondsFor } from './figure.ts';

const LARGE = 100_000;
const SMALL = 100;
const WRITES = 3000;
const FAILOVER_SEEDS = 100;
const SECOND_US = 1_000_000;
const DATA = utf8Bytes('x'.repeat(100));

export function zookeeperFigures(): Figure[] {
  const set = (index: number): ZkOperation => ({
    op: 'setData',
    path: `/wide/n${index % 50}`,
    data: DATA,
    version: -1,
  });
  const create = (index: number): ZkOperation => ({
    op: 'create',
    path: `/wide/new${index}`,
    data: DATA,
    ephemeral: false,
    sequential: false,
  });
  return [
    ...costOf('setData', set),
    ...costOf('create below one parent', create),
    ...pageFigures(),
    ...failovers(3),
    ...failovers(5),
  ];
}

/** The same writes on an ensemble with few znodes and on one with many, all below one parent; kernel snapshots every 10 s. */
function costOf(name: string, operation: (index: number) => ZkOperation): Figure[] {
  const small = microsecondsPerWrite(SMALL, operation);
  const large = microsecondsPerWrite(LARGE, operation);
  return [
    figure(`ZooKeeper ${name}, tree of ${SMALL} znodes`, small, 'µs a write'),
    figure(`ZooKeeper ${name}, tree of ${LARGE} znodes`, large, 'µs a write'),
    figure(`ZooKeeper ${name}, large tree to small tree`, large / small, 'ratio', { atMost: 1.5 }),
  ];
}

/** Processor time of the whole simulation for each write, the best of three. */
function microsecondsPerWrite(size: number, operation: (index: number) => ZkOperation): number {
  const runs = [0, 1, 2].map(() => {
    const ensemble = ensembleWith(size);
    const history = createHistory(ensemble.simulator, { minEvents: 0 });
    const client = libraryClientId('bench');
    const seconds = coreSecondsFor(() => {
      for (let index = 0; index < WRITES; index += 100) {
        for (let next = index; next < index + 100; next += 1)
          tell(ensemble, client, { do: 'request', operation: operation(next), tag: next });
        advance(history, ensemble.simulator.world.nowUs + SECOND_US);
      }
    });
    return (seconds * 1e6) / WRITES;
  });
  return Math.min(...runs);
}

function ensembleWith(size: number): Ensemble {
  const ensemble = buildEnsemble({ seed: 1, size: 3 });
  const { world } = ensemble.simulator;
  const tree = treeOf(size);
  for (const myid of serverNumbers(ensemble)) {
    const { files } = ownHost(world, hostId(serverHost(myid)));
    for (const file of initialZookeeperDisk({ myid, snapshotZxid: 0x100000000 + size + 1, epoch: 1, tree }))
      files.set(file.path, initialFile(file.content));
  }
  runUntilTrue(ensemble, () => allServing(ensemble), 60_000);
  const servers = serverNumbers(ensemble).map((myid) => ({ host: serverHost(myid), port: CLIENT_PORT }));
  const flags = { servers, flavour: 'java', sessionTimeoutMs: 30_000, raw: true };
  spawnClient(ensemble, libraryClientId('bench'), LIBRARY_CLIENT, Object.freeze(flags));
  runFor(ensemble, 2000);
  return ensemble;
}

function treeOf(size: number): DataTree {
  let tree = initialDataTree();
  for (let index = 0; index <= size; index += 1) {
    const path = index === 0 ? '/wide' : `/wide/n${index - 1}`;
    const body = { type: 'create', path, data: DATA, acl: OPEN_ACL_UNSAFE, ephemeral: false } as const;
    const txn = { clientId: '1', cxid: index, zxid: makeZxid(1, index + 1), timeMs: 0 };
    tree = applyTransaction(tree, { ...txn, body: { ...body, parentCversion: Math.max(1, index) } }).tree;
  }
  return tree;
}

/** What the znode page asks for after each change of a large folder. */
function pageFigures(): Figure[] {
  let tree = treeOf(LARGE);
  const page = { offset: LARGE / 2, limit: 100 };
  const first = secondsFor(() => readChildren(tree, '/wide', page));
  const next: number[] = [];
  for (let index = 0; index < 50; index += 1) {
    const body = {
      type: 'create',
      path: `/wide/m${index}`,
      data: DATA,
      acl: OPEN_ACL_UNSAFE,
      ephemeral: false,
    } as const;
    const txn = { clientId: '1', cxid: index, zxid: makeZxid(2, index + 1), timeMs: 0 };
    tree = applyTransaction(tree, { ...txn, body: { ...body, parentCversion: LARGE + index } }).tree;
    next.push(1000 * secondsFor(() => readChildren(tree, '/wide', page)));
  }
  const name = `ZooKeeper page of ${LARGE} children`;
  return [
    figure(`${name}, first time`, 1000 * first, 'ms'),
    figure(`${name}, after a write, median`, quantile(next, 0.5), 'ms', { atMost: 20 }),
  ];
}

function failovers(size: number): Figure[] {
  const times = Array.from({ length: FAILOVER_SEEDS }, (_, index) => failoverMs(index + 1, size));
  const name = `ZooKeeper leader killed until a new one serves, ${size} servers, ${FAILOVER_SEEDS} seeds`;
  return [
    figure(`${name}: shortest`, Math.min(...times), 'ms'),
    figure(`${name}: median`, quantile(times, 0.5), 'ms', { atLeast: 300, atMost: 420 }),
    figure(`${name}: 90 %`, quantile(times, 0.9), 'ms'),
    figure(`${name}: longest`, Math.max(...times), 'ms', { atMost: 1450 }),
    figure(`${name}: over a second`, times.filter((time) => time > 1000).length, 'of 100'),
  ];
}
