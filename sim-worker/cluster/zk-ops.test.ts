import { describe, expect, it } from 'vitest';
import { createZkOps } from './zk-ops.ts';

type Line = Readonly<Record<string, unknown>>;

/** Applies lines in order and gives the parsed answers back. */
function replay(lines: readonly Line[]): Record<string, unknown>[] {
  const ops = createZkOps();
  return lines.map((line) => JSON.parse(ops.apply(JSON.stringify(line)) ?? 'null') as Record<string, unknown>);
}

const CONNECT = { id: 0, client: 'a', op: 'connect', timeoutMs: 10_000 };
const FRESH_STAT = { version: 0, cversion: 0, aversion: 0, dataLength: 1, numChildren: 0, ephemeral: false };

describe('sim zk --ops', () => {
  it('counts zxids from the first create, failed writes included', () => {
    const answers = replay([
      CONNECT,
      { id: 1, client: 'a', op: 'create', path: '/a', data: 'x' },
      { id: 2, client: 'a', op: 'create', path: '/a' },
      { id: 3, client: 'a', op: 'set', path: '/a', data: 'y', version: 0 },
      { id: 4, client: 'a', op: 'get', path: '/a' },
    ]);
    expect(answers[1]).toEqual({ id: 1, ok: true, path: '/a', watchEvents: [] });
    expect(answers[2]).toEqual({ id: 2, ok: false, error: { code: -110, name: 'NODEEXISTS' }, watchEvents: [] });
    const stat = { ...FRESH_STAT, version: 1, czxid: 0, mzxid: 2, pzxid: 0 };
    expect(answers[4]).toEqual({ id: 4, ok: true, data: 'y', stat, watchEvents: [] });
  });

  it('reports the watches that each line fires at any client', () => {
    const answers = replay([
      CONNECT,
      { ...CONNECT, client: 'b' },
      { id: 1, client: 'b', op: 'exists', path: '/n', watch: true },
      { id: 2, client: 'b', op: 'children', path: '/', watch: true },
      { id: 3, client: 'a', op: 'create', path: '/n', mode: 'EPHEMERAL' },
      { id: 4, client: 'b', op: 'get', path: '/n', watch: true },
      { id: 5, client: 'a', op: 'close' },
    ]);
    expect(answers[2]).toMatchObject({ ok: false, error: { code: -101, name: 'NONODE' } });
    expect(answers[4]?.['watchEvents']).toEqual([
      { client: 'b', type: 'NodeCreated', path: '/n' },
      { client: 'b', type: 'NodeChildrenChanged', path: '/' },
    ]);
    expect(answers[6]?.['watchEvents']).toEqual([{ client: 'b', type: 'NodeDeleted', path: '/n' }]);
  });

  it('answers a multi with one result for each operation, a failed one with the code of each', () => {
    const [, done, failed] = replay([
      CONNECT,
      {
        id: 1,
        client: 'a',
        op: 'multi',
        ops: [create('/m'), { op: 'set', path: '/m', data: 'e', version: 0 }, check(1)],
      },
      { id: 2, client: 'a', op: 'multi', ops: [create('/n'), { op: 'delete', path: '/nope' }, check(1)] },
    ]);
    const stat = { ...FRESH_STAT, version: 1, czxid: 0, mzxid: 0, pzxid: 0 };
    expect(done).toEqual({
      id: 1,
      ok: true,
      results: [{ ok: true, path: '/m' }, { ok: true, stat }, { ok: true }],
      watchEvents: [],
    });
    expect(failed).toMatchObject({ ok: false, error: { code: -101, name: 'NONODE' } });
    const codes = (failed?.['results'] as { error: { code: number } }[]).map((result) => result.error.code);
    expect(codes).toEqual([0, -101, -2]);
  });

  it('loses the connection over an oversized request, and keeps session and watches', () => {
    const answers = replay([
      CONNECT,
      { id: 1, client: 'a', op: 'create', path: '/e', mode: 'EPHEMERAL' },
      { id: 2, client: 'a', op: 'exists', path: '/w', watch: true },
      { id: 3, client: 'a', op: 'create', path: '/big', data: 'x'.repeat(1_048_576) },
      { id: 4, client: 'a', op: 'create', path: '/w' },
      { id: 5, client: 'a', op: 'exists', path: '/e' },
    ]);
    expect(answers[3]).toMatchObject({ ok: false, error: { code: -4, name: 'CONNECTIONLOSS' } });
    expect(answers[4]?.['watchEvents']).toEqual([{ client: 'a', type: 'NodeCreated', path: '/w' }]);
    expect(answers[5]).toMatchObject({ ok: true, stat: { ephemeral: true } });
  });

  it('judges paths and lists of permissions at the server', () => {
    const answers = replay([
      CONNECT,
      { id: 1, client: 'a', op: 'create', path: 'abc' },
      { id: 2, client: 'a', op: 'create', path: '/x//y' },
      { id: 3, client: 'a', op: 'create', path: '/x', acl: '' },
      { id: 4, client: 'a', op: 'addAuth', scheme: 'digest', auth: 'u:p' },
      { id: 5, client: 'a', op: 'create', path: '/x', acl: 'auth::cdrwa' },
      { id: 6, client: 'a', op: 'getAcl', path: '/x' },
      { id: 7, client: 'a', op: 'setAcl', path: '/x', acl: 'world:anyone:r', version: 1 },
    ]);
    expect(answers.slice(1, 4).map((answer) => (answer['error'] as { name: string }).name)).toEqual([
      'BADARGUMENTS',
      'NONODE',
      'INVALIDACL',
    ]);
    expect(answers[6]?.['acl']).toBe('digest:u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=:cdrwa');
    expect(answers[7]).toMatchObject({ error: { code: -103, name: 'BADVERSION' } });
  });

  it('lets a name connect again after close, and refuses operations meanwhile', () => {
    const answers = replay([
      CONNECT,
      CONNECT,
      { id: 1, client: 'a', op: 'close' },
      { id: 2, client: 'a', op: 'sync', path: '/' },
      CONNECT,
      { id: 3, client: 'a', op: 'sync', path: '/' },
    ]);
    expect(answers.map((answer) => answer['ok'])).toEqual([true, false, true, false, true, true]);
    expect(answers[3]).toMatchObject({ error: { code: -112, name: 'SESSIONEXPIRED' } });
  });

  it.each([
    ['{', 'the line is not JSON'],
    ['[1]', 'the line is not a JSON object'],
    ['{"id":1,"op":"get","path":"/"}', 'client: a name is needed'],
    ['{"client":"b","op":"get","path":"/"}', 'client: b has not connected'],
    ['{"client":"a","op":"jump"}', 'op: unknown operation "jump"'],
    ['{"client":"a","op":"create","path":5}', 'path: text is needed'],
    ['{"client":"a","op":"create","path":"/x","mode":"LASTING"}', 'mode: one of PERSISTENT, EPHEMERAL,'],
    ['{"client":"a","op":"delete","path":"/x","version":1.5}', 'version: a 32-bit integer is needed'],
    ['{"client":"a","op":"create","path":"/x","acl":"open"}', 'acl: open does not have the form scheme:id:perms'],
    ['{"client":"a","op":"multi","ops":[{"op":"get","path":"/x"}]}', 'ops[0]: op: unknown operation "get"'],
  ])('refuses %s and changes nothing', (line, problem) => {
    const ops = createZkOps();
    ops.apply(JSON.stringify(CONNECT));
    const answer = JSON.parse(ops.apply(line) ?? 'null') as { ok: boolean; error: { name: string; message: string } };
    expect(answer.ok).toBe(false);
    expect(answer.error.name).toBe('MARSHALLINGERROR');
    expect(answer.error.message).toContain(problem);
    const after = ops.apply('{"id":9,"client":"a","op":"children","path":"/"}');
    expect(JSON.parse(after ?? '')).toMatchObject({ ok: true, children: ['zookeeper'] });
  });

  it('passes over blank lines', () => {
    expect(createZkOps().apply('  ')).toBeNull();
  });
});

function create(path: string): Line {
  return { op: 'create', path, data: 'd' };
}

function check(version: number): Line {
  return { op: 'check', path: '/m', version };
}
