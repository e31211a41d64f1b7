/** Cases W: watches. Source: reference/zookeeper.md 12.2; all rows were verified on a real 3.8.0 and follow from the source of 3.4.14. */
import { PERM_ALL } from '../protocol/acl.ts';
import { BAD_VERSION, NO_NODE } from '../protocol/error-codes.ts';
import { ZERO_ZXID } from '../protocol/zxid.ts';
import { drop, open, run, serve, wordSays } from './ensemble-steps.ts';
import { sendRequests } from './lab.ts';
import {
  aclOf,
  type ConformanceCase,
  create,
  exists,
  fails,
  forget,
  get,
  list,
  multi,
  noteZxid,
  ok,
  pipeline,
  receives,
  receivesInAnyOrder,
  remove,
  set,
  setAcl,
  type Step,
  row,
} from './steps.ts';

/** Session a writes through server 1, session b watches on server 2. /p is there, with a child. */
const AB: readonly Step[] = [
  serve,
  open('a', { server: 1 }),
  open('b', { server: 2 }),
  ok('a', create('/p')),
  ok('a', create('/p/k')),
  ok('b', { op: 'sync', path: '/' }),
];

/** b sets these watches; the replies are not looked at. */
function watched(...steps: readonly Step[]): readonly Step[] {
  return [...AB, ...steps, forget('b')];
}

/** A child that b can watch the end of: /p without children. */
const CHILDLESS: readonly Step[] = [ok('a', remove('/p/k')), ok('b', { op: 'sync', path: '/' })];

/** W21 and W22: what changed between the noted zxid and now. */
const SET_WATCHES: readonly Step[] = [
  serve,
  open('a'),
  ok('a', create('/q')),
  ok('a', create('/q/k')),
  ok('a', create('/gone')),
  noteZxid('z', 1),
  ok('a', set('/q', 'new')),
  ok('a', create('/q/added')),
  ok('a', remove('/gone')),
  open('b'),
  (lab) => {
    const dataWatches = ['/q', '/gone', '/q/k'];
    const existWatches = ['/q', '/nyet'];
    const childWatches = ['/q', '/gone2', '/q/k'];
    const relativeZxid = lab.marks.get('z') ?? ZERO_ZXID;
    sendRequests(lab, 'b', [{ op: 'setWatches', relativeZxid, dataWatches, existWatches, childWatches }]);
  },
  receives(
    'b',
    'NodeDataChanged /q',
    'NodeDeleted /gone',
    'NodeCreated /q',
    'NodeChildrenChanged /q',
    'NodeDeleted /gone2',
    'reply OK',
  ),
];

