/** Tests on znodes and their stat: ClientTest, StatTest, NullDataTest, GetChildren2Test, ZooKeeperQuotaTest, CreateModeTest. */
import {
  as,
  children,
  close,
  create,
  EPHEMERAL,
  event,
  exists,
  get,
  made,
  remove,
  SEQUENTIAL,
  set,
  stat,
  WATCH,
  type ZkGroup,
  type ZkStep,
} from './zk-steps.ts';

const FRESH = { version: 0, cversion: 0, aversion: 0, numChildren: 0, ephemeral: false };

function creations(count: number): ZkStep[] {
  return Array.from({ length: count }, (_, index) => [
    create('/SEQUENCE/TEST', SEQUENTIAL),
    made(`/SEQUENCE/TEST${String(index).padStart(10, '0')}`),
  ]);
}

/** StatTest.testChildren: each child adds one to all that counts children, and moves pzxid. */
function childrenOf(count: number): ZkStep[] {
  return Array.from({ length: count }, (_, index): ZkStep[] => [
    [create(`/foo/bar${String(index)}`, EPHEMERAL)],
    [
      get('/foo'),
      {
        stat: {
          ...FRESH,
          dataLength: 4,
          cversion: index + 1,
          numChildren: index + 1,
          czxid: 0,
          mzxid: 0,
          pzxid: index + 1,
        },
      },
    ],
  ]).flat();
}

