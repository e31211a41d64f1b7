/** Cases E: elections, synchronisation, wiped disks, frozen servers. Source: reference/zookeeper.md 12.2. */
import { sessionServerId } from '../protocol/session-id.ts';
import { makeZxid } from '../protocol/zxid.ts';
import { isServing, serverState } from './ensemble.ts';
import {
  closesWithin,
  cutOneWay,
  epochOn,
  filesOn,
  follows,
  freeze,
  heal,
  kill,
  leads,
  logged,
  never,
  nodeOn,
  noteTime,
  open,
  openFails,
  run,
  serve,
  start,
  syncedBy,
  thaw,
  untouchedFollower,
  wipe,
  within,
  wordSays,
} from './ensemble-steps.ts';
import { expectEqual, sendRequests, sessionOf } from './lab.ts';
import { type ConformanceCase, create, exists, ok, type Step, row } from './steps.ts';
import { utf8Text } from '../protocol/text-bytes.ts';
import { getZnode } from '../server/tree/data-tree.ts';

const A: readonly Step[] = [serve, open('a')];

/** Restarts the leader twice, so that epochs 2 and 3 come. Server 3 leads at the end, with a0 to a5 made through it. */
const EPOCH_3: readonly Step[] = [
  ...A,
  run(50),
  kill(3),
  leads(2),
  start(3),
  follows(3),
  open('b'),
  run(50),
  kill(2),
  leads(3),
  start(2),
  follows(2),
  epochOn(3, 3),
  open('c', { server: 3 }),
  ...Array.from({ length: 6 }, (_, index) => ok('c', create(`/a${String(index)}`))),
];

/** Servers 1 and 2 lose their disks and start before server 3 does. */
const WIPED_MAJORITY: readonly Step[] = [
  ...EPOCH_3,
  kill(1, 2, 3),
  run(100),
  wipe(1, 2),
  start(1, 2),
  leads(2),
  epochOn(2, 1),
];

/** Says that the session of this name was made by that server. */
function madeBy(name: string, myid: number): Step {
  return (lab) => expectEqual(lab, `maker of session ${name}`, sessionServerId(sessionOf(lab, name).sessionId), myid);
}

function creates(count: number): readonly Step[] {
  return Array.from({ length: count }, (_, index) => ok('a', create(`/n${String(index)}`)));
}

/** The znode's data as a server has it. */
function dataOn(myid: number, path: string, expected: string): Step {
  return (lab) => {
    const server = serverState(lab.ensemble, myid);
    const data = server === null ? null : (getZnode(server.database.tree, path)?.data ?? null);
    expectEqual(lab, `data of ${path}`, data === null ? null : utf8Text(data), expected);
  };
}

