/** ACLs and conditions of haproxy.cfg. Source: HAProxy 1.6, doc/configuration.txt 7. */
import type { Acl, Condition } from './config.ts';

/** `name criterion [-i] value…` */
export function parseAcl([name = '', criterion = '', ...rest]: readonly string[]): Acl {
  return { name, ...testOf(criterion, rest) };
}

function testOf(criterion: string, rest: readonly string[]): Omit<Acl, 'name'> {
  const ignoreCase = rest[0] === '-i';
  const values = rest.filter((word) => !word.startsWith('-'));
  const argument = /\(([^)]*)\)/.exec(criterion)?.[1] ?? '';
  return { kind: kindOf(criterion), subject: argument.toLowerCase(), ignoreCase, values };
}

function kindOf(criterion: string): Acl['kind'] {
  const name = criterion.split('(')[0] ?? '';
  switch (name) {
    case 'hdr':
    case 'req.hdr':
      return 'header';
    case 'path':
      return 'path';
    case 'path_beg':
      return 'pathBegin';
    case 'http_auth':
      return 'auth';
    case 'src':
      return 'source';
    case 'ssl_fc_sni':
      return 'sni';
    case 'ssl_fc':
      return 'ssl';
    default:
      return 'other';
  }
}

export type ParsedCondition =
  { readonly ok: true; readonly when: Condition } | { readonly ok: false; readonly error: string };

/** Words behind `if`: names, `!name`, `{ criterion value }`. */
export function parseCondition(words: readonly string[], acls: readonly Acl[], isUnless: boolean): ParsedCondition {
  const when: { negated: boolean; acls: readonly Acl[] }[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const negated = word.startsWith('!') !== isUnless;
    const name = word.replace(/^!/, '');
    if (name === '{') {
      const end = words.indexOf('}', index);
      const [criterion = '', ...rest] = words.slice(index + 1, end);
      when.push({ negated, acls: [{ name: '', ...testOf(criterion, rest) }] });
      index = end < 0 ? words.length : end;
      continue;
    }
    const named = acls.filter((acl) => acl.name === name);
    if (named.length === 0) return { ok: false, error: `'${words.join(' ')}': no such ACL : '${name}'.` };
    when.push({ negated, acls: named });
  }
  return { ok: true, when };
}
