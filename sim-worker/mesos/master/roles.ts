/**
 * What a role may be called.
 * Source: Mesos 1.0.1, src/common/roles.cpp (validate).
 */
import type { MasterState } from './master-state.ts';

export function roleError(role: string): string | null {
  if (role === '') return 'Empty role name is invalid';
  if (role === '*') return null;
  if (role === '.' || role === '..') return `Role name '${role}' is invalid`;
  if (role.startsWith('-')) return `Role name '${role}' is invalid because it starts with a dash`;

  if (/[\t\n\v\f\r /\u007f]/.test(role))
    return `Role name '${role}' is invalid because it contains slash, backspace or whitespace`;
  return null;
}

/** Every role is, unless `--roles` names those that are. Source: src/master/master.cpp (isWhitelistedRole). */
export function isWhitelistedRole(master: MasterState, role: string): boolean {
  const { roles } = master.flags;
  return roles === null || role === '*' || roles.split(',').includes(role);
}
