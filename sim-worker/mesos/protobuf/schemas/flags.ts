/**
 * Messages that flags are given as, in the notation of `schema.ts`.
 * Source: Mesos 1.0.1, include/mesos/authorizer/acls.proto, include/mesos/mesos.proto (RateLimits, Credentials), module/module.proto,
 * src/messages/flags.proto (Firewall).
 */
import type { Texts } from './notation.ts';

/** Kinds of rules in the order of their numbers from 2 on, each with the name of its objects. */
export const ACL_OBJECTS = [
  ['register_frameworks', 'roles'],
  ['run_tasks', 'users'],
  ['shutdown_frameworks', 'framework_principals'],
  ['reserve_resources', 'roles'],
  ['unreserve_resources', 'reserver_principals'],
  ['create_volumes', 'roles'],
  ['destroy_volumes', 'creator_principals'],
  ['set_quotas', 'roles'],
  ['remove_quotas', 'quota_principals'],
  ['teardown_frameworks', 'framework_principals'],
  ['update_weights', 'roles'],
  ['get_endpoints', 'paths'],
  ['get_quotas', 'roles'],
  ['update_quotas', 'roles'],
  ['view_frameworks', 'users'],
  ['view_tasks', 'users'],
  ['view_executors', 'users'],
  ['access_sandboxes', 'users'],
  ['access_mesos_logs', 'logs'],
  ['view_roles', 'roles'],
  ['view_flags', 'flags'],
] as const;

const ruleFields = ACL_OBJECTS.map(([kind], index) => `${String(index + 2)}* ACL.${kind} ${kind}`);

export const FLAG_MESSAGES: Texts = {
  'ACL.Entity': '1 ACL.Entity.Type type = SOME, 2* string values',
  ...Object.fromEntries(
    ACL_OBJECTS.map(([kind, objects]) => [`ACL.${kind}`, `1! ACL.Entity principals, 2! ACL.Entity ${objects}`]),
  ),
  ACLs: ['1 bool permissive = true', ...ruleFields].join(', '),
  Credential: '1! string principal, 2 string secret',
  Credentials: '1* Credential credentials',
  Firewall: '1 Firewall.DisabledEndpointsRule disabled_endpoints',
  'Firewall.DisabledEndpointsRule': '1* string paths',
  Modules: '1* Modules.Library libraries',
  'Modules.Library': '1 string file, 2 string name, 3* Modules.Library.Module modules',
  'Modules.Library.Module': '1 string name, 2* Parameter parameters',
  RateLimit: '1 double qps, 2! string principal, 3 uint64 capacity',
  RateLimits: '1* RateLimit limits, 2 double aggregate_default_qps, 3 uint64 aggregate_default_capacity',
};