export const DATA_TESTS: readonly ZkGroup[] = [
  [
    'ClientTest.performClientTest: versions are checked, sequences count, watches of what is read and deleted',
    [create('/benwashere', { data: '' }), made('/benwashere')],
    [set('/benwashere', 'hi', 57), 'BADVERSION'],
    [remove('/benwashere', 0)],
    [remove('/'), 'BADARGUMENTS'],
    [create('/pat', { data: 'Pat was here' })],
    [create('/pat/ben', { data: 'Ben was here' })],
    [children('/pat'), { children: ['ben'] }],
    [get('/pat/ben'), { data: 'Ben was here' }],
    [exists('/frog', WATCH), 'NONODE'],
    [create('/frog', { data: 'hi' }), { path: '/frog', watchEvents: [event('NodeCreated', '/frog', 'a')] }],
    [children('/pat/ben', WATCH), { children: [] }],
    [
      create('/pat/ben/0-', { data: '0', ...SEQUENTIAL }),
      { path: '/pat/ben/0-0000000000', watchEvents: [event('NodeChildrenChanged', '/pat/ben', 'a')] },
    ],
    [create('/pat/ben/1-', { data: '1', ...SEQUENTIAL }), { path: '/pat/ben/1-0000000001', watchEvents: [] }],
    [get('/pat/ben/0-0000000000', WATCH), { data: '0', stat: stat({ version: 0 }) }],
    [
      set('/pat/ben/0-0000000000', 'new', 0),
      { stat: stat({ version: 1 }), watchEvents: [event('NodeDataChanged', '/pat/ben/0-0000000000', 'a')] },
    ],
    [exists('/pat/ben/0-0000000000', WATCH), { stat: stat({ version: 1, dataLength: 3 }) }],
    [remove('/pat/ben/0-0000000000', 1), { watchEvents: [event('NodeDeleted', '/pat/ben/0-0000000000', 'a')] }],
    [create('/good@path'), made('/good@path')],
    [create('/duplicate')],
    [create('/duplicate'), 'NODEEXISTS'],
  ],
  [
    'ClientTest.testSequentialNodeNames: ten digits, also behind the hundredth',
    [create('/SEQUENCE')],
    ...creations(12),
    [create('/SEQUENCE/plain'), made('/SEQUENCE/plain')],
    [create('/SEQUENCE/TEST', { mode: 'EPHEMERAL_SEQUENTIAL' }), made('/SEQUENCE/TEST0000000013')],
    [remove('/SEQUENCE/TEST0000000013')],
    [create('/SEQUENCE/', SEQUENTIAL), made('/SEQUENCE/0000000014')],
    [create('/SEQUENCE/.', SEQUENTIAL), made('/SEQUENCE/.0000000015')],
    [create('/SEQUENCE/..', SEQUENTIAL), made('/SEQUENCE/..0000000016')],
    [create('/SEQUENCE//', SEQUENTIAL), 'NONODE'],
    [create('/SEQUENCE/./', SEQUENTIAL), 'NONODE'],
    [create('/', SEQUENTIAL), made('/0000000001')],
  ],
  [
    'ClientTest.testPathValidation, as the server judges what the library would not send',
    ...['', 'foo', 'a', '/foo\u0000'].map((path): ZkStep => [create(path), 'BADARGUMENTS']),
    // The textual parent of `//` is the root, so its name is judged; the others have no parent.
    ...['/.', '/..', '/\u0001foo', '//'].map((path): ZkStep => [create(path), 'BADARGUMENTS']),
    ...['///', '/foo/./', '/foo/..', '/foo//bar', '/./.', '/../..'].map((path): ZkStep => [create(path), 'NONODE']),
    ...['/.foo', '/.f.', '/..f', '/..f..', '/f.c', '/f@f', '/f', '/f/.f', '/f/f.', '/f/..f', '/f/f..'].map(
      (path): ZkStep => [create(path), made(path)],
    ),
    [create('/f/.f/f'), made('/f/.f/f')],
    [create('/f/./f'), 'NONODE'],
    [create('/f/.'), 'BADARGUMENTS'],
    [create('/f/f./f'), made('/f/f./f')],
  ],
  [
    'ClientTest.testDeleteWithChildren',
    [create('/parent')],
    [create('/parent/child')],
    [remove('/parent'), 'NOTEMPTY'],
    [remove('/parent', 7), 'BADVERSION'],
    [remove('/parent/child')],
    [remove('/parent')],
    [remove('/parent'), 'NONODE'],
  ],
  ['StatTest.testChildren', [create('/foo', { data: '/foo' })], ...childrenOf(4)],
  [
    'StatTest.testChild and testDataSizeChange: an ephemeral child, its own stat, and data of another length',
    [create('/foo', { data: '/foo' })],
    [create('/foo/bar', { data: '/foo/bar', ...EPHEMERAL })],
    [get('/foo/bar'), { stat: { ...FRESH, dataLength: 8, ephemeral: true, czxid: 1, mzxid: 1, pzxid: 1 } }],
    [set('/foo', '/foo/foo'), { stat: stat({ version: 1, cversion: 1, dataLength: 8, czxid: 0, mzxid: 2, pzxid: 1 }) }],
    [as('b', set('/foo/bar', 'ä€😀')), { stat: stat({ version: 1, dataLength: 9, ephemeral: true, mzxid: 3 }) }],
    [get('/foo/bar'), { data: 'ä€😀' }],
    [close()],
    // The session's end costs a zxid and counts the deleted child.
    [as('b', exists('/foo')), { stat: stat({ version: 1, cversion: 2, numChildren: 0, mzxid: 2, pzxid: 4 }) }],
  ],
  [
    'GetChildren2Test.testChildren: version and counts of a parent while children come and go',
    [create('/foo', { data: '/foo' })],
    [create('/foo/bar0')],
    [create('/foo/bar1')],
    [set('/foo/bar1', 'x')],
    [create('/foo/bar1/z')],
    [exists('/foo'), { stat: { ...FRESH, dataLength: 4, cversion: 2, numChildren: 2, czxid: 0, mzxid: 0, pzxid: 2 } }],
    [remove('/foo/bar0', 0)],
    [exists('/foo'), { stat: stat({ cversion: 3, numChildren: 1, pzxid: 5 }) }],
    [create('/foo/bar0')],
    [exists('/foo'), { stat: stat({ cversion: 4, numChildren: 2, pzxid: 6 }) }],
    [children('/foo'), { children: ['bar0', 'bar1'] }],
    [children('/foo/bar9'), 'NONODE'],
  ],
  [
    'NullDataTest: absent and empty data are different',
    [create('/SIZE', { data: null }), made('/SIZE')],
    [get('/SIZE'), { data: null, stat: stat({ dataLength: 0 }) }],
    [set('/SIZE', ''), { stat: stat({ version: 1, dataLength: 0 }) }],
    [get('/SIZE'), { data: '' }],
    [set('/SIZE', null), { stat: stat({ version: 2, dataLength: 0 }) }],
    [get('/SIZE'), { data: null }],
  ],
  [
    'ZooKeeperQuotaTest.testQuota: statistics begin with what is there',
    [set('/', 'some'), { stat: stat({ version: 1 }) }],
    ...['/a', '/a/b', '/a/b/v', '/a/b/v/d'].map((path): ZkStep => [create(path, { data: 'some' })]),
    ...['/a', '/a/b', '/a/b/v'].map((path): ZkStep => [create(`/zookeeper/quota${path}`, { data: null })]),
    [create('/zookeeper/quota/a/b/v/zookeeper_limits', { data: 'count=10,bytes=5' })],
    [create('/zookeeper/quota/a/b/v/zookeeper_stats', { data: 'count=0,bytes=0' })],
    [get('/zookeeper/quota/a/b/v/zookeeper_stats'), { data: 'count=2,bytes=8' }],
    [create('/a/b/v/e', { data: null })],
    [remove('/a/b/v/d')],
    [set('/a/b/v', 'something')],
    [create('/a/b/w', { data: 'outside' })],
    [get('/zookeeper/quota/a/b/v/zookeeper_stats'), { data: 'count=2,bytes=9', stat: stat({ version: 0 }) }],
  ],
];
