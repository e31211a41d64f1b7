import { describe, expect, it } from 'vitest';
import { create, event, failed, get, made, runZkSteps, stat, type ZkStep } from './testing/zk-steps.ts';

const DONE = { ok: true };

/** Rules of ZooKeeper 3.4.14: PrepRequestProcessor, FinalRequestProcessor, DataTree, PathUtils, the authentication providers. */
const GROUPS: readonly (readonly [string, readonly ZkStep[]])[] = [
  [
    'paths: the server judges the parent before the name, and a sequential name with its number',
    [
      [create('/p'), made('/p')],
      [create('p'), 'BADARGUMENTS'],
      [create(''), 'BADARGUMENTS'],
      [create('/'), 'NODEEXISTS'],
      [create('/p/'), 'BADARGUMENTS'],
      [create('/p/', { mode: 'PERSISTENT_SEQUENTIAL' }), made('/p/0000000000')],
      [create('//p'), 'BADARGUMENTS'],
      [create('/p/..'), 'BADARGUMENTS'],
      [create('/p/...'), made('/p/...')],
      [create('/p/.a'), made('/p/.a')],
      [create('/p/a\u0000b'), 'BADARGUMENTS'],
      [create('/p/a\u0001b'), 'BADARGUMENTS'],
      [create('/p/a\u001fb'), made('/p/a\u001fb')],
      [create('/p/a\u0080b'), 'BADARGUMENTS'],
      [create('/p/a\u009fb'), made('/p/a\u009fb')],
      [create('/p/a\ufff0b'), made('/p/a\ufff0b')],
      [create('/p/a\ufff1b'), 'BADARGUMENTS'],
      [create('/p/\ud83d\ude00'), 'BADARGUMENTS'],
      [create('/p/汉字'), made('/p/汉字')],
      [create('/x//y'), 'NONODE'],
      [get(''), { ok: true, data: '' }],
      [get('/p/'), 'NONODE'],
      [{ op: 'exists', path: '/p\u0000' }, 'BADARGUMENTS'],
      [{ op: 'sync', path: 'nonsense' }, made('nonsense')],
      [{ op: 'set', path: '/p/', data: 'x' }, 'BADARGUMENTS'],
      [{ op: 'delete', path: '/zookeeper/quota' }, 'BADARGUMENTS'],
      [{ op: 'delete', path: '/nope/x' }, 'NONODE'],
      [{ op: 'set', path: '/zookeeper', data: 'q', version: 0 }, { ok: true }],
    ],
  ],
  [
    'access lists: `auth` stands behind the others once for each proven id, ids are judged as Java splits them',
    [
      [create('/n', { acl: 'auth::r' }), 'INVALIDACL'],
      [{ op: 'addAuth', scheme: 'digest', auth: 'u:p' }, DONE],
      [create('/n', { acl: 'auth::ra,world:anyone:cd,world:anyone:cd' }), DONE],
      [
        { op: 'getAcl', path: '/n' },
        { acl: 'world:anyone:cd,digest:u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=:ra', stat: expect.anything() },
      ],
      [{ client: 'b', ...get('/n') }, 'NOAUTH'],
      [{ client: 'b', op: 'getAcl', path: '/n' }, 'NOAUTH'],
      [{ client: 'b', op: 'exists', path: '/n' }, DONE],
      [create('/masked', { acl: 'auth::cdrwa,world:anyone:r' }), DONE],
      [{ client: 'b', op: 'getAcl', path: '/masked' }, { acl: 'world:anyone:r,digest:u:x:cdrwa' }],
      [{ client: 'b', op: 'set', path: '/masked', data: '' }, 'NOAUTH'],
      [{ client: 'b', ...create('/masked/k') }, 'NOAUTH'],
      [create('/q', { acl: 'digest:user::r' }), 'INVALIDACL'],
      [create('/q', { acl: 'digest::x:r' }), DONE],
      [create('/q2', { acl: 'super::r' }), 'INVALIDACL'],
      [create('/q2', { acl: 'sasl:me:r' }), 'INVALIDACL'],
      [create('/q2', { acl: 'world:somebody:r' }), 'INVALIDACL'],
      [create('/q2', { acl: 'ip:127.0.0.1/8:r' }), 'INVALIDACL'],
      [create('/here', { acl: 'ip:127.0.0.1:rw' }), DONE],
      [
        { client: 'b', ...get('/here') },
        { ok: true, data: 'd' },
      ],
      [create('/there', { acl: 'ip:10.9.8.7:r' }), DONE],
      [get('/there'), 'NOAUTH'],
      [{ client: 'b', op: 'addAuth', scheme: 'digest', auth: 'super:test' }, DONE],
      [{ client: 'b', ...get('/there') }, { data: 'd' }],
      [{ op: 'setAcl', path: '/nope', acl: 'world:nobody:r' }, 'INVALIDACL'],
      [{ op: 'setAcl', path: '/nope', acl: 'world:anyone:r' }, 'NONODE'],
      [{ op: 'setAcl', path: '/masked', acl: 'world:anyone:ra', version: 1 }, 'BADVERSION'],
      [{ op: 'setAcl', path: '/masked', acl: 'world:anyone:ra', version: 0 }, { stat: stat({ aversion: 1 }) }],
      [{ op: 'addAuth', scheme: 'FOO', auth: 'BAR' }, 'AUTHFAILED'],
      [get('/n'), 'AUTHFAILED'],
      [{ op: 'close' }, DONE],
      [{ op: 'connect' }, DONE],
      [get('/n'), 'NOAUTH'],
    ],
  ],
  [
    'multi: each part sees those before it, a failed one leaves nothing but a zxid',
    [
      [create('/m'), DONE],
      [
        { op: 'multi', ops: [] },
        { ok: true, results: [] },
      ],
      [
        {
          op: 'multi',
          ops: [
            create('/m/c-', { mode: 'EPHEMERAL_SEQUENTIAL' }),
            create('/m/c-', { mode: 'PERSISTENT_SEQUENTIAL' }),
            { op: 'set', path: '/m', data: 'e', version: 0 },
            { op: 'check', path: '/m', version: 1 },
          ],
        },
        { results: [made('/m/c-0000000000'), made('/m/c-0000000001'), { ok: true, stat: stat({ mzxid: 2 }) }, DONE] },
      ],
      [
        { op: 'multi', ops: [create('/m/c-', { mode: 'PERSISTENT_SEQUENTIAL' }), create('/m'), create('/o')] },
        { ok: false, error: { code: -110, name: 'NODEEXISTS' }, results: [failed(0), failed(-110), failed(-2)] },
      ],
      [create('/m/c-', { mode: 'PERSISTENT_SEQUENTIAL' }), made('/m/c-0000000002')],
      [{ op: 'multi', ops: [{ op: 'delete', path: '/m/c-0000000002' }, create('/m/c-0000000002')] }, DONE],
      [{ op: 'exists', path: '/m' }, { stat: stat({ cversion: 5, numChildren: 3, pzxid: 5, czxid: 0 }) }],
      [{ op: 'exists', path: '/o' }, 'NONODE'],
    ],
  ],
  [
    'watches: one event for each path and client, deletion of both kinds once, ephemerals at close',
    [
      [create('/w'), DONE],
      [{ client: 'b', ...get('/w', { watch: true }) }, DONE],
      [{ client: 'b', op: 'children', path: '/w', watch: true }, { children: [] }],
      [{ client: 'b', op: 'exists', path: '/w/e', watch: true }, 'NONODE'],
      [{ client: 'b', op: 'exists', path: '/none', watch: false }, 'NONODE'],
      [
        create('/w/e', { mode: 'EPHEMERAL' }),
        { path: '/w/e', watchEvents: [event('NodeCreated', '/w/e'), event('NodeChildrenChanged', '/w')] },
      ],
      [create('/w/e/k'), 'NOCHILDRENFOREPHEMERALS'],
      [{ client: 'b', op: 'children', path: '/w', watch: true }, { children: ['e'] }],
      [{ client: 'b', op: 'children', path: '/w/e', watch: true }, { children: [] }],
      [{ client: 'b', op: 'exists', path: '/w/e', watch: true }, { stat: stat({ ephemeral: true }) }],
      [{ op: 'delete', path: '/w' }, 'NOTEMPTY'],
      [{ op: 'close' }, { watchEvents: [event('NodeDeleted', '/w/e'), event('NodeChildrenChanged', '/w')] }],
      [{ op: 'exists', path: '/w' }, 'SESSIONEXPIRED'],
      [
        { client: 'b', op: 'delete', path: '/w', version: 0 },
        { ok: true, watchEvents: [event('NodeDeleted', '/w')] },
      ],
    ],
  ],
  [
    'quotas: statistics are counted in place, without a version, only below whole names',
    [
      [create('/a', { data: '1234' }), DONE],
      [create('/a/b', { data: '12' }), DONE],
      [create('/zookeeper/quota/a', { data: null }), DONE],
      [create('/zookeeper/quota/a/zookeeper_limits', { data: 'count=1,bytes=-1' }), DONE],
      [create('/zookeeper/quota/a/zookeeper_stats', { data: 'count=0,bytes=0' }), DONE],
      [get('/zookeeper/quota/a/zookeeper_stats'), { data: 'count=2,bytes=6' }],
      [create('/a/c', { data: '123' }), DONE],
      [create('/ab', { data: '123' }), DONE],
      [{ op: 'set', path: '/a', data: null }, DONE],
      [
        get('/zookeeper/quota/a/zookeeper_stats'),
        { data: 'count=3,bytes=5', stat: stat({ version: 0, mzxid: 4, dataLength: 15 }) },
      ],
      [{ op: 'delete', path: '/zookeeper/quota/a/zookeeper_limits' }, DONE],
      [{ op: 'delete', path: '/a/c' }, DONE],
      [get('/zookeeper/quota/a/zookeeper_stats'), { data: 'count=3,bytes=5' }],
    ],
  ],
  [
    'the longest request that jute.maxbuffer lets through, and one byte more',
    [
      [create('/big0', { data: 'x'.repeat(1_048_523) }), DONE],
      [create('/big1', { data: 'x'.repeat(1_048_524) }), 'CONNECTIONLOSS'],
      [{ op: 'exists', path: '/big1' }, 'NONODE'],
    ],
  ],
];

describe('sim zk --ops keeps the server’s rules', () => {
  it.each(GROUPS)('%s', (_, steps) => {
    runZkSteps(steps);
  });
});