export const WATCH_CASES: readonly ConformanceCase[] = [
  row('W01', 'W_b(get /p)', 'a set', 'b ev NodeDataChanged /p', [
    ...watched(ok('b', get('/p', true))),
    ok('a', set('/p', '1')),
    receives('b', 'NodeDataChanged /p'),
  ]),
  row('W02', 'W_b(get /p)', 'a set, a set', 'one event only', [
    ...watched(ok('b', get('/p', true))),
    ok('a', set('/p', '1')),
    ok('a', set('/p', '2')),
    receives('b', 'NodeDataChanged /p'),
  ]),
  row('W03', '/n absent, W_b(exists /n) -> NoNode', 'a create /n', 'NodeCreated /n', [
    ...watched(fails('b', exists('/n', true), NO_NODE)),
    ok('a', create('/n')),
    receives('b', 'NodeCreated /n'),
  ]),
  row('W04', 'W_b(exists /p) present', 'a set ; (new case) a delete', 'NodeDataChanged ; NodeDeleted', [
    ...watched(...CHILDLESS, ok('b', exists('/p', true))),
    ok('a', set('/p', '1')),
    receives('b', 'NodeDataChanged /p'),
    ok('b', exists('/p', true)),
    forget('b'),
    ok('a', remove('/p')),
    receives('b', 'NodeDeleted /p'),
  ]),
  row('W05', 'W_b(get /p)', 'a delete /p', 'NodeDeleted', [
    ...watched(...CHILDLESS, ok('b', get('/p', true))),
    ok('a', remove('/p')),
    receives('b', 'NodeDeleted /p'),
  ]),
  row('W06', 'W_b(ls /p)', 'a create /p/n ; (new) a delete /p/n', 'NodeChildrenChanged /p each', [
    ...watched(ok('b', list('/p', true))),
    ok('a', create('/p/n')),
    receives('b', 'NodeChildrenChanged /p'),
    ok('b', list('/p', true)),
    forget('b'),
    ok('a', remove('/p/n')),
    receives('b', 'NodeChildrenChanged /p'),
  ]),
  row('W07', 'W_b(ls /p)', 'a set /p/k ; a set /p', 'none', [
    ...watched(ok('b', list('/p', true))),
    ok('a', set('/p/k', '1')),
    ok('a', set('/p', '1')),
    receives('b'),
  ]),
  row('W08', 'W_b(ls /p)', 'a delete /p', 'NodeDeleted /p', [
    ...watched(...CHILDLESS, ok('b', list('/p', true))),
    ok('a', remove('/p')),
    receives('b', 'NodeDeleted /p'),
  ]),
  row('W09', 'W_b(get /p), W_b(ls /p)', 'a delete /p', 'exactly one NodeDeleted', [
    ...watched(...CHILDLESS, ok('b', get('/p', true)), ok('b', list('/p', true))),
    ok('a', remove('/p')),
    receives('b', 'NodeDeleted /p'),
  ]),
  row('W10', 'W_b(get /p), W_b(exists /p)', 'a set', 'exactly one NodeDataChanged', [
    ...watched(ok('b', get('/p', true)), ok('b', exists('/p', true))),
    ok('a', set('/p', '1')),
    receives('b', 'NodeDataChanged /p'),
  ]),
  row('W11', 'W_b(ls /p), W_b(get /p/k)', 'a delete /p/k', 'NodeDeleted /p/k then NodeChildrenChanged /p', [
    ...watched(ok('b', list('/p', true)), ok('b', get('/p/k', true))),
    ok('a', remove('/p/k')),
    receives('b', 'NodeDeleted /p/k', 'NodeChildrenChanged /p'),
  ]),
  row('W12', 'W_b(get), W_b(ls)', 'a setACL', 'none', [
    ...watched(ok('b', get('/p', true)), ok('b', list('/p', true))),
    ok('a', setAcl('/p', aclOf(PERM_ALL, 'world', 'anyone'))),
    receives('b'),
  ]),
  row('W13', '/n absent, W_b(get /n) -> NoNode', 'a create /n', 'none (watch was not set)', [
    ...watched(fails('b', get('/n', true), NO_NODE)),
    ok('a', create('/n')),
    receives('b'),
  ]),
  row('W14', '/n absent, W_b(ls /n) -> NoNode', 'a create /n, /n/k', 'none', [
    ...watched(fails('b', list('/n', true), NO_NODE)),
    ok('a', create('/n')),
    ok('a', create('/n/k')),
    receives('b'),
  ]),
  row('W15', 'W_b(get /p/k)', 'a create /p/k/z', 'none', [
    ...watched(ok('b', get('/p/k', true))),
    ok('a', create('/p/k/z')),
    receives('b'),
  ]),
  row(
    'W16',
    'W_b(get /p), W_b(ls /p), W_b(exists /p/n)',
    'a multi[create /p/n, set /p, delete /p/n]',
    'NodeCreated /p/n, NodeChildrenChanged /p, NodeDataChanged /p',
    [
      ...watched(ok('b', get('/p', true)), ok('b', list('/p', true)), fails('b', exists('/p/n', true), NO_NODE)),
      ok('a', multi(create('/p/n'), set('/p', '1'), remove('/p/n'))),
      receives('b', 'NodeCreated /p/n', 'NodeChildrenChanged /p', 'NodeDataChanged /p'),
    ],
  ),
  row('W17', 'W_b(get /p)', 'a set identical data ; (new) a set bad version', 'NodeDataChanged ; none', [
    ...watched(ok('b', get('/p', true), { data: 'x' })),
    ok('a', set('/p', 'x')),
    receives('b', 'NodeDataChanged /p'),
    ok('b', get('/p', true)),
    forget('b'),
    fails('a', set('/p', 'y', 9), BAD_VERSION),
    receives('b'),
  ]),
  row('W18', 'W_b(get /p)', 'b set /p', 'event packet BEFORE the set reply', [
    ...watched(ok('b', get('/p', true))),
    ok('b', set('/p', '1')),
    receives('b', 'NodeDataChanged /p', 'reply OK'),
  ]),
  row('W19', 'W_b(get /p), a set', 'b get /p', 'event arrives before the new data', [
    serve,
    open('a'),
    open('b'),
    ok('a', create('/p')),
    ok('b', get('/p', true)),
    forget('b'),
    pipeline('a', set('/p', 'new')),
    // Now the write is on its way through the quorum: in 3.4 the read waits behind it.
    run(3),
    pipeline('b', get('/p')),
    receives('b', 'NodeDataChanged /p', 'reply OK'),
    ok('b', get('/p'), { data: 'new' }),
  ]),
  row('W20', 'W_b(get /p) twice', 'a set', 'one event packet', [
    ...watched(ok('b', get('/p', true)), ok('b', get('/p', true))),
    ok('a', set('/p', '1')),
    receives('b', 'NodeDataChanged /p'),
  ]),
  row(
    'W21',
    'rel=z; since z: /q set, child added; /gone deleted; /gone2, /nyet absent',
    'SetWatches data[/q,/gone,/q/k] exist[/q,/nyet] child[/q,/gone2,/q/k]',
    'the five events, then the reply; /q/k and /nyet registered',
    SET_WATCHES,
  ),
  row(
    'W22',
    'after W21',
    'set /q/k, create /q/k/u, create /nyet',
    'NodeDataChanged /q/k, NodeChildrenChanged /q/k, NodeCreated /nyet',
    [
      ...SET_WATCHES,
      ok('a', set('/q/k', '1')),
      ok('a', create('/q/k/u')),
      ok('a', create('/nyet')),
      receives('b', 'NodeDataChanged /q/k', 'NodeChildrenChanged /q/k', 'NodeCreated /nyet'),
    ],
  ),
  row('W23', 'c has watches', "c's TCP connection dies", 'its watches vanish from wchs at once', [
    serve,
    open('c'),
    ok('c', get('/', true)),
    wordSays(1, 'wchs', '1 connections watching 1 paths\nTotal watches:1'),
    drop('c'),
    run(5),
    wordSays(1, 'wchs', '0 connections watching 0 paths\nTotal watches:0'),
  ]),
  row(
    'W24',
    'W_b(exists /e1), W_b(exists /e2), W_b(ls /); e1, e2 ephemerals of c',
    'c closeSession',
    'NodeDeleted for each, one NodeChildrenChanged /, order unspecified',
    [
      ...AB,
      open('c', { server: 3 }),
      ok('c', create('/e1', 'x', { ephemeral: true })),
      ok('c', create('/e2', 'x', { ephemeral: true })),
      ok('b', { op: 'sync', path: '/' }),
      ok('b', exists('/e1', true)),
      ok('b', exists('/e2', true)),
      ok('b', list('/', true)),
      forget('b'),
      ok('c', { op: 'closeSession' }),
      receivesInAnyOrder('b', 'NodeDeleted /e1', 'NodeDeleted /e2', 'NodeChildrenChanged /'),
    ],
  ),
];
