/**
 * The flags that master and agent share: --acls with --authorizers, and --firewall_rules.
 * Source: Mesos 1.0.1, src/master/main.cpp, src/slave/main.cpp, src/authorizer/authorizer.cpp.
 */
import type { ReadonlyDisk } from '../../kernel/context.ts';
import { jsonFlag } from '../flags/json-flag.ts';
import type { Parsed } from '../resources/parse.ts';
import { aclsOf, type Acls } from './acls.ts';

const DEFAULT_AUTHORIZER = 'local';

/** Null: no authorizer. Others than the local one are modules, of which there are none. */
export function authorizerOf(
  disk: ReadonlyDisk,
  flags: { readonly acls: string | null; readonly authorizers: string },
): Parsed<Acls | null> {
  const lists = flags.acls === null ? null : jsonFlag(disk, { name: 'acls', value: flags.acls }, 'ACLs');
  if (lists !== null && !lists.ok) return lists;
  const [name = '', ...more] = flags.authorizers.split(',');
  if (more.length > 0) return { ok: false, error: 'Multiple authorizers not supported' };
  if (name !== DEFAULT_AUTHORIZER)
    return { ok: false, error: `Could not create '${name}' authorizer: Module '${name}' unknown` };
  if (lists === null) return { ok: true, value: null };
  const acls = aclsOf(lists.value);
  return acls.ok ? acls : { ok: false, error: `Could not create '${name}' authorizer: ${acls.error}` };
}

export function firewallFlag(disk: ReadonlyDisk, value: string | null): Parsed<readonly string[]> {
  if (value === null) return { ok: true, value: [] };
  const rules = jsonFlag(disk, { name: 'firewall_rules', value }, 'Firewall');
  if (!rules.ok) return rules;
  const disabled = rules.value['disabled_endpoints'] as { readonly paths?: readonly string[] } | undefined;
  return { ok: true, value: disabled?.paths ?? [] };
}
