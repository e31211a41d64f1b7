/** Environment of tasks, restated from Marathon 1.1.1, src/test/scala/mesosphere/mesos/TaskBuilderTest.scala. */
import { describe, expect, it } from 'vitest';
import type { AppDefinition } from '../model/app-definition.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { ROOT_PATH } from '../model/path-id.ts';
import { taskEnvironment } from './environment.ts';

type Json = Readonly<Record<string, unknown>>;
type Variables = Readonly<Record<string, string>>;

function app(json: Json): AppDefinition {
  return appOfFields(readAppFields({ id: '/app', cmd: 'x', ...json }, '', []), ROOT_PATH, null, 1_422_966_600_000);
}

function variables(json: Json, hostPorts: readonly number[] = [1000, 1001], prefix: string | null = null): Variables {
  return Object.fromEntries(
    taskEnvironment({ app: app(json), taskId: 'taskId', host: 'host.mega.corp', hostPorts, prefix }),
  );
}

const CONTEXT = {
  MESOS_TASK_ID: 'taskId',
  MARATHON_APP_ID: '/app',
  MARATHON_APP_VERSION: '2015-02-03T12:30:00.000Z',
  MARATHON_APP_RESOURCE_CPUS: '1.0',
  MARATHON_APP_RESOURCE_MEM: '128.0',
  MARATHON_APP_RESOURCE_DISK: '0.0',
  MARATHON_APP_LABELS: '',
};
const portMappings = [8080, 8081].map((containerPort) => ({ containerPort, hostPort: 0, servicePort: 9000 }));
const BRIDGED = { container: { docker: { image: 'i', network: 'BRIDGE', portMappings } } };

describe('environment of a task', () => {
  it('says what the app is', () => {
    expect(variables({ ports: [] }, [])).toEqual({ ...CONTEXT, HOST: 'host.mega.corp' });
    const labels = { LABEL1: 'VALUE1', LABEL2: 'VALUE2' };
    const container = { docker: { image: 'myregistry/myimage:version' } };
    expect(variables({ container, cpus: 10, mem: 256, disk: 128, labels }, [])).toEqual({
      ...CONTEXT,
      HOST: 'host.mega.corp',
      MARATHON_APP_DOCKER_IMAGE: 'myregistry/myimage:version',
      MARATHON_APP_RESOURCE_CPUS: '10.0',
      MARATHON_APP_RESOURCE_MEM: '256.0',
      MARATHON_APP_RESOURCE_DISK: '128.0',
      MARATHON_APP_LABELS: 'LABEL1 LABEL2',
      MARATHON_APP_LABEL_LABEL1: 'VALUE1',
      MARATHON_APP_LABEL_LABEL2: 'VALUE2',
    });
  });

  it.each<[string, Json, Variables, readonly string[]]>([
    ['ports of 0', { ports: [0, 0] }, { PORT: '1000', PORT0: '1000', PORT1: '1001', PORTS: '1000,1001' }, ['PORT_0']],
    ['declared ports', { ports: [80, 8080] }, { PORT: '1000', PORT_80: '1000', PORT_8080: '1001' }, []],
    ['mappings', BRIDGED, { PORT_8080: '1000', PORT_8081: '1001' }, ['PORT_9000']],
    ['mappings beside ports', { ...BRIDGED, ports: [22, 23] }, { PORT_8080: '1000' }, ['PORT_22', 'PORT_23']],
    [
      'the app has the last word',
      { ports: [8080, 8081], env: { PORT: '1', PORT_8081: 'p' } },
      { PORT: '1', PORT_8080: '1000', PORT_8081: 'p' },
      [],
    ],
  ])('%s', (_name, json, expected, absent) => {
    const found = variables(json);
    expect(found).toMatchObject(expected);
    for (const name of absent) expect(found).not.toHaveProperty(name);
  });

  it('a prefix stands before what concerns the place, and before nothing else', () => {
    const found = variables({ ports: [8080, 8081] }, [1000, 1001], 'P_');
    expect(found).toEqual({
      ...CONTEXT,
      P_PORT: '1000',
      P_PORTS: '1000,1001',
      P_PORT0: '1000',
      P_PORT1: '1001',
      P_PORT_8080: '1000',
      P_PORT_8081: '1001',
      P_HOST: 'host.mega.corp',
    });
  });

  it('labels are spelled as variables; too long ones are left out', () => {
    const labels = {
      label: 'VALUE1',
      'label-with-invalid-chars': 'VALUE2',
      'other--label\\--\\a': 'VALUE3',
      ['longlabel'.repeat(100)]: 'value for long label',
      'label-long': 'longvalue'.repeat(100),
    };
    const found = Object.entries(variables({ labels, ports: [] }, [])).filter(([name]) =>
      name.startsWith('MARATHON_APP_LABEL'),
    );
    expect(Object.fromEntries(found)).toEqual({
      MARATHON_APP_LABELS: 'LABEL LABEL_WITH_INVALID_CHARS OTHER_LABEL_A',
      MARATHON_APP_LABEL_LABEL: 'VALUE1',
      MARATHON_APP_LABEL_LABEL_WITH_INVALID_CHARS: 'VALUE2',
      MARATHON_APP_LABEL_OTHER_LABEL_A: 'VALUE3',
    });
  });
});
