/** Vocabulary of step tables for `sim zk --ops`, and their run: a line, and what its answer must hold. */
import { expect } from 'vitest';
import { createZkOps } from '../zk-ops.ts';

/** A line is client `a`'s unless it names another. A text is the name of an error; an object, fields of the answer. */
export type ZkStep = readonly [
  line: Readonly<Record<string, unknown>>,
  expected?: string | Readonly<Record<string, unknown>>,
];

export type ZkGroup = readonly [name: string, ...steps: readonly ZkStep[]];

const DONE = { ok: true };

export const create = (path: string, more: object = {}) => ({ op: 'create', path, data: 'd', ...more });
export const get = (path: string, more: object = {}) => ({ op: 'get', path, ...more });
export const exists = (path: string, more: object = {}) => ({ op: 'exists', path, ...more });
export const children = (path: string, more: object = {}) => ({ op: 'children', path, ...more });
export const set = (path: string, data: string | null, version = -1) => ({ op: 'set', path, data, version });
export const remove = (path: string, version = -1) => ({ op: 'delete', path, version });
export const check = (path: string, version: number) => ({ op: 'check', path, version });
export const multi = (...ops: readonly object[]) => ({ op: 'multi', ops });
export const setAcl = (path: string, acl: string, version = -1) => ({ op: 'setAcl', path, acl, version });
export const login = (auth: string, scheme = 'digest') => ({ op: 'addAuth', scheme, auth });
export const close = (client = 'a') => ({ client, op: 'close' });
export const connect = (client = 'a') => ({ client, op: 'connect' });
export const as = (client: string, line: object) => ({ client, ...line });
export const WATCH = { watch: true };
export const SEQUENTIAL = { mode: 'PERSISTENT_SEQUENTIAL' };
export const EPHEMERAL = { mode: 'EPHEMERAL' };

export const made = (path: string) => ({ ok: true, path });
export const stat = (fields: object): unknown => expect.objectContaining(fields);
export const failed = (code: number): unknown => ({ error: expect.objectContaining({ code }) });
export const event = (type: string, path: string, client = 'b'): unknown => ({ client, type, path });
export const fires = (...watchEvents: readonly unknown[]) => ({ ok: true, watchEvents });

/** Runs against a fresh ensemble, to which clients `a` and `b` have connected. */
export function runZkSteps(steps: readonly ZkStep[]): void {
  const ops = createZkOps();
  const send = (line: object): Record<string, unknown> =>
    JSON.parse(ops.apply(JSON.stringify({ id: 0, client: 'a', ...line })) ?? 'null') as Record<string, unknown>;
  for (const client of ['a', 'b']) expect(send(connect(client))).toMatchObject(DONE);
  for (const [line, expected = DONE] of steps) {
    const wanted = typeof expected === 'string' ? { ok: false, error: { name: expected } } : expected;
    expect(send(line), JSON.stringify(line).slice(0, 200)).toMatchObject(wanted);
  }
}
