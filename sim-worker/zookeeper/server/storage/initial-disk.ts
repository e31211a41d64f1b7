/**
 * Disk of a server that has lived before the run starts: what a scenario places on a host so that the ensemble boots with
 * a history, as the documents' logs show (`snapshot.300000052`).
 */
import type { FileContent } from '../../../kernel/context.ts';
import { emptyMap } from '../../../kernel/persistent-map.ts';
import { assert } from '../../../kernel/assert.ts';
import { makeZxid } from '../../protocol/zxid.ts';
import { type DataTree, initialDataTree } from '../tree/data-tree.ts';
import { type Snapshot, snapshotSize } from './snapshot.ts';

export type InitialDiskOptions = {
  readonly myid: number;
  /** Where the data live; `/var/lib/zookeeper` unless given. */
  readonly dataDir?: string;
  /** 64-bit number as `0x300000052`; its epoch must be `epoch` or lower. */
  readonly snapshotZxid: number;
  /** Content of acceptedEpoch and currentEpoch: the next leader's epoch is one higher. */
  readonly epoch: number;
  /** What the snapshot holds; a fresh tree unless given. */
  readonly tree?: DataTree;
};

export type InitialFile = { readonly path: string; readonly content: FileContent };

export function initialZookeeperDisk(options: InitialDiskOptions): readonly InitialFile[] {
  const dataDir = options.dataDir ?? '/var/lib/zookeeper';
  const zxid = makeZxid(Math.floor(options.snapshotZxid / 4294967296), options.snapshotZxid % 4294967296);
  assert(zxid.epoch <= options.epoch, 'the last transaction is not from a later epoch');
  const tree = Object.freeze({ ...(options.tree ?? initialDataTree()), lastProcessedZxid: zxid });
  const snapshot: Snapshot = Object.freeze({ kind: 'snapshot', tree, sessions: emptyMap<number>() });
  const folder = `${dataDir}/version-2`;
  const epochText: FileContent = { kind: 'text', text: String(options.epoch) };
  return [
    { path: `${dataDir}/myid`, content: { kind: 'text', text: `${String(options.myid)}\n` } },
    { path: `${folder}/acceptedEpoch`, content: epochText },
    { path: `${folder}/currentEpoch`, content: epochText },
    {
      path: `${folder}/snapshot.${options.snapshotZxid.toString(16)}`,
      content: { kind: 'records', records: [snapshot], sizeBytes: snapshotSize(snapshot) },
    },
  ];
}
