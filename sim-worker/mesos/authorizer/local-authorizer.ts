/**
 * The local authorizer: the first rule that matches subject and object decides.
 * Source: Mesos 1.0.1, src/authorizer/local/authorizer.cpp (matches, allows, approved), docs/authorization.md.
 */
import type { CommandInfo } from '../messages/infos.ts';
import type { Acl, AclKind, Acls, Entity } from './acls.ts';

/** Actions of authorizer.proto with an object of one value. Value: the rules that decide. */
const RULES_OF = {
  REGISTER_FRAMEWORK_WITH_ROLE: 'register_frameworks',
  RUN_TASK: 'run_tasks',
  TEARDOWN_FRAMEWORK_WITH_PRINCIPAL: 'teardown_frameworks',
  RESERVE_RESOURCES_WITH_ROLE: 'reserve_resources',
  UNRESERVE_RESOURCES_WITH_PRINCIPAL: 'unreserve_resources',
  CREATE_VOLUME_WITH_ROLE: 'create_volumes',
  DESTROY_VOLUME_WITH_PRINCIPAL: 'destroy_volumes',
  GET_ENDPOINT_WITH_PATH: 'get_endpoints',
  VIEW_ROLE: 'view_roles',
  UPDATE_WEIGHT_WITH_ROLE: 'update_weights',
  GET_QUOTA_WITH_ROLE: 'get_quotas',
  VIEW_FRAMEWORK: 'view_frameworks',
  VIEW_TASK: 'view_tasks',
  VIEW_EXECUTOR: 'view_executors',
  ACCESS_SANDBOX: 'access_sandboxes',
  ACCESS_MESOS_LOG: 'access_mesos_logs',
  VIEW_FLAGS: 'view_flags',
} as const satisfies Readonly<Record<string, AclKind>>;

export type Action = keyof typeof RULES_OF;

export type AuthorizationRequest = {
  /** Null: not known, which only rules for ANY allow. */
  readonly principal: string | null;
  readonly action: Action;
  /** Role, user, principal or path; null: no one in particular. */
  readonly object: string | null;
};

const ANY: Entity = Object.freeze({ type: 'ANY', values: [] });
const one = (value: string | null): Entity => (value === null ? ANY : { type: 'SOME', values: [value] });

/** Without lists everything is allowed. */
export function isAuthorized(acls: Acls | null, request: AuthorizationRequest): boolean {
  if (acls === null) return true;
  return decides(acls.rules[RULES_OF[request.action]], acls.permissive, request);
}

export type QuotaRequest = {
  readonly principal: string | null;
  readonly change: 'set' | 'remove';
  readonly role: string;
  /** Who set the quota that is removed. */
  readonly quotaPrincipal: string | null;
};

/** UPDATE_QUOTA: the deprecated rules decide where there are any of the two kinds. */
export function isQuotaAuthorized(acls: Acls | null, request: QuotaRequest): boolean {
  if (acls === null) return true;
  const { permissive, rules } = acls;
  const { principal, change, role, quotaPrincipal } = request;
  if (rules.set_quotas.length + rules.remove_quotas.length === 0)
    return decides(rules.update_quotas, permissive, { principal, object: role });
  return change === 'set'
    ? decides(rules.set_quotas, permissive, { principal, object: role })
    : decides(rules.remove_quotas, permissive, { principal, object: quotaPrincipal });
}

function decides(
  rules: readonly Acl[],
  permissive: boolean,
  asked: { readonly principal: string | null; readonly object: string | null },
): boolean {
  const subject = one(asked.principal);
  const object = one(asked.object);
  for (const rule of rules) {
    if (matches(subject, rule.subjects) && matches(object, rule.objects))
      return allows(subject, rule.subjects) && allows(object, rule.objects);
  }
  return permissive;
}

/** A rule for NONE matches all, and then allows nobody. */
function matches(asked: Entity, rule: Entity): boolean {
  if (rule.type === 'NONE') return true;
  if (asked.type === 'ANY') return rule.type === 'ANY';
  return rule.type === 'ANY' || asked.values.every((value) => rule.values.includes(value));
}

function allows(asked: Entity, rule: Entity): boolean {
  if (asked.type === 'ANY' || rule.type !== 'SOME') return rule.type === 'ANY';
  return asked.values.every((value) => rule.values.includes(value));
}

type Commanded = { readonly command: Pick<CommandInfo, 'user'> };

/** The operating system's user as whom a task or executor runs. */
export function userOf(
  framework: { readonly user: string },
  task: { readonly command: Pick<CommandInfo, 'user'> | null; readonly executor: Commanded | null },
): string {
  return task.command?.user ?? task.executor?.command.user ?? framework.user;
}
