/** Cases C29 to C52: permissions, multi, sync, limits, order. Source: reference/zookeeper.md 12.2; all rows were verified on a real 3.8.0 and follow from the source of 3.4.14. */
import { PERM_ALL, PERM_READ } from '../protocol/acl.ts';
import {
  AUTH_FAILED,
  BAD_ARGUMENTS,
  BAD_VERSION,
  INVALID_ACL,
  MARSHALLING_ERROR,
  NO_AUTH,
  NO_NODE,
  UNIMPLEMENTED,
  errorName,
} from '../protocol/error-codes.ts';
import { drop, follows, kill, leads, open, run, serve } from './ensemble-steps.ts';
import {
  aclOf,
  apart,
  check,
  closes,
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
  remove,
  row,
  set,
  setAcl,
  type ConformanceCase,
  type Step,
} from './steps.ts';
import { A, AB, NAMELESS } from './stories.ts';

const AUTH_ALL = aclOf(PERM_ALL, 'auth', '');
const READ_AND_AUTH = [...aclOf(PERM_READ, 'world', 'anyone'), ...AUTH_ALL];
/** b has proven to be u and made /sec for itself. */
const SECRET: readonly Step[] = [
  ...AB,
  ok('b', { op: 'auth', scheme: 'digest', auth: 'u:p' }),
  ok('b', create('/sec', 'x', { acl: AUTH_ALL })),
  ok('a', { op: 'sync', path: '/' }),
];

const NAMES = 'b a z member_0000000003 member_0000000001 member_0000000002 log_replicas json.info_0000000000'.split(
  ' ',
);
const MORE_NAMES = 'json.info_0000000003 json.info_0000000002 state leader c x1 y2'.split(' ');
const IN_HASH_ORDER = [
  ...'a leader b c member_0000000001 member_0000000002 member_0000000003 json.info_0000000003'.split(' '),
  ...'json.info_0000000002 json.info_0000000000 x1 y2 z state log_replicas'.split(' '),
];

const PIPELINED: readonly Step[] = [
  pipeline('a', create('/pp', 'one'), get('/pp'), set('/pp', 'two', 0), get('/pp'), remove('/pp', 0), remove('/pp', 1)),
  receives('a', 'reply OK', 'reply OK', 'reply OK', 'reply OK', `reply ${errorName(BAD_VERSION)}`, 'reply OK'),
];

