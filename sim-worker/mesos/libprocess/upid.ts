/**
 * Names of libprocess actors: `slave(1)@192.168.1.234:5051`.
 * Source: Mesos 1.0.1, 3rdparty/libprocess/src/pid.cpp.
 */
import { assert } from '../../kernel/assert.ts';

export type Upid = string;

export type UpidParts = { readonly name: string; readonly host: string; readonly port: number };

export function upid(name: string, host: string, port: number): Upid {
  return `${name}@${host}:${port}`;
}

export function parseUpid(text: Upid): UpidParts {
  const at = text.indexOf('@');
  const colon = text.lastIndexOf(':');
  assert(at > 0 && colon > at, `a pid has the form name@ip:port, not ${text}`);
  return { name: text.slice(0, at), host: text.slice(at + 1, colon), port: Number(text.slice(colon + 1)) };
}

/** `192.168.1.234:5051`. */
export function upidAddress(text: Upid): string {
  return text.slice(text.indexOf('@') + 1);
}
