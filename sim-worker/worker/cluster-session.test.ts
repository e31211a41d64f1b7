import { describe, expect, it } from 'vitest';
import type { ApiResult, HttpOutcome, ZnodeEdit } from '../api/contract.ts';
import { decodeFrame } from '../api/frame-codec.ts';
import type { Frame, ProcessTile } from '../cluster/views/views.ts';
import { createLoop } from './loop.ts';
import { scenarioSource } from './scenario-source.ts';
import { serveSession } from './serve.ts';
import { createSession } from './session.ts';
import { manualClock } from './testing/toy-scenario.ts';

const SECOND_US = 1_000_000;

/** The smallest real cluster, booted, playing at full speed under a page that keeps up. */
function openCluster() {
  const clock = manualClock();
  const tiles = new Map<string, ProcessTile>();
  const frames: Frame[] = [];
  const session = createSession(scenarioSource);
  const loop = createLoop(session, clock, (buffer) => {
    const frame = decodeFrame(buffer);
    frames.push(frame);
    if (frame.reset) tiles.clear();
    for (const tile of frame.tiles) tiles.set(tile.id, tile);
    for (const id of frame.removed) tiles.delete(id);
    loop.hungry = true;
  });
  const api = serveSession(loop, () => {});
  api.connectFrames({ start: () => {}, close: () => {} });
  expect(api.open({ scenario: 'minimal', seed: 1, journal: [], atUs: 30 * SECOND_US }).ok).toBe(true);
  for (let turn = 0; session.job !== null && turn < 10_000; turn += 1) clock.turn();
  api.setSpeed(10, false);
  api.play();
  const wait = async <T>(asked: Promise<T>): Promise<T> => {
    let settled = false;
    void asked.then(() => (settled = true));
    for (let turn = 0; !settled && turn < 5000; turn += 1) {
      clock.turn();
      await Promise.resolve();
    }
    return asked;
  };
  const turns = (count: number) => {
    for (let turn = 0; turn < count; turn += 1) clock.turn();
  };
  return { api, session, tiles, frames, wait, turns };
}

