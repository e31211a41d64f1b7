import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { agentId, executorId, taskId } from '../../mesos/ids.ts';
import { type AppDefinition, deepFreeze } from '../model/app-definition.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { emptyGroup, putApp } from '../model/group.ts';
import { canonicalPath, ROOT_PATH } from '../model/path-id.ts';
import { withVersionInfo } from '../model/app-changes.ts';
import type { Task } from '../scheduling/task.ts';
import { appBytes, decodeApp } from './app-codec.ts';
import { decodeGroup, decodePlan, encodePlan, groupBytes } from './group-codec.ts';
import { decodeEntry, encodeEntry, nextUuid } from './store-entry.ts';
import { decodeTask, encodeTask } from './task-codec.ts';
import { utf8Decode, utf8Encode } from './text-bytes.ts';
import { fieldNumber, readWire, wireBytes, wireWriter, writeVarint } from './wire.ts';

const VERSION_MS = Date.UTC(2016, 11, 13, 6, 36, 14, 897);
const COMPRESSION = { enabled: true, thresholdBytes: 65_536 };

function app(json: unknown): AppDefinition {
  const parsed = appOfFields(readAppFields(json, '', []), ROOT_PATH, null, VERSION_MS);
  return withVersionInfo(null, parsed, VERSION_MS).app;
}

const SEED_APP = {
  id: '/cluster1-2048',
  cpus: 0.01,
  mem: 16,
  disk: 0,
  instances: 1,
  constraints: [
    ['vcluster', 'LIKE', 'cluster1'],
    ['type', 'LIKE', 'swarm'],
  ],
  container: {
    type: 'DOCKER',
    docker: {
      image: 'offlineregistry.dataman-inc.com:5000/library/blackicebird-2048',
      network: 'BRIDGE',
      portMappings: [],
      parameters: [{ key: 'label', value: 'APP_ID=cluster1-2048' }],
    },
  },
  labels: { VCLUSTER: 'cluster1' },
};

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

describe('ServiceDefinition', () => {
  const hex = hexOf(appBytes(app(SEED_APP)));
  const hexText = (text: string): string => hexOf(utf8Encode(text));

  it('has the bytes that the documents show', () => {
    expect(hex.startsWith(`0a 0e ${hexText('/cluster1-2048')} 12 04 12 00 30 00 18 01 22`)).toBe(true);
    expect(hex).toContain(`${hexText('cpus')} 10 00 1a 09 09 7b 14 ae 47 e1 7a 84 3f 32 01 2a`);
    expect(hex).toContain('42 00 5a 18 32 30 31 36');
    expect(hex).toContain('68 e8 07 71 66 66 66 66 66 66 f2 3f 7a 12 09 00 00 00 00 00 00 f0 3f 11');
    expect(hex).toContain('90 01 00 9a 01');
    expect(hex).toContain('a8 01 80 dd db 01');
  });

  it('comes back as it was, for every field', () => {
    const full = app({
      ...SEED_APP,
      cmd: 'run',
      user: 'root',
      env: { A: 'ü', B: '' },
      fetch: [{ uri: 'http://x/y.tgz' }],
      requirePorts: true,
      healthChecks: [
        { protocol: 'TCP', portIndex: 0 },
        { protocol: 'COMMAND', command: { value: 'true' } },
      ],
      dependencies: ['/db'],
      portDefinitions: [{ port: 8080, name: 'web', labels: { VIP: '1' } }],
      acceptedResourceRoles: ['*', 'prod'],
      readinessChecks: [{ portName: 'web' }],
      upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.25 },
      container: {
        docker: { image: 'i', network: 'BRIDGE', portMappings: [{ containerPort: 80, name: 'web' }] },
        volumes: [{ containerPath: '/a', hostPath: '/b', mode: 'RO' }],
      },
    });
    expect(decodeApp(readWire(appBytes(full)) ?? [])).toEqual(full);
  });
});

