/** MultiTransactionTest, as the server sees it. */
import {
  as,
  check,
  children,
  close,
  create,
  EPHEMERAL,
  event,
  exists,
  failed,
  get,
  made,
  multi,
  remove,
  SEQUENTIAL,
  set,
  stat,
  WATCH,
  type ZkGroup,
} from './zk-steps.ts';

const OPEN = { data: '' };
const parts = (...codes: readonly number[]) => ({ ok: false, results: codes.map(failed) });

export const MULTI_TESTS: readonly ZkGroup[] = [
  [
    'MultiTransactionTest.testInvalidPath and testBlankPath: the code stands at the part that is wrong',
    [multi(create('/multi0'), create('/multi1/'), create('/multi2')), parts(0, -101, -2)],
    [multi(create('/multi0'), create('multi1/', SEQUENTIAL), create('/multi2')), parts(0, -101, -2)],
    [
      multi(create('/multi0'), create('multi1'), create('/multi2')),
      { ...parts(0, -8, -2), error: { code: -8, name: 'BADARGUMENTS' } },
    ],
    [multi(check('/multi0', -1), check('/multi1/', 100), check('/multi2', 5)), parts(-101, -2, -2)],
    [multi(check('/', -1), check('/multi1/', 100), check('/multi2', 5)), parts(0, -8, -2)],
    [multi(check('/', -1), remove('/multi1/', 100), remove('/multi2', 5)), parts(0, -101, -2)],
    [multi(check('/', -1), set('/multi1/', ''), set('multi3', '')), parts(0, -8, -2)],
    [multi(check('/', -1), remove('', 100)), parts(0, -8)],
    [children('/'), { children: ['zookeeper'] }],
  ],
  [
    'MultiTransactionTest.testMultiRollback: what a failed multi noted is gone (ZOOKEEPER-2052)',
    [create('/foo', OPEN)],
    [as('b', create('/foo/bar', EPHEMERAL)), made('/foo/bar')],
    [multi(remove('/foo')), { ...parts(-111), error: { code: -111, name: 'NOTEMPTY' } }],
    [exists('/foo/bar', WATCH), { ok: true }],
    [close('b'), { watchEvents: [event('NodeDeleted', '/foo/bar', 'a')] }],
    [get('/foo/bar'), 'NONODE'],
    [multi(remove('/foo')), { ok: true, results: [{ ok: true }] }],
    [get('/foo'), 'NONODE'],
  ],
  [
    'MultiTransactionTest.testNestedCreate, testCreateDelete, testInvalidVersion',
    [
      multi(
        create('/multi'),
        create('/multi/a'),
        create('/multi/a/1'),
        remove('/multi/a/1', 0),
        remove('/multi/a', 0),
        remove('/multi', 0),
      ),
      { results: [made('/multi'), made('/multi/a'), made('/multi/a/1'), { ok: true }, { ok: true }, { ok: true }] },
    ],
    [exists('/multi'), 'NONODE'],
    [multi(create('/multi'), remove('/multi', 1)), parts(0, -103)],
    [multi(create('/multi'), create('/multi/e', EPHEMERAL), create('/multi/e/x')), parts(0, 0, -108)],
    [multi(create('/multi'), create('/multi')), parts(0, -110)],
    [exists('/multi'), 'NONODE'],
    // The root counts two created and deleted children of the first multi, and none of the failed ones.
    [exists('/'), { stat: stat({ numChildren: 1, cversion: 1 }) }],
  ],
  [
    'MultiTransactionTest.testSetData, testUpdateConflict, TestDeleteUpdateConflict, TestGetResults',
    [
      multi(
        create('/multi0', OPEN),
        set('/multi0', '/multi0', 0),
        create('/multi1', OPEN),
        set('/multi1', '/multi1', 0),
      ),
      {
        results: [
          made('/multi0'),
          { ok: true, stat: stat({ version: 1, czxid: 0, mzxid: 0 }) },
          made('/multi1'),
          { ok: true },
        ],
      },
    ],
    [get('/multi1'), { data: '/multi1', stat: stat({ version: 1, czxid: 0, mzxid: 0 }) }],
    [multi(create('/multi', OPEN), set('/multi', 'X', 0), set('/multi', 'Y', 0)), parts(0, 0, -103)],
    [
      multi(create('/multi', OPEN), set('/multi', 'X', 0), set('/multi', 'Y', 1)),
      { results: [made('/multi'), { ok: true }, { stat: stat({ version: 2 }) }] },
    ],
    [get('/multi'), { data: 'Y', stat: stat({ czxid: 2, mzxid: 2 }) }],
    [multi(remove('/multi', 2), set('/multi', 'Y', 0), create('/foo')), parts(0, -101, -2)],
    [exists('/foo'), 'NONODE'],
    [exists('/multi'), { ok: true }],
  ],
  [
    'MultiTransactionTest.testWatchesTriggered and testNoWatchesTriggeredForFailedMultiRequest',
    [children('/', WATCH), { ok: true }],
    [multi(create('/t'), remove('/nonexisting')), { ...parts(0, -101), watchEvents: [] }],
    [multi(create('/t'), remove('/t')), { ok: true, watchEvents: [event('NodeChildrenChanged', '/', 'a')] }],
    [as('b', exists('/t', WATCH)), 'NONODE'],
    [multi(create('/t'), set('/t', 'x'), remove('/t')), { ok: true, watchEvents: [event('NodeCreated', '/t')] }],
  ],
  [
    'MultiTransactionTest.testTransactionBuilder',
    [
      multi(create('/t1'), create('/t1/child'), create('/t2', { data: null, ...EPHEMERAL })),
      { results: [made('/t1'), made('/t1/child'), made('/t2')] },
    ],
    [
      multi(check('/t1', 0), check('/t1/child', 0), check('/t2', 0)),
      { results: [{ ok: true }, { ok: true }, { ok: true }] },
    ],
    [multi(check('/t1', 0), check('/t1/child', 0), check('/t2', 1)), parts(0, 0, -103)],
    [multi(check('/t1', 0), set('/t1', '', 0)), { ok: true }],
    [multi(check('/t1', 1), set('/t1', '', 2)), parts(0, -103)],
    [multi(check('/t1', 1), check('/t1/child', 0), check('/t2', 0)), { ok: true }],
    [multi(remove('/t2'), remove('/t1/child')), { results: [{ ok: true }, { ok: true }] }],
    [exists('/t1'), { stat: stat({ version: 1, numChildren: 0 }) }],
    // Checks alone are a write too: each multi took one zxid, whether it failed or not.
    [create('/t3')],
    [exists('/t3'), { stat: stat({ czxid: 7 }) }],
  ],
];