describe('a page on the smallest cluster', () => {
  const page = openCluster();
  const { api, tiles, wait } = page;
  const edit = (operation: ZnodeEdit): Promise<ApiResult<null>> => wait(api.command({ kind: 'znode', operation }));
  const http = (method: string, path: string, body: string | null): Promise<HttpOutcome> =>
    wait(
      api.http({
        method,
        url: `http://192.168.1.231:8080${path}`,
        headers: { 'Content-Type': 'application/json' },
        body,
      }),
    );

  it('sees every program with its role', () => {
    page.turns(30);
    expect(tiles.get('zookeeper@192.168.1.231')).toMatchObject({
      role: 'standalone',
      leading: true,
      status: 'running',
    });
    expect(tiles.get('mesos-master@192.168.1.231')).toMatchObject({ role: 'leading', leading: true });
    expect(tiles.get('marathon@192.168.1.231')).toMatchObject({ role: 'leader', leading: true });
    expect(tiles.get('mesos-agent@192.168.1.234')).toMatchObject({
      role: 'registered',
      resources: { cpusTotalMilli: 4000, memTotalMib: 8192, cpusUsedMilli: 0 },
    });
  });

  it('sees the sessions of the ensemble with their processes', () => {
    page.turns(60);
    const sessions = page.frames.findLast((frame) => frame.sessions !== null)?.sessions ?? [];
    expect(sessions.map((session) => session.process)).toContain('mesos-agent@192.168.1.234');
    expect(
      sessions.every((session) => session.remainingMs > 0 && session.remainingMs <= session.timeoutMs + 2000),
    ).toBe(true);
  });

  it('edits znodes by a session of its own and gets the server’s answer', async () => {
    const data = new TextEncoder().encode('{"a":1}');
    expect(await edit({ op: 'create', path: '/notes', data, ephemeral: false, sequential: false })).toMatchObject({
      ok: true,
    });
    expect(await edit({ op: 'create', path: '/notes', data, ephemeral: false, sequential: false })).toMatchObject({
      ok: false,
      error: { code: 'NODEEXISTS' },
    });
    expect(api.znode('/notes')).toMatchObject({ ok: true, value: { decoded: { format: 'json' }, ownerProcess: null } });
    expect(api.znodes('/', 0, 10)).toMatchObject({ ok: true, value: { total: 4 } });
    expect(await edit({ op: 'deleteRecursively', path: '/notes' })).toEqual({ ok: true, value: null });
    expect(api.znode('/notes')).toMatchObject({ ok: false, error: { code: 'NONODE' } });
  });

  it('exports a subtree, checks a file before anything changes, and imports it elsewhere as a whole', async () => {
    const text = (value: string) => new TextEncoder().encode(value);
    const plain = { ephemeral: false, sequential: false };
    await edit({ op: 'create', path: '/from', data: text('top'), ...plain, acl: ['world:anyone:cdrwa'] });
    await edit({ op: 'create', path: '/from/a', data: null, ...plain });
    await edit({ op: 'create', path: '/from/b', data: text('b'), ephemeral: true, sequential: false });
    const exported = api.exportSubtree('/from');
    if (!exported.ok) throw new Error(exported.error.message);
    expect(api.planImport('/new/place', exported.value, false)).toMatchObject({
      ok: true,
      value: { creates: 3, sets: 0, unchanged: 0, ephemeralsLeftOut: 1 },
    });
    const broken = exported.value.replace('"/a"', '"/x/y"');
    expect(await edit({ op: 'import', path: '/new/place', text: broken, overwrite: false })).toMatchObject({
      ok: false,
      error: { code: 'BAD_FILE', message: 'znodes[1].path: the parent of /x/y is missing' },
    });
    expect(api.znode('/new')).toMatchObject({ ok: false });
    expect(await edit({ op: 'import', path: '/new/place', text: exported.value, overwrite: false })).toEqual({
      ok: true,
      value: null,
    });
    expect(api.znode('/new/place')).toMatchObject({ ok: true, value: { data: text('top') } });
    expect(api.znode('/new/place/a')).toMatchObject({ ok: true, value: { data: null, stat: { dataVersion: 0 } } });
    await edit({ op: 'set', path: '/new/place', data: text('other'), version: -1 });
    expect(api.planImport('/new/place', exported.value, false)).toMatchObject({
      ok: false,
      error: { code: 'NODEEXISTS' },
    });
    await edit({ op: 'import', path: '/new/place', text: exported.value, overwrite: true });
    const history = api.znodeHistory({ path: '/new/place', subtree: false, offset: 0, limit: 10 });
    if (!history.ok) throw new Error(history.error.message);
    expect(history.value.rows.map((row) => [row.change, row.dataAfter, row.versionAfter, row.inMulti])).toEqual([
      ['dataChanged', text('top'), 2, true],
      ['dataChanged', text('other'), 1, false],
      ['created', text('top'), 0, true],
    ]);
    expect(history.value.rows[0]?.process).toContain('zkcli');
    expect(api.searchZnodes('PLACE', 10)).toMatchObject({ ok: true, value: { paths: ['/new/place', '/new/place/a'] } });
    await edit({ op: 'setAcl', path: '/new/place/a', acl: ['world:anyone:r'], version: 0 });
    expect(api.znode('/new/place/a')).toMatchObject({ ok: true, value: { acl: ['world:anyone:r'] } });
    expect(await edit({ op: 'setAcl', path: '/new', acl: ['anyone'], version: 0 })).toMatchObject({
      error: { code: 'BAD_ACL' },
    });
    await edit({ op: 'deleteRecursively', path: '/from' });
    await edit({ op: 'deleteRecursively', path: '/new' });
  });

  it('submits an application and sees its task on an agent’s tile', async () => {
    const app = JSON.stringify({ id: '/web', cmd: 'sleep 1000', cpus: 0.5, mem: 64 });
    expect(await http('POST', '/v2/apps', app)).toMatchObject({ kind: 'response', status: 201 });
    page.turns(200);
    const tasks = [...tiles.values()].flatMap((tile) => tile.tasks);
    expect(tasks).toMatchObject([{ name: 'web', state: 'TASK_RUNNING' }]);
    expect(await http('GET', '/v2/apps//web', null)).toMatchObject({ kind: 'response', status: 200 });
    const content = api.znode('/marathon/state/app:web');
    expect(content.ok && content.value.decoded?.format).toBe('protobuf:ZKStoreEntry');
  });

  it('inspects a process: facts, timers, connections, log lines, state and what may be done', () => {
    const view = api.inspect({ kind: 'process', id: 'mesos-master@192.168.1.231' });
    expect(view).toMatchObject({ kind: 'process', url: 'http://192.168.1.231:5050/', store: '/var/lib/mesos/master' });
    if (view?.kind !== 'process') throw new Error('no process');
    expect(view.facts.length).toBeGreaterThan(5);
    expect(view.timers.length).toBeGreaterThan(0);
    expect(view.connections.map((connection) => connection.protocol)).toContain('zookeeper');
    expect(view.actions).toEqual(['pause', 'stop', 'kill', 'restart']);
    expect(view.log.some((line) => /^I1204 .*master/.test(line.text))).toBe(true);
    expect(() => structuredClone(view)).not.toThrow();
  });

  it('tells who led when, and what happened', () => {
    const lanes = api.timeline().lanes;
    expect(lanes.map((lane) => lane.spans.at(-1)?.process)).toEqual([
      'zookeeper@192.168.1.231',
      'mesos-master@192.168.1.231',
      'marathon@192.168.1.231',
    ]);
    const keys = new Set(page.frames.flatMap((frame) => frame.happenings.map((happening) => happening.key)));
    expect([...keys]).toEqual(expect.arrayContaining(['request.http', 'task', 'deployment.success']));
  });
});
