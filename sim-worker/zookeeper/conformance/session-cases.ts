/** Cases S: sessions and connections. Source: reference/zookeeper.md 12.2. */
import { makeZxid } from '../protocol/zxid.ts';
import { serverState } from './ensemble.ts';
import {
  closesWithin,
  dial,
  drop,
  hasNode,
  isClosedNow,
  kill,
  knowsSession,
  leads,
  nodeOn,
  noteTime,
  open,
  openFails,
  run,
  sameSession,
  serve,
  start,
  until,
  within,
  wordSays,
} from './ensemble-steps.ts';
import { LIBRARY_CASES } from './library-cases.ts';
import { closes, type ConformanceCase, create, exists, get, ok, set, type Step, row } from './steps.ts';

const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests';
const EPHEMERAL = { ephemeral: true } as const;
const TIMEOUTS_MS: readonly (readonly [number, number])[] = [
  [1, 4000],
  [3999, 4000],
  [4000, 4000],
  [40_000, 40_000],
  [60_000, 40_000],
];

/** A standalone session that says nothing after its first request expires one to two ticks late at most. */
function expires(timeoutMs: number): readonly Step[] {
  const name = `silent ${String(timeoutMs)}`;
  return [
    open(name, { timeoutMs, pings: false }),
    noteTime(name),
    within(
      `expiry of ${String(timeoutMs)} ms`,
      timeoutMs - 5,
      timeoutMs + 2000,
      (lab) => !knowsSession(lab, 1, name),
      name,
    ),
  ];
}

