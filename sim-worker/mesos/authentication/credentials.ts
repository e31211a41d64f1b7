/**
 * Files of credentials, as JSON or as lines of a principal and a secret.
 * Source: Mesos 1.0.1, src/credentials/credentials.hpp, include/mesos/mesos.proto (Credential, Credentials).
 * Left out: the warning about a file that others may read (files have no modes here).
 */
import type { ReadonlyDisk } from '../../kernel/context.ts';
import { messageFromText } from '../flags/json-flag.ts';
import type { Parsed } from '../resources/parse.ts';

export type Credential = { readonly principal: string; readonly secret: string | null };

/** Of the master's --credentials, the agent's --http_credentials. Null: an empty file. */
export function readCredentials(disk: ReadonlyDisk, path: string): Parsed<readonly Credential[] | null> {
  const text = contentOf(disk, path, 'credentials');
  if (!text.ok) return text;
  if (text.value === '') return { ok: true, value: null };
  const json = messageFromText('Credentials', text.value);
  if (json.ok)
    return { ok: true, value: ((json.value['credentials'] ?? []) as readonly JsonCredential[]).map(credentialOf) };
  const credentials: Credential[] = [];
  for (const line of words(text.value, '\n')) {
    const [principal, secret, ...more] = words(line, ' ');
    if (principal === undefined || secret === undefined || more.length > 0)
      return { ok: false, error: `Invalid credential format at line ${String(credentials.length + 1)}` };
    credentials.push(Object.freeze({ principal, secret }));
  }
  return { ok: true, value: credentials };
}

/** Of the agent's --credential. Null: an empty file. */
export function readCredential(disk: ReadonlyDisk, path: string): Parsed<Credential | null> {
  const text = contentOf(disk, path, 'credential');
  if (!text.ok) return text;
  if (text.value === '') return { ok: true, value: null };
  const json = messageFromText('Credential', text.value);
  if (json.ok) return { ok: true, value: credentialOf(json.value as JsonCredential) };
  const [line, ...others] = words(text.value, '\n');
  if (line === undefined || others.length > 0) return { ok: false, error: 'Expecting only one credential' };
  const [principal, secret, ...more] = words(line, ' ');
  if (principal === undefined || secret === undefined || more.length > 0)
    return { ok: false, error: 'Invalid credential format' };
  return { ok: true, value: Object.freeze({ principal, secret }) };
}

type JsonCredential = { readonly principal: string; readonly secret?: string };

function credentialOf(json: JsonCredential): Credential {
  return Object.freeze({ principal: json.principal, secret: json.secret ?? null });
}

function contentOf(disk: ReadonlyDisk, path: string, what: string): Parsed<string> {
  const file = disk.read(path.replace(/^file:\/\//, ''));
  if (file?.kind === 'text') return { ok: true, value: file.text };
  return {
    ok: false,
    error: `Failed to read ${what} file '${path.replace(/^file:\/\//, '')}': No such file or directory`,
  };
}

function words(text: string, separator: string): readonly string[] {
  return text.split(separator).filter((word) => word !== '');
}
