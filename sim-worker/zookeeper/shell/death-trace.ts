/**
 * What zkCli prints when it dies of an exception that it does not catch: the trace with its line numbers.
 * Source: ZooKeeper 3.4.14, KeeperException.java, ZooKeeper.java, ZKUtil.java, ZooKeeperMain.java.
 * Left out: the frames of quota commands between zkCli and the library (docs/fidelity.md).
 */
import { javaErrorMessage } from '../protocol/error-codes.ts';

type KeeperFailure = { readonly name: string; readonly line: number };

/** Exceptions that end zkCli, with the line of KeeperException.create that makes each. */
const EXCEPTIONS: ReadonlyMap<number, KeeperFailure> = new Map([
  [-4, { name: 'ConnectionLossException', line: 102 }],
  [-5, { name: 'MarshallingErrorException', line: 104 }],
  [-112, { name: 'SessionExpiredException', line: 130 }],
  [-115, { name: 'AuthFailedException', line: 126 }],
  [-118, { name: 'SessionMovedException', line: 134 }],
]);
const UNKNOWN: KeeperFailure = { name: 'SystemErrorException', line: 96 };

const LIST = ['ZooKeeper.getChildren(ZooKeeper.java:1541)', 'ZooKeeper.getChildren(ZooKeeper.java:1569)'];

/** Of each command: frames of the library, then the line of processZKCmd. */
const CALLS: ReadonlyMap<string, { readonly library: readonly string[]; readonly line: number }> = new Map([
  ['create', { library: ['ZooKeeper.create(ZooKeeper.java:792)'], line: 707 }],
  ['delete', { library: ['ZooKeeper.delete(ZooKeeper.java:882)'], line: 712 }],
  [
    'rmr',
    {
      library: [...LIST, 'ZKUtil.listSubTreeBFS(ZKUtil.java:114)', 'ZKUtil.deleteRecursive(ZKUtil.java:49)'],
      line: 715,
    },
  ],
  ['set', { library: ['ZooKeeper.setData(ZooKeeper.java:1336)'], line: 718 }],
  ['get', { library: ['ZooKeeper.getData(ZooKeeper.java:1221)', 'ZooKeeper.getData(ZooKeeper.java:1250)'], line: 726 }],
  ['ls', { library: LIST, line: 732 }],
  [
    'ls2',
    {
      library: ['ZooKeeper.getChildren(ZooKeeper.java:1659)', 'ZooKeeper.getChildren(ZooKeeper.java:1694)'],
      line: 736,
    },
  ],
  ['getAcl', { library: ['ZooKeeper.getACL(ZooKeeper.java:1397)'], line: 741 }],
  ['setAcl', { library: ['ZooKeeper.setACL(ZooKeeper.java:1468)'], line: 748 }],
  ['stat', { library: ['ZooKeeper.exists(ZooKeeper.java:1111)', 'ZooKeeper.exists(ZooKeeper.java:1139)'], line: 753 }],
]);
const QUOTA_LINES: ReadonlyMap<string, number> = new Map([
  ['listquota', 764],
  ['setquota -b', 786],
  ['setquota -n', 789],
  ['delquota -b', 802],
  ['delquota -n', 804],
]);
/** `delquota PATH`. */
const DELETE_QUOTA_LINE = 810;

/** `once`: with a command in its arguments, where no line is read. */
export type Dying = { readonly words: readonly string[]; readonly once: boolean };

/** Death of a reply's code. */
export function deathLines(error: number, path: string, dying: Dying): string[] {
  const { name, line } = EXCEPTIONS.get(error) ?? UNKNOWN;
  const call = CALLS.get(dying.words[0] ?? '') ?? { library: [], line: quotaLine(dying.words) };
  return [
    `Exception in thread "main" org.apache.zookeeper.KeeperException$${name}: ${javaErrorMessage(error, path)}`,
    ...frames([
      `KeeperException.create(KeeperException.java:${String(line)})`,
      'KeeperException.create(KeeperException.java:54)',
      ...call.library,
      ...mainFrames(call.line, dying.once),
    ]),
  ];
}

function quotaLine(words: readonly string[]): number {
  const [name = '', option = ''] = words;
  return QUOTA_LINES.get(name) ?? QUOTA_LINES.get(`${name} ${option}`) ?? DELETE_QUOTA_LINE;
}

/** Death of too few words: `create` reads the path in one line, the data in the next. */
export function missingWordLines(text: string, dying: Dying): string[] {
  const flags = dying.words.filter((word, index) => index > 0 && (word === '-s' || word === '-e')).length;
  const line = dying.words.length > flags + 1 ? 707 : 706;
  return [`Exception in thread "main" ${text}`, ...frames(mainFrames(line, dying.once))];
}

function mainFrames(line: number, once: boolean): string[] {
  const reading = ['ZooKeeperMain.processCmd(ZooKeeperMain.java:600)'];
  const loop = ['ZooKeeperMain.executeLine(ZooKeeperMain.java:372)', 'ZooKeeperMain.run(ZooKeeperMain.java:332)'];
  return [
    `ZooKeeperMain.processZKCmd(ZooKeeperMain.java:${String(line)})`,
    ...reading,
    ...(once ? ['ZooKeeperMain.run(ZooKeeperMain.java:363)'] : loop),
    'ZooKeeperMain.main(ZooKeeperMain.java:291)',
  ];
}

function frames(calls: readonly string[]): string[] {
  return calls.map((call) => `\tat org.apache.zookeeper.${call}`);
}