describe('envelope', () => {
  const uuid = 'd4a31e8e-2feb-42c1-9f57-5a3d60b3b1f2';

  it('starts with the name, the 36 characters of the UUID, the value and the compression mark', () => {
    const bytes = encodeEntry({ name: 'framework:id', uuid, value: new Uint8Array([1, 2]) }, COMPRESSION);
    expect(hexOf(bytes.subarray(0, 2))).toBe('0a 0c');
    expect(hexOf(bytes.subarray(14, 16))).toBe('12 24');
    expect(hexOf(bytes.subarray(52))).toBe('1a 02 01 02 20 00');
    expect(decodeEntry(bytes)).toEqual({ name: 'framework:id', uuid, value: new Uint8Array([1, 2]) });
  });

  it('F11 tells by the UUID how often it was written', () => {
    const once = nextUuid(uuid);
    expect(once).toBe('64346133-3165-3865-2d32-6665622d3432');
    expect(nextUuid(once)).toBe('36343334-3631-3333-2d33-3136352d3338');
  });

  it('F13 compresses values above the threshold only', () => {
    const value = new Uint8Array(70_000).fill(7);
    const bytes = encodeEntry({ name: 'group:root', uuid, value }, COMPRESSION);
    expect(bytes.length).toBeLessThan(1000);
    expect(hexOf(bytes.subarray(-2))).toBe('20 01');
    expect(decodeEntry(bytes)?.value).toEqual(value);
  });
});

describe('other entries', () => {
  it('a task comes back with its whole status', () => {
    const task: Task = deepFreeze({
      id: taskId('a.1'),
      appId: canonicalPath('/a'),
      agentId: agentId('S1'),
      host: 'h',
      ports: [31_000, 31_001],
      versionMs: VERSION_MS,
      stagedAtMs: 5,
      startedAtMs: 6,
      attributes: [
        { name: 'rack', value: { type: 'TEXT', text: 'r1' } },
        { name: 'n', value: { type: 'SCALAR', milli: 1500 } },
      ],
      reservation: null,
      isLaunched: true,
      status: {
        taskId: taskId('a.1'),
        state: 'TASK_RUNNING',
        message: 'm',
        source: 'SOURCE_EXECUTOR',
        reason: null,
        data: '[{}]',
        slaveId: agentId('S1'),
        executorId: executorId('a.1'),
        timestampSecs: 1.5,
        uuid: '64346133-3165-3865-2d32-6665622d3432',
        healthy: true,
        labels: [{ key: 'k', value: 'v' }],
        containerStatus: {
          executorPid: null,
          networkInfos: [{ ipAddresses: [{ ipAddress: '172.17.0.2' }], name: null, groups: [], labels: [] }],
        },
      },
    });
    expect(decodeTask(encodeTask(task))).toEqual(task);
  });

  it('a tree and a plan come back', () => {
    const original = emptyGroup(ROOT_PATH, 1000);
    const target = putApp(original, app({ ...SEED_APP, id: '/prod/web' }), 2000);
    expect(decodeGroup(readWire(groupBytes(target)) ?? [])).toMatchObject({
      id: '/',
      groups: [{ id: '/prod', apps: [{ id: '/prod/web', cpus: 0.01 }] }],
    });
    expect(decodePlan(encodePlan({ id: 'p', versionMs: 2000, original, target }))).toMatchObject({
      id: 'p',
      versionMs: 2000,
      original: { versionMs: 1000 },
    });
  });

  it('any text survives UTF-8, any whole number a varint, and any bytes are read or refused without an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => utf8Decode(utf8Encode(text)) === text));
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const writer = wireWriter();
        writeVarint(writer, 1, value);
        return fieldNumber(readWire(wireBytes(writer)) ?? [], 1) === value;
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        decodeEntry(bytes.length > 0 && bytes[0] === 0x0a ? bytes.subarray(0, 1) : bytes);
        decodeTask(bytes);
        return true;
      }),
    );
  });
});
