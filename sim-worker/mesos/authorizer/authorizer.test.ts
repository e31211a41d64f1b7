/** The local authorizer: the rules of Mesos 1.0.1's src/tests/authorization_tests.cpp as a table. */
import { describe, expect, it } from 'vitest';
import { messageFromText } from '../flags/json-flag.ts';
import { aclsOf, aclWarnings, type Acls } from './acls.ts';
import { type Action, isAuthorized, isQuotaAuthorized, userOf } from './local-authorizer.ts';

const ANY = { type: 'ANY' };
const NONE = { type: 'NONE' };
const some = (...values: readonly string[]): object => ({ values });

function acls(given: object): Acls {
  const message = messageFromText('ACLs', JSON.stringify(given));
  if (!message.ok) throw new Error(message.error);
  const parsed = aclsOf(message.value);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function errorOf(given: unknown): string | null {
  const message = messageFromText('ACLs', JSON.stringify(given));
  if (!message.ok) return message.error;
  const parsed = aclsOf(message.value);
  return parsed.ok ? null : parsed.error;
}

type Row = readonly [principal: string | null, object: string | null, allowed: boolean];

const CASES: readonly (readonly [name: string, action: Action, given: object, rows: readonly Row[]])[] = [
  [
    'any principal runs as guest, and as others while permissive',
    'RUN_TASK',
    { run_tasks: [{ principals: ANY, users: some('guest') }] },
    [
      ['foo', 'guest', true],
      ['foo', 'root', true],
      [null, 'guest', true],
    ],
  ],
  [
    'nobody runs as root',
    'RUN_TASK',
    { run_tasks: [{ principals: NONE, users: some('root') }] },
    [
      ['foo', 'root', false],
      ['foo', 'guest', true],
      [null, 'root', false],
    ],
  ],
  [
    'foo runs as anybody, others not at all',
    'RUN_TASK',
    { permissive: false, run_tasks: [{ principals: some('foo'), users: ANY }] },
    [
      ['foo', 'user1', true],
      ['foo', 'user2', true],
      ['bar', 'user1', false],
      [null, 'user1', false],
    ],
  ],
  [
    'foo and bar run as two users and no others',
    'RUN_TASK',
    {
      run_tasks: [
        { principals: some('foo', 'bar'), users: some('user1', 'user2') },
        { principals: some('foo', 'bar'), users: NONE },
      ],
    },
    [
      ['foo', 'user1', true],
      ['bar', 'user2', true],
      ['foo', 'user3', false],
      ['baz', 'user3', true],
    ],
  ],
  [
    'only root may be run as by foo; the first rule that matches decides',
    'RUN_TASK',
    {
      run_tasks: [
        { principals: some('foo'), users: some('root') },
        { principals: NONE, users: some('root') },
      ],
    },
    [
      ['foo', 'root', true],
      ['bar', 'root', false],
    ],
  ],
  [
    'foo is offered for a role, the role is nobody else’s',
    'REGISTER_FRAMEWORK_WITH_ROLE',
    {
      register_frameworks: [
        { principals: some('foo'), roles: some('analytics') },
        { principals: NONE, roles: some('analytics') },
      ],
    },
    [
      ['foo', 'analytics', true],
      ['bar', 'analytics', false],
      ['bar', 'other', true],
      [null, 'analytics', false],
    ],
  ],
  [
    'foo tears down frameworks of bar, nobody else does',
    'TEARDOWN_FRAMEWORK_WITH_PRINCIPAL',
    {
      permissive: false,
      teardown_frameworks: [
        { principals: some('foo'), framework_principals: some('bar') },
        { principals: some('ops'), framework_principals: ANY },
      ],
    },
    [
      ['foo', 'bar', true],
      ['foo', 'foo', false],
      ['foo', null, false],
      ['ops', null, true],
      [null, 'bar', false],
    ],
  ],
  [
    'reservations: foo for one role, baz for any, bar for none',
    'RESERVE_RESOURCES_WITH_ROLE',
    {
      reserve_resources: [
        { principals: some('foo'), roles: some('ads') },
        { principals: some('baz'), roles: ANY },
        { principals: ANY, roles: NONE },
      ],
    },
    [
      ['foo', 'ads', true],
      ['foo', 'web', false],
      ['baz', 'web', true],
      ['bar', 'ads', false],
    ],
  ],
  [
    'bar unreserves only what bar reserved, foo everything',
    'UNRESERVE_RESOURCES_WITH_PRINCIPAL',
    {
      unreserve_resources: [
        { principals: some('foo'), reserver_principals: ANY },
        { principals: some('bar'), reserver_principals: some('bar') },
        { principals: ANY, reserver_principals: NONE },
      ],
    },
    [
      ['foo', 'bar', true],
      ['foo', null, true],
      ['bar', 'bar', true],
      ['bar', 'foo', false],
      ['zelda', 'zelda', false],
    ],
  ],
  [
    'volumes are destroyed by their creators only',
    'DESTROY_VOLUME_WITH_PRINCIPAL',
    { permissive: false, destroy_volumes: [{ principals: some('foo'), creator_principals: some('foo') }] },
    [
      ['foo', 'foo', true],
      ['foo', 'bar', false],
      [null, 'foo', false],
    ],
  ],
  [
    'logs are seen by ops',
    'ACCESS_MESOS_LOG',
    {
      access_mesos_logs: [
        { principals: some('ops'), logs: ANY },
        { principals: ANY, logs: NONE },
      ],
    },
    [
      ['ops', null, true],
      ['foo', null, false],
      [null, null, false],
    ],
  ],
  [
    'endpoints by path',
    'GET_ENDPOINT_WITH_PATH',
    {
      permissive: false,
      get_endpoints: [{ principals: some('foo'), paths: some('/monitor/statistics', '/containers') }],
    },
    [
      ['foo', '/containers', true],
      ['foo', '/metrics/snapshot', false],
      [null, '/containers', false],
    ],
  ],
];

describe('the local authorizer', () => {
  it.each(CASES)('%s', (_name, action, given, rows) => {
    for (const [principal, object, allowed] of rows)
      expect([principal, object, isAuthorized(acls(given), { principal, action, object })]).toEqual([
        principal,
        object,
        allowed,
      ]);
  });

  it('allows everything where there are no lists', () => {
    expect(isAuthorized(null, { principal: null, action: 'VIEW_FLAGS', object: null })).toBe(true);
  });

  it('judges quotas by update_quotas, or by the two deprecated kinds', () => {
    const asked = { principal: 'foo', role: 'prod', quotaPrincipal: 'foo' } as const;
    const update = acls({ permissive: false, update_quotas: [{ principals: some('foo'), roles: some('prod') }] });
    expect(isQuotaAuthorized(update, { ...asked, change: 'set' })).toBe(true);
    expect(isQuotaAuthorized(update, { ...asked, change: 'remove' })).toBe(true);
    expect(isQuotaAuthorized(update, { ...asked, change: 'set', role: 'dev' })).toBe(false);
    const old = acls({
      permissive: false,
      set_quotas: [{ principals: some('foo'), roles: ANY }],
      remove_quotas: [{ principals: some('foo'), quota_principals: some('bar') }],
    });
    expect(isQuotaAuthorized(old, { ...asked, change: 'set' })).toBe(true);
    expect(isQuotaAuthorized(old, { ...asked, change: 'remove' })).toBe(false);
    expect(isQuotaAuthorized(old, { ...asked, change: 'remove', quotaPrincipal: 'bar' })).toBe(true);
  });

  it('takes the user of the command, of the executor, of the framework, in this order', () => {
    const framework = { user: 'f' };
    expect(userOf(framework, { command: { user: 'c' }, executor: null })).toBe('c');
    expect(userOf(framework, { command: null, executor: { command: { user: 'e' } } })).toBe('e');
    expect(userOf(framework, { command: { user: null }, executor: null })).toBe('f');
  });
});

describe('lists that are refused', () => {
  const rule = { principals: ANY };
  it.each([
    [
      { update_quotas: [{ ...rule, roles: ANY }], set_quotas: [{ ...rule, roles: ANY }] },
      'acls.update_quotas cannot be used together with deprecated set_quotas/remove_quotas!',
    ],
    [{ access_mesos_logs: [{ ...rule, logs: some('a') }] }, 'acls.access_mesos_logs type must be either NONE or ANY'],
    [{ view_flags: [{ ...rule, flags: some('a') }] }, 'acls.view_flags type must be either NONE or ANY'],
    [{ get_endpoints: [{ ...rule, paths: some('/state') }] }, "Path: '/state' is not an authorizable path"],
    [{ run_tasks: [rule] }, 'Missing required fields: run_tasks[0].users'],
    [{ run_tasks: [{ principals: { type: 'ALL' }, users: ANY }] }, "Failed to find enum for 'ALL'"],
    [{ permissive: 'no' }, "Not expecting a JSON string for field 'permissive'"],
    [{ unknown_kind: [] }, null],
  ])('%j', (given, error) => {
    expect(errorOf(given)).toBe(error);
  });

  it('reads the old name of teardown_frameworks, and says so', () => {
    const old = acls({
      permissive: false,
      shutdown_frameworks: [{ principals: some('a'), framework_principals: ANY }],
    });
    expect(isAuthorized(old, { principal: 'a', action: 'TEARDOWN_FRAMEWORK_WITH_PRINCIPAL', object: 'x' })).toBe(true);
    expect(aclWarnings(old)).toEqual(['ShutdownFramework ACL is deprecated; please use TeardownFramework']);
  });
});