export const SESSION_CASES: readonly ConformanceCase[] = [
  row(
    'S01',
    'tick 2000',
    'ConnectRequest timeout 1 ; 3999 ; 4000 ; 40000 ; 60000',
    '4000 ; 4000 ; 4000 ; 40000 ; 40000',
    [serve, ...TIMEOUTS_MS.map(([timeoutMs, granted]) => open(`t${String(timeoutMs)}`, { timeoutMs, granted }))],
  ),
  row('S02', 'c ephemeral /e3, timeout 4000', "kill c's TCP", '/e3 stays; deleted after t with 4.0 < t <= 6.0 s', [
    serve,
    open('c', { server: 'leader', timeoutMs: 4000, pings: false }),
    // Each follower touches a new session once, with its next ping to the leader.
    run(1500),
    ok('c', create('/e3', 'x', EPHEMERAL)),
    noteTime('touched'),
    drop('c'),
    run(2000),
    nodeOn(1, '/e3'),
    // The last touch lies a few ms before the reply to it.
    within('/e3 deleted', 3990, 6000, (lab) => !hasNode(lab, 1, '/e3'), 'touched'),
  ]),
  {
    ...row(
      'S03',
      'standalone, last ping at 0',
      'silence, timeouts 4000/5000/6000/10000',
      'expiry in (timeout, timeout+2000]',
      [serve, ...[4000, 5000, 6000, 10_000].flatMap(expires)],
    ),
    size: 1,
  },
  row('S04', 'c dropped', 'reconnect id+password in time', 'same id, ephemerals kept', [
    serve,
    open('c', { timeoutMs: 4000 }),
    ok('c', create('/e', 'x', EPHEMERAL)),
    drop('c'),
    run(3000),
    open('c2', { session: 'c', timeoutMs: 4000 }),
    sameSession('c', 'c2'),
    run(8000),
    ok('c2', exists('/e'), { stat: { owner: 'c' } }),
  ]),
  row(
    'S05',
    'c connected',
    'second connection with same id+password, timeout 12000',
    'accepted, timeout 12000, first connection closed by server',
    [
      serve,
      open('c'),
      open('c2', { session: 'c', timeoutMs: 12_000, granted: 12_000 }),
      sameSession('c', 'c2'),
      isClosedNow('c'),
    ],
  ),
  row(
    'S06',
    'c connected',
    "ConnectRequest with c's id and wrong password",
    "response timeout 0, id 0, closed; c's own TCP connection also closed; c can reattach",
    [
      serve,
      open('c'),
      openFails('thief', 'refused', { session: 'c', password: 'ff'.repeat(16) }),
      isClosedNow('c'),
      open('c2', { session: 'c' }),
      sameSession('c', 'c2'),
    ],
  ),
  row('S07', 'session unknown or closed', 'ConnectRequest id+password', 'timeout 0, id 0 -> client Expired', [
    serve,
    open('c'),
    ok('c', { op: 'closeSession' }),
    openFails('again', 'refused', { session: 'c' }),
    openFails('elsewhere', 'refused', { session: 'c', server: 3 }),
  ]),
  row(
    'S08',
    'server zxid < Z',
    'ConnectRequest lastZxidSeen=Z (new or valid old session)',
    'closed, no response; existing connection of that session untouched',
    [
      serve,
      open('c'),
      openFails('new', 'closed', { lastZxidSeen: makeZxid(9, 1) }),
      openFails('old', 'closed', { session: 'c', lastZxidSeen: makeZxid(9, 1) }),
      isClosedNow('c', false),
      ok('c', get('/')),
    ],
  ),
  {
    ...row(
      'S09',
      'standalone, session 20 s with ephemeral',
      'kill -9 server, restart, reattach',
      'session and ephemeral present',
      [
        serve,
        open('c', { timeoutMs: 20_000 }),
        ok('c', create('/e', 'x', EPHEMERAL)),
        kill(1),
        run(500),
        start(1),
        serve,
        open('c2', { session: 'c' }),
        sameSession('c', 'c2'),
        ok('c2', exists('/e'), { stat: { owner: 'c' } }),
      ],
    ),
    size: 1,
  },
  row(
    'S10',
    'session on server 1',
    'attach same session on server 3; on the old connection: read ; write',
    'OK ; connection closed without reply; new connection writes OK',
    [
      serve,
      open('c', { server: 1 }),
      open('c2', { server: 3, session: 'c' }),
      ok('c', get('/')),
      closes('c', set('/', 'x')),
      ok('c2', set('/', 'y')),
    ],
  ),
  row(
    'S11',
    'ensemble 3, session on follower',
    'kill leader',
    'client EOF within ~10 ms; reattach on another server OK, ephemeral kept',
    [
      serve,
      open('c', { server: 1 }),
      ok('c', create('/e', 'x', EPHEMERAL)),
      kill(3),
      closesWithin('c', 0, 10),
      leads(2),
      open('c2', { server: 2, session: 'c' }),
      ok('c2', exists('/e'), { stat: { owner: 'c' } }),
    ],
  ),
  row(
    'S12',
    'session 4 s with ephemeral',
    '2 of 3 killed for 9 s, one restarted',
    'session and ephemeral still valid',
    [
      serve,
      open('c', { timeoutMs: 4000 }),
      ok('c', create('/e', 'x', EPHEMERAL)),
      kill(2, 3),
      run(9000),
      start(2),
      until('a quorum serves', (lab) => serverState(lab.ensemble, 1)?.serving?.running === true),
      open('c2', { session: 'c', timeoutMs: 4000 }),
      sameSession('c', 'c2'),
      ok('c2', exists('/e'), { stat: { owner: 'c' } }),
    ],
  ),
  {
    ...row(
      'S13',
      'one of three up',
      'ConnectRequest ; srvr, stat, mntr, conf, cons ; ruok ; isro',
      'closed without response ; not-serving line ; imok ; null',
      [
        start(1),
        run(3000),
        openFails('c', 'closed'),
        ...['srvr', 'stat', 'mntr', 'conf', 'cons'].map((word) => wordSays(1, word, NOT_SERVING)),
        wordSays(1, 'ruok', 'imok'),
        wordSays(1, 'isro', 'null'),
      ],
    ),
    stopped: true,
  },
  row('S14', 'more than maxClientCnxns connections from one IP', 'next connection', 'closed at once (61st with 60)', [
    serve,
    ...Array.from({ length: 60 }, (_, index) => dial(`c${String(index + 1)}`, 1)),
    isClosedNow('c60', false),
    dial('c61', 1),
    isClosedNow('c61'),
    isClosedNow('c60', false),
  ]),
  ...LIBRARY_CASES,
];