export const RULE_CASES: readonly ConformanceCase[] = [
  row('C29', '/a aversion 0', 'setACL [world:anyone:31]', 'aversion 1; version, mzxid, mtime unchanged', [
    ...A,
    ok('a', create('/a'), {}, 'made'),
    run(10),
    ok('a', setAcl('/a', aclOf(PERM_ALL, 'world', 'anyone'))),
    ok('a', exists('/a'), { stat: { aversion: 1, version: 0, mzxid: 'made', ctimeIsMtime: true } }),
  ]),
  row('C30', 'aversion 1', 'setACL version 0', 'BadVersion', [
    ...A,
    ok('a', create('/a')),
    ok('a', setAcl('/a', aclOf(PERM_ALL, 'world', 'anyone'))),
    fails('a', setAcl('/a', aclOf(PERM_ALL, 'world', 'anyone'), 0), BAD_VERSION),
  ]),
  row(
    'C31',
    'any',
    'create/setACL with empty or null list, unknown scheme, bad ip, digest without colon, auth unproven',
    'InvalidACL',
    [
      ...A,
      ok('a', create('/a')),
      ...[
        [],
        aclOf(PERM_ALL, 'nosuch', 'x'),
        aclOf(PERM_ALL, 'ip', '300.1.1.1'),
        aclOf(PERM_ALL, 'digest', 'nocolon'),
        AUTH_ALL,
      ].flatMap((acl) => [
        fails('a', create('/b', 'x', { acl }), INVALID_ACL),
        fails('a', setAcl('/a', acl), INVALID_ACL),
      ]),
      // A null list: InvalidACL in 3.8; 3.4.14 runs into a NullPointerException in removeDuplicates, which it answers with -5.
      fails('a', create('/b', 'x', { acl: null }), MARSHALLING_ERROR),
      fails('a', setAcl('/a', null), MARSHALLING_ERROR),
    ],
  ),
  row('C32', 'any', 'create flags 9', 'BadArguments', [
    ...A,
    fails('a', create('/a', 'x', { flags: 9 }), BAD_ARGUMENTS),
  ]),
  row(
    'C33',
    'b did addauth digest u:p',
    'b create /sec ACL auth:31',
    'getACL -> digest u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ= perms 31',
    [...SECRET, ok('b', { op: 'getACL', path: '/sec' }, { acl: 'digest:u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=:cdrwa' })],
  ),
  row('C34', 'after C33, a not authenticated', 'a getData /sec ; setData /sec', 'NoAuth ; NoAuth', [
    ...SECRET,
    fails('a', get('/sec'), NO_AUTH),
    fails('a', set('/sec', 'y'), NO_AUTH),
  ]),
  row('C35', 'after C33', 'a exists /sec', 'OK (no permission needed)', [...SECRET, ok('a', exists('/sec'))]),
  row('C36', 'after C33, root open', 'a delete /sec', 'OK (DELETE is checked on the parent)', [
    ...SECRET,
    ok('a', remove('/sec')),
  ]),
  row('C37', '/ro2 ACL world READ + auth ALL, child /ro2/k', 'a delete /ro2/k', 'NoAuth', [
    ...SECRET,
    ok('b', create('/ro2', 'x', { acl: READ_AND_AUTH })),
    ok('b', create('/ro2/k')),
    fails('a', remove('/ro2/k'), NO_AUTH),
  ]),
  row('C38', '/ro world READ + auth ALL', 'a getData ; setData ; create /ro/k', 'OK ; NoAuth ; NoAuth', [
    ...SECRET,
    ok('b', create('/ro', 'x', { acl: READ_AND_AUTH })),
    ok('a', { op: 'sync', path: '/' }),
    ok('a', get('/ro'), { data: 'x' }),
    fails('a', set('/ro', 'y'), NO_AUTH),
    fails('a', create('/ro/k'), NO_AUTH),
  ]),
  row('C39', 'any', 'addauth scheme nosuch', 'reply AuthFailed (xid -4), then the server closes', [
    ...A,
    pipeline('a', { op: 'auth', scheme: 'nosuch', auth: 'u:p' }),
    receives('a', `reply ${errorName(AUTH_FAILED)}`, 'closed'),
  ]),
  row(
    'C40',
    '/m1 absent, /nul exists',
    'multi[create /m1 d, set /m1 e v0, check /m1 v1, delete /nul]',
    'all OK; set version 1',
    [
      ...A,
      ok('a', create('/nul')),
      ok(
        'a',
        multi(create('/m1', 'd'), set('/m1', 'e', 0), check('/m1', 1), remove('/nul')),
        {
          results: ['OK /m1', 'OK version 1', 'OK', 'OK'],
        },
        'Z',
      ),
      ok('a', exists('/m1'), { stat: { czxid: 'Z', mzxid: 'Z' } }),
    ],
  ),
  row(
    'C41',
    '/nope absent',
    'multi[create /m2, delete /nope, create /m3]',
    'err 0; OK, NoNode, RuntimeInconsistency; nothing done; zxid +1',
    [
      ...A,
      ok('a', create('/z'), {}, 'before'),
      ok(
        'a',
        multi(create('/m2'), remove('/nope'), create('/m3')),
        { results: ['OK', 'NONODE', 'RUNTIMEINCONSISTENCY'] },
        'after',
      ),
      fails('a', exists('/m2'), NO_NODE),
      apart('before', 'after', 1),
    ],
  ),
  row('C42', '/nope absent', 'multi[check /nope v0, create /m3]', 'NoNode, RuntimeInconsistency', [
    ...A,
    ok('a', multi(check('/nope', 0), create('/m3')), { results: ['NONODE', 'RUNTIMEINCONSISTENCY'] }),
  ]),
  row('C43', 'any', 'multi[]', 'OK, no results', [...A, ok('a', multi(), { results: [] })]),
  row('C44', 'counter at 8', 'multi[create -s /a/s-, create -s /a/s-]', '/a/s-0000000008, /a/s-0000000009', [
    ...NAMELESS,
    ok('a', create('/a/x')),
    ok('a', multi(create('/a/s-', 'x', { sequential: true }), create('/a/s-', 'x', { sequential: true })), {
      results: ['OK /a/s-0000000008', 'OK /a/s-0000000009'],
    }),
  ]),
  row('C45', 'any', 'sync / ; sync /nope', 'OK, path echoed, even if absent', [
    ...A,
    ok('a', { op: 'sync', path: '/' }, { path: '/' }),
    ok('a', { op: 'sync', path: '/nope' }, { path: '/nope' }),
  ]),
  row('C46', 'any', 'failed create ; getData ; exists ; open session ; close session', 'zxid +1 ; +0 ; +0 ; +1 ; +1', [
    ...A,
    noteZxid('start', 1),
    fails('a', create('/x/y'), NO_NODE),
    noteZxid('created', 1),
    ok('a', get('/')),
    ok('a', exists('/')),
    noteZxid('read', 1),
    open('b'),
    noteZxid('opened', 1),
    ok('b', { op: 'closeSession' }),
    noteZxid('closed', 1),
    apart('start', 'created', 1),
    apart('created', 'read', 0),
    apart('read', 'opened', 1),
    apart('opened', 'closed', 1),
  ]),
  row('C47', 'any', 'unknown op 99', 'err Unimplemented', [
    ...A,
    fails('a', { op: 'unknown', code: 99 }, UNIMPLEMENTED),
  ]),
  row('C48', 'any', 'create with 1 MiB - 200 bytes ; with 1 MiB + 10 bytes', 'OK ; connection closed without reply', [
    ...A,
    ok('a', create('/fits', 'x'.repeat(1_048_576 - 200))),
    closes('a', create('/big', 'x'.repeat(1_048_576 + 10))),
  ]),
  row('C49', '/ord with 15 children', 'getChildren /ord', 'the order of a Java hash set', [
    ...A,
    ok('a', create('/ord')),
    ...[...NAMES, ...MORE_NAMES].map((name) => ok('a', create(`/ord/${name}`))),
    ok('a', list('/ord'), { children: IN_HASH_ORDER }),
  ]),
  row(
    'C50',
    'one connection',
    'pipeline create /pp, get, set v0, get, delete v0, delete v1',
    'replies in order, on a follower too',
    [serve, open('a', { server: 3 }), ...PIPELINED, drop('a'), open('a', { server: 1 }), ...PIPELINED],
  ),
  row('C51', 'delete + recreate /g', 'create -s /g/n_', '/g/n_0000000000', [
    ...A,
    ok('a', create('/g')),
    ok('a', create('/g/k')),
    ok('a', remove('/g/k')),
    ok('a', remove('/g')),
    ok('a', create('/g')),
    ok('a', create('/g/n_', 'x', { sequential: true }), { path: '/g/n_0000000000' }),
  ]),
  row(
    'C52',
    '/g with counter 2, leader killed',
    'create -e -s /g/n_ via survivor with the same session',
    '/g/n_0000000002',
    [
      ...A,
      ok('a', create('/g')),
      ok('a', create('/g/n_', 'x', { ephemeral: true, sequential: true })),
      ok('a', create('/g/n_', 'x', { ephemeral: true, sequential: true })),
      forget('a'),
      kill(3),
      leads(2),
      follows(1),
      open('a2', { server: 2, session: 'a' }),
      ok('a2', create('/g/n_', 'x', { ephemeral: true, sequential: true }), { path: '/g/n_0000000002' }),
      ok('a2', exists('/g/n_0000000002'), { stat: { owner: 'a2' } }),
    ],
  ),
];
