/**
 * What a role may be called.
 * Source: Mesos 1.0.1, src/common/roles.cpp (validate).
 */
export function roleError(role: string): string | null {
  if (role === '') return 'Empty role name is invalid';
  if (role === '*') return null;
  if (role === '.' || role === '..') return `Role name '${role}' is invalid`;
  if (role.startsWith('-')) return `Role name '${role}' is invalid because it begins with a dash`;
  // eslint-disable-next-line no-control-regex
  if (/[\s/\u0008\u007f]/.test(role))
    return `Role name '${role}' is invalid because it contains backspace, slash or whitespace`;
  return null;
}
