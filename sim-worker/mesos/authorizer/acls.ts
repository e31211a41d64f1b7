/**
 * Access control lists as --acls gives them, checked and turned into rules by action.
 * Source: Mesos 1.0.1, include/mesos/authorizer/acls.proto; src/authorizer/local/authorizer.cpp (create, validate,
 * initialize); src/common/http.cpp (AUTHORIZABLE_ENDPOINTS).
 */
import type { Message } from '../protobuf/schema.ts';
import { ACL_OBJECTS } from '../protobuf/schemas/flags.ts';
import type { Parsed } from '../resources/parse.ts';

/** `values` count for SOME only. */
export type Entity = { readonly type: 'SOME' | 'ANY' | 'NONE'; readonly values: readonly string[] };

export type Acl = { readonly subjects: Entity; readonly objects: Entity };

export type AclKind = (typeof ACL_OBJECTS)[number][0];

export type Acls = {
  /** What holds where no rule matches. */
  readonly permissive: boolean;
  readonly rules: Readonly<Record<AclKind, readonly Acl[]>>;
};

/** Endpoints that get_endpoints may name. */
export const AUTHORIZABLE_ENDPOINTS: readonly string[] = [
  '/containers',
  '/files/debug',
  '/files/debug.json',
  '/logging/toggle',
  '/metrics/snapshot',
  '/monitor/statistics',
  '/monitor/statistics.json',
];

export function aclsOf(message: Message): Parsed<Acls> {
  const rules = Object.fromEntries(
    ACL_OBJECTS.map(([kind, objects]) => [
      kind,
      ((message[kind] ?? []) as readonly Message[]).map((rule) =>
        Object.freeze({ subjects: entityOf(rule['principals']), objects: entityOf(rule[objects]) }),
      ),
    ]),
  ) as unknown as Record<AclKind, readonly Acl[]>;
  const error = aclsError(rules);
  if (error !== null) return { ok: false, error };
  if (rules.teardown_frameworks.length === 0) rules.teardown_frameworks = rules.shutdown_frameworks;
  return { ok: true, value: Object.freeze({ permissive: message['permissive'] !== false, rules }) };
}

function entityOf(value: unknown): Entity {
  const { type = 'SOME', values = [] } = value as Partial<Entity>;
  return Object.freeze({ type, values });
}

function aclsError(rules: Readonly<Record<AclKind, readonly Acl[]>>): string | null {
  if (rules.update_quotas.length > 0 && rules.set_quotas.length + rules.remove_quotas.length > 0)
    return 'acls.update_quotas cannot be used together with deprecated set_quotas/remove_quotas!';
  for (const kind of ['access_mesos_logs', 'view_flags'] as const)
    if (rules[kind].some(({ objects }) => objects.type === 'SOME'))
      return `acls.${kind} type must be either NONE or ANY`;
  for (const { objects } of rules.get_endpoints) {
    if (objects.type !== 'SOME') continue;
    const path = objects.values.find((value) => !AUTHORIZABLE_ENDPOINTS.includes(value));
    if (path !== undefined) return `Path: '${path}' is not an authorizable path`;
  }
  return null;
}

/** What the authorizer warns of as it starts. */
export function aclWarnings({ rules }: Acls): readonly string[] {
  const warnings: string[] = [];
  if (rules.set_quotas.length + rules.remove_quotas.length > 0)
    warnings.push('SetQuota and RemoveQuota ACLs are deprecated; please use UpdateQuota');
  if (rules.shutdown_frameworks.length === 0) return warnings;
  warnings.push(
    rules.teardown_frameworks === rules.shutdown_frameworks
      ? 'ShutdownFramework ACL is deprecated; please use TeardownFramework'
      : 'ACLs defined for both ShutdownFramework and TeardownFramework; only the latter will be used',
  );
  return warnings;
}
