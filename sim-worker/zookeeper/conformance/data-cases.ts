/** Cases C01 to C28: making, reading, changing and deleting znodes. Source: reference/zookeeper.md 12.2; all rows were verified on a real 3.8.0 and follow from the source of 3.4.14. */
import {
  BAD_ARGUMENTS,
  BAD_VERSION,
  NO_CHILDREN_FOR_EPHEMERALS,
  NO_NODE,
  NODE_EXISTS,
  NOT_EMPTY,
} from '../protocol/error-codes.ts';
import { run } from './ensemble-steps.ts';
import { apart, create, exists, fails, get, list, ok, remove, row, set, type ConformanceCase } from './steps.ts';
import { A, THREE_CHILDREN, ONE_DELETED, TWO_SEQUENTIAL, SKIPPED, NAMELESS } from './stories.ts';

export const DATA_CASES: readonly ConformanceCase[] = [
  row('C01', 'fresh server', 'getChildren /', 'OK [zookeeper]', [
    ...A,
    ok('a', list('/'), { children: ['zookeeper'] }),
  ]),
  row('C02', 'fresh server', 'exists /', 'Stat all 0 but cversion -1 and numChildren 1', [
    ...A,
    ok('a', exists('/'), {
      stat: {
        czxid: 0,
        mzxid: 0,
        pzxid: 0,
        version: 0,
        cversion: -1,
        aversion: 0,
        owner: null,
        dataLength: 0,
        numChildren: 1,
      },
    }),
  ]),
  row(
    'C03',
    'parent exists',
    'create /a data=x',
    'OK /a; czxid = mzxid = pzxid, ctime = mtime, versions 0, dataLength 1',
    [
      ...A,
      ok('a', create('/a', 'x'), { path: '/a' }, 'Z'),
      ok('a', exists('/a'), {
        stat: {
          ...{ czxid: 'Z', mzxid: 'Z', pzxid: 'Z', ctimeIsMtime: true, version: 0, cversion: 0, aversion: 0 },
          ...{ owner: null, dataLength: 1, numChildren: 0 },
        },
      }),
    ],
  ),
  row('C04', '/a exists', 'create /a', 'NodeExists, zxid counter +1', [
    ...A,
    ok('a', create('/a'), {}, 'before'),
    fails('a', create('/a'), NODE_EXISTS, 'after'),
    apart('before', 'after', 1),
  ]),
  row('C05', '/x absent', 'create /x/y', 'NoNode', [...A, fails('a', create('/x/y'), NO_NODE)]),
  row('C06', '/a exists', 'raw create abc ; /a/ ; "" ; /a/.. ; name with NUL', 'BadArguments each', [
    ...A,
    ok('a', create('/a')),
    ...['abc', '/a/', '', '/a/..', '/a\0b'].map((path) => fails('a', create(path), BAD_ARGUMENTS)),
  ]),
  row('C07', '/a exists', 'raw create /a//b ; /a/./b with textual parent absent', 'NoNode each', [
    ...A,
    ok('a', create('/a')),
    fails('a', create('/a//b'), NO_NODE),
    fails('a', create('/a/./b'), NO_NODE),
  ]),
  row('C08', 'any', 'create /', 'NodeExists', [...A, fails('a', create('/'), NODE_EXISTS)]),
  row('C09', 'any', 'delete / ; /zookeeper ; /zookeeper/quota', 'BadArguments each', [
    ...A,
    ...['/', '/zookeeper', '/zookeeper/quota'].map((path) => fails('a', remove(path), BAD_ARGUMENTS)),
  ]),
  row('C10', '/nope absent', 'delete, setData, getData, getChildren, exists', 'NoNode each', [
    ...A,
    fails('a', remove('/nope'), NO_NODE),
    fails('a', set('/nope', 'x'), NO_NODE),
    fails('a', get('/nope'), NO_NODE),
    fails('a', list('/nope'), NO_NODE),
    fails('a', exists('/nope'), NO_NODE),
  ]),
  row('C11', 'any', 'raw getData ""', "OK, the root's data and Stat", [
    ...A,
    ok('a', get(''), { data: '', stat: { czxid: 0, cversion: -1, numChildren: 1 } }),
  ]),
  row('C12', '/a exists', 'raw getData /a/ ; exists /a/', 'NoNode', [
    ...A,
    ok('a', create('/a')),
    fails('a', get('/a/'), NO_NODE),
    fails('a', exists('/a/'), NO_NODE),
  ]),
  row('C13', 'any', 'raw exists / getData with NUL in path', 'BadArguments / NoNode', [
    ...A,
    fails('a', exists('/a\0b'), BAD_ARGUMENTS),
    fails('a', get('/a\0b'), NO_NODE),
  ]),
  row('C14', 'any', 'create /n data=null', 'OK; getData -> null, dataLength 0', [
    ...A,
    ok('a', create('/n', null)),
    ok('a', get('/n'), { data: null, stat: { dataLength: 0 } }),
  ]),
  row(
    'C15',
    '/a new',
    'create 3 children',
    '/a: cversion +3, numChildren 3, pzxid of the third; mzxid, version unchanged',
    [
      ...THREE_CHILDREN,
      ok('a', exists('/a'), { stat: { cversion: 3, numChildren: 3, pzxid: 'third', mzxid: 'made', version: 0 } }),
    ],
  ),
  row('C16', 'after C15', 'delete /a/c2', '/a: cversion 4, numChildren 2, pzxid of the delete', [
    ...ONE_DELETED,
    ok('a', exists('/a'), { stat: { cversion: 4, numChildren: 2, pzxid: 'deleted' } }),
  ]),
  row(
    'C17',
    'after C16 (3 creates, 1 delete)',
    'create -s /a/q- twice',
    '/a/q-0000000003, /a/q-0000000004',
    TWO_SEQUENTIAL,
  ),
  row('C18', 'after C17', 'delete /a/q-0000000003; create -s /a/q-', '/a/q-0000000005', SKIPPED),
  row('C19', 'after C18', 'create -s "/a/"', '/a/0000000006', NAMELESS),
  row('C20', 'after C19', 'exists /a', 'cversion 9 (7 creates + 2 deletes), numChildren 5', [
    ...NAMELESS,
    ok('a', exists('/a'), { stat: { cversion: 9, numChildren: 5 } }),
  ]),
  row('C21', 'session S', 'create -e /e', 'ephemeralOwner = S', [
    ...A,
    ok('a', create('/e', 'x', { ephemeral: true })),
    ok('a', exists('/e'), { stat: { owner: 'a' } }),
  ]),
  row('C22', '/e ephemeral', 'create /e/k ; create -s /e/k-', 'NoChildrenForEphemerals both', [
    ...A,
    ok('a', create('/e', 'x', { ephemeral: true })),
    fails('a', create('/e/k'), NO_CHILDREN_FOR_EPHEMERALS),
    fails('a', create('/e/k-', 'x', { sequential: true }), NO_CHILDREN_FOR_EPHEMERALS),
  ]),
  row('C23', 'counter at 7', 'create -e -s /a/m_', '/a/m_0000000007', [
    ...NAMELESS,
    ok('a', create('/a/m_', 'x', { ephemeral: true, sequential: true }), { path: '/a/m_0000000007' }),
  ]),
  row('C24', '/a has children', 'delete /a', 'NotEmpty', [
    ...A,
    ok('a', create('/a')),
    ok('a', create('/a/k')),
    fails('a', remove('/a'), NOT_EMPTY),
  ]),
  row('C25', '/a version 0', 'setData -1', 'version 1, mzxid and mtime new; czxid, pzxid, cversion same', [
    ...A,
    ok('a', create('/a'), {}, 'made'),
    run(10),
    ok('a', set('/a', 'y'), {}, 'set'),
    ok('a', exists('/a'), {
      stat: { version: 1, mzxid: 'set', ctimeIsMtime: false, czxid: 'made', pzxid: 'made', cversion: 0 },
    }),
  ]),
  row('C26', '/a version 1', 'setData version 0 ; then version 1', 'BadVersion ; OK version 2', [
    ...A,
    ok('a', create('/a')),
    ok('a', set('/a', 'y')),
    fails('a', set('/a', 'z', 0), BAD_VERSION),
    ok('a', set('/a', 'z', 1), { stat: { version: 2 } }),
  ]),
  row('C27', 'child version 0', 'delete version 5 ; delete version 0', 'BadVersion ; OK', [
    ...A,
    ok('a', create('/a')),
    fails('a', remove('/a', 5), BAD_VERSION),
    ok('a', remove('/a', 0)),
  ]),
  row('C28', 'any', 'setData / data', 'OK version 1; pzxid unchanged', [
    ...A,
    ok('a', set('/', 'data'), { stat: { version: 1, pzxid: 0 } }),
  ]),
];