export const ELECTION_CASES: readonly ConformanceCase[] = [
  {
    ...row('E01', 'fresh, start 1,2,3 in order', 'wait', 'leader 2 after 2 is up; 3 joins as follower', [
      start(1),
      run(2500),
      start(2),
      leads(2),
      start(3),
      follows(3),
      leads(2),
    ]),
    stopped: true,
  },
  row('E02', 'fresh, start all at once', 'wait', 'leader 3', [serve, leads(3)]),
  row('E03', 'leader 3 killed', 'wait', 'leader 2; 3 restarted -> follower; epoch +1', [
    ...A,
    run(50),
    epochOn(3, 1),
    kill(3),
    leads(2),
    start(3),
    follows(3),
    leads(2),
    epochOn(2, 2),
    epochOn(3, 2),
  ]),
  row(
    'E04',
    'fresh quorum formed',
    'srvr',
    'leader Zxid 0x100000000, followers 0x0; first session -> 0x100000001 everywhere',
    [
      serve,
      wordSays(3, 'srvr', 'Zxid: 0x100000000\n'),
      untouchedFollower(1),
      untouchedFollower(2),
      open('a'),
      run(50),
      ...[1, 2, 3].map((myid) => wordSays(myid, 'srvr', 'Zxid: 0x100000001\n')),
    ],
  ),
  row('E05', 'after leader change without writes', 'srvr', 'leader Zxid 0x200000000, followers keep old zxid', [
    ...A,
    run(50),
    kill(3),
    leads(2),
    follows(1),
    wordSays(2, 'srvr', 'Zxid: 0x200000000\n'),
    wordSays(1, 'srvr', 'Zxid: 0x100000001\n'),
  ]),
  row('E06', 'session ids', 'create on servers 1,2,3', 'top byte 1,2,3', [
    serve,
    ...[1, 2, 3].flatMap((myid) => [open(`s${String(myid)}`, { server: myid }), madeBy(`s${String(myid)}`, myid)]),
  ]),
  row('E07', 'follower misses 5 txns', 'restart', 'DIFF', [
    ...A,
    kill(2),
    ...creates(5),
    start(2),
    follows(2),
    syncedBy(2, 'diff'),
    nodeOn(2, '/n4'),
  ]),
  {
    ...row('E08', 'follower misses 900 txns', 'restart', 'SNAP', [
      ...A,
      kill(2),
      ...creates(900),
      start(2),
      follows(2),
      syncedBy(2, 'snapshot'),
      nodeOn(2, '/n0'),
      nodeOn(2, '/n899'),
    ]),
    note: '3.8 sends a DIFF from the transaction log on disk; 3.4 has only its last 500 requests in memory.',
  },
  row('E09', 'one follower wiped', 'restart', 'joins, data complete, files currentEpoch acceptedEpoch snapshot.*', [
    ...A,
    ...creates(3),
    kill(2),
    wipe(2),
    start(2),
    follows(2),
    nodeOn(2, '/n2'),
    filesOn(2, /^currentEpoch$/, /^acceptedEpoch$/, /^snapshot\./),
  ]),
  row(
    'E10',
    '1+2 wiped and started, then 3 (epoch 3)',
    'wait 12 s',
    '1+2 serve an empty tree, epoch 1; 3 never serves and says why in its log',
    [
      ...WIPED_MAJORITY,
      start(3),
      never('server 3 never serves', 12_000, (lab) => isServing(lab.ensemble, 3)),
      logged(3, 'Leaders epoch, 1 is less than accepted epoch, 3'),
      leads(2),
      nodeOn(2, '/a0', false),
    ],
  ),
  row(
    'E11',
    'after E10 all restarted together',
    'wait',
    "leader 3, epoch 4; 3's old data rules; replicas 1, 2 may keep divergent nodes",
    [
      ...WIPED_MAJORITY,
      start(3),
      run(3000),
      kill(1, 2, 3),
      run(100),
      start(1, 2, 3),
      leads(3),
      epochOn(3, 4),
      nodeOn(3, '/a5'),
    ],
  ),
  row(
    'E12',
    'all wiped',
    'old client reconnects with lastZxidSeen 0x400000001 ; with 0',
    'closed silently, for ever ; session 0 (expired)',
    [
      ...A,
      kill(1, 2, 3),
      run(100),
      wipe(1, 2, 3),
      start(1, 2, 3),
      serve,
      ...[1, 2, 3, 1].map((server) =>
        openFails('old', 'closed', { session: 'a', server, lastZxidSeen: makeZxid(4, 1) }),
      ),
      openFails('old', 'refused', { session: 'a', server: 2 }),
    ],
  ),
  row(
    'E13',
    'leader frozen (SIGSTOP) with a transaction that only it has logged',
    'wait',
    'followers leave after <= 10 s, new leader ~1 s later; the thawed leader rejoins as follower with TRUNC',
    [
      serve,
      open('a', { server: 3 }),
      ok('a', create('/before')),
      run(50),
      cutOneWay(3, 1),
      cutOneWay(3, 2),
      noteTime('frozen'),
      (lab) => {
        sendRequests(lab, 'a', [create('/tail')]);
      },
      run(20),
      freeze(3),
      within('followers leave', 8000, 10_050, (lab) => serverState(lab.ensemble, 1)?.peerState === 'LOOKING', 'frozen'),
      within('new leader', 8000, 13_500, (lab) => serverState(lab.ensemble, 2)?.serving?.role === 'leader', 'frozen'),
      follows(1),
      open('b', { server: 1 }),
      ok('b', create('/after')),
      heal,
      thaw(3),
      follows(3, 20_000),
      logged(3, 'Truncating log to get in sync with the leader'),
      nodeOn(3, '/before'),
      nodeOn(3, '/after'),
      nodeOn(3, '/tail', false),
    ],
  ),
  row('E14', 'both followers killed', 'clients of leader', 'EOF within 0..2 s', [
    serve,
    open('a', { server: 3 }),
    kill(1, 2),
    closesWithin('a', 0, 2010),
  ]),
  {
    ...row('E15', 'limits node with count=2', 'exceed', 'creates succeed, stats counted, only a log warning', [
      ...A,
      ok('a', create('/q')),
      ok('a', create('/q/k0')),
      ok('a', create('/zookeeper/quota/q')),
      ok('a', create('/zookeeper/quota/q/zookeeper_limits', 'count=2,bytes=-1')),
      ok('a', create('/zookeeper/quota/q/zookeeper_stats', 'count=0,bytes=0')),
      ...[1, 2, 3].map((index) => ok('a', create(`/q/k${String(index)}`))),
      dataOn(1, '/zookeeper/quota/q/zookeeper_stats', 'count=5,bytes=5'),
      logged(1, 'Quota exceeded: /q count=5 limit=2'),
    ]),
    note: '3.7 and later add hard quotas and other words in the log.',
  },
  row('E16', 'write on follower', 'then sync + read on another follower', 'sees the write', [
    serve,
    open('a', { server: 1 }),
    open('b', { server: 2 }),
    ok('a', create('/w')),
    ok('b', { op: 'sync', path: '/w' }),
    ok('b', exists('/w')),
  ]),
  row(
    'E17',
    'leader with txn logged on itself only, then killed; other two elect',
    'restart old leader',
    'txn truncated (TRUNC), never visible',
    [
      serve,
      open('a', { server: 3 }),
      ok('a', create('/before')),
      run(50),
      cutOneWay(3, 1),
      cutOneWay(3, 2),
      (lab) => {
        sendRequests(lab, 'a', [create('/tail')]);
      },
      run(50),
      kill(3),
      // Only now: TCP would still deliver what the dead leader had sent.
      leads(2, 20_000),
      heal,
      follows(1),
      open('b', { server: 1 }),
      ok('b', create('/after')),
      start(3),
      follows(3),
      logged(3, 'Truncating log to get in sync with the leader'),
      ...[1, 2, 3].map((myid) => nodeOn(myid, '/tail', false)),
      nodeOn(3, '/after'),
    ],
  ),
  row(
    'E18',
    'txn logged by leader and follower 1 but no COMMIT sent; leader killed',
    'new election among 1,2',
    '1 wins by zxid, the txn becomes committed',
    [
      serve,
      open('a', { server: 3 }),
      cutOneWay(3, 2),
      cutOneWay(1, 3),
      (lab) => {
        sendRequests(lab, 'a', [create('/maybe')]);
      },
      run(50),
      nodeOn(3, '/maybe', false),
      kill(3),
      leads(1, 20_000),
      heal,
      follows(2),
      nodeOn(1, '/maybe'),
      nodeOn(2, '/maybe'),
      start(3),
      follows(3),
      nodeOn(3, '/maybe'),
    ],
  ),
];
