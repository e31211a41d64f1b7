import { describe, expect, it } from 'vitest';
import {
  defaultHealthCheck,
  emptyKeyValue,
  emptyPort,
  formFromApp,
  needsJsonForPorts,
  newAppDefaults,
  type AppForm,
} from './app-form.ts';
import { appFromForm, changedFields } from './app-from-form.ts';
import { formErrors } from './app-rules.ts';
import type { AppConfigJson } from './marathon-json.ts';
import { fieldOf, lockedMessage, serverErrors, shownName } from './server-errors.ts';

const newForm = (rest: Partial<AppForm> = {}): AppForm => ({
  ...formFromApp(newAppDefaults),
  id: 'web',
  cmd: 'sleep 100',
  ...rest,
});
const sent = (rest: Partial<AppForm> = {}): AppConfigJson => appFromForm(newForm(rest), newAppDefaults);

const seed: AppConfigJson = {
  id: '/cluster1-2048',
  cmd: null,
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
    volumes: [],
    docker: {
      image: 'offlineregistry.dataman-inc.com:5000/library/blackicebird-2048',
      network: 'BRIDGE',
      portMappings: [{ containerPort: 80, hostPort: 0, servicePort: 10000, protocol: 'tcp' }],
      privileged: false,
      forcePullImage: false,
      parameters: [{ key: 'label', value: 'APP_ID=cluster1-2048' }],
    },
  },
  labels: { VCLUSTER: 'cluster1' },
  healthChecks: [
    {
      protocol: 'HTTP',
      path: '/',
      portIndex: 0,
      gracePeriodSeconds: 300,
      intervalSeconds: 10,
      timeoutSeconds: 5,
      maxConsecutiveFailures: 3,
      ignoreHttp1xx: false,
    },
  ],
};

describe('what the form sends', () => {
  it('sends the shown defaults and nothing of untouched sections', () => {
    expect(sent()).toEqual({ id: 'web', cmd: 'sleep 100', cpus: 1, mem: 128, disk: 0, instances: 1 });
  });

  it('gives back an application that nobody changed, with the parts it does not show; UI25: a PUT has what differs', () => {
    expect(appFromForm(formFromApp(seed), seed)).toEqual(seed);
    expect(changedFields(seed, appFromForm({ ...formFromApp(seed), instances: '3' }, seed))).toEqual({ instances: 3 });
  });

  it('UI22: drops the health check that opening the section put there', () => {
    expect(sent({ healthChecks: [{ ...defaultHealthCheck }] }).healthChecks).toEqual([]);
    expect(sent({ healthChecks: [{ ...defaultHealthCheck, path: '/ping' }] }).healthChecks).toHaveLength(1);
  });

  it('makes a Docker container with mapped ports on the bridge, defined ports on the host', () => {
    const ports = [{ ...emptyPort, port: '80', name: 'http' }];
    const bridge = sent({ dockerImage: 'nginx', dockerNetwork: 'BRIDGE', ports, cmd: '' });
    expect(bridge.cmd).toBeNull();
    expect(bridge.container?.docker?.portMappings).toEqual([{ containerPort: 80, protocol: 'tcp', name: 'http' }]);
    expect(bridge.portDefinitions).toBeUndefined();
    const host = sent({ dockerImage: 'nginx', dockerNetwork: 'HOST', ports });
    expect(host.container?.docker?.portMappings).toBeUndefined();
    expect(host.portDefinitions).toEqual([{ port: 0, protocol: 'tcp', name: 'http' }]);
  });

  it('makes a Mesos container for a persistent volume, with residency', () => {
    const app = sent({ localVolumes: [{ size: '100', containerPath: 'data' }] });
    expect(app.container).toEqual({
      type: 'MESOS',
      volumes: [{ containerPath: 'data', persistent: { size: 100 }, mode: 'RW' }],
    });
    expect(app.residency).toEqual({ relaunchEscalationTimeoutSeconds: 10, taskLostBehavior: 'WAIT_FOREVER' });
  });

  it('splits lists at commas and constraints at colons', () => {
    const app = sent({
      constraints: 'hostname:UNIQUE, rack:LIKE:r[1-3]',
      uris: 'http://a/b , c',
      acceptedResourceRoles: '',
    });
    expect(app.constraints).toEqual([
      ['hostname', 'UNIQUE'],
      ['rack', 'LIKE', 'r[1-3]'],
    ]);
    expect(app.uris).toEqual(['http://a/b', 'c']);
    expect(app.acceptedResourceRoles).toBeUndefined();
    expect(
      appFromForm({ ...newForm(), acceptedResourceRoles: '' }, { acceptedResourceRoles: ['ops'] })
        .acceptedResourceRoles,
    ).toEqual(['*']);
  });

  it('sends no server fields back', () => {
    const app = { ...seed, version: 'v', versionInfo: {}, tasks: [], deployments: [] } as AppConfigJson;
    expect(Object.keys(appFromForm(formFromApp(app), app))).toEqual(
      expect.not.arrayContaining(['version', 'tasks', 'deployments']),
    );
  });

  it('leaves ports with foreign labels to JSON mode', () => {
    const labelled = (label: string) => formFromApp({ portDefinitions: [{ port: 0, labels: { [label]: 'x' } }] });
    expect(needsJsonForPorts(labelled('VIP_0'), true)).toBe(false);
    expect(needsJsonForPorts(labelled('VIP_0'), false)).toBe(true);
    expect(needsJsonForPorts(labelled('OTHER'), true)).toBe(true);
  });

  it('puts the VIP of a port into its label, and takes it out again', () => {
    const port = { ...emptyPort, vip: '1.2.3.4:80' };
    const app = appFromForm(newForm({ ports: [port] }), {});
    expect(app.portDefinitions).toEqual([{ port: 0, protocol: 'tcp', labels: { VIP_0: '1.2.3.4:80' } }]);
    const form = formFromApp(app);
    expect(form.ports[0]?.vip).toBe('1.2.3.4:80');
    const [row = emptyPort] = form.ports;
    expect(appFromForm({ ...form, ports: [{ ...row, vip: '' }] }, app).portDefinitions).toEqual([
      { port: 0, protocol: 'tcp', labels: {} },
    ]);
  });
});

describe('what the form checks', () => {
  const error = (path: string, rest: Partial<AppForm>) => formErrors(newForm(rest)).get(path);
  it.each([
    ['id', { id: '' }, 'ID must not be empty'],
    ['id', { id: 'a b' }, 'Path must not contain whitespace'],
    ['id', { id: 'a//b' }, 'Path must not contain multiple forward slashes'],
    ['id', { id: 'Web' }, 'Path contains invalid characters (allowed: lowercase letters, digits, hyphens, ".", "..")'],
    ['id', { id: 'web-' }, 'Path is not well-formed'],
    ['id', { id: '/prod/web.v1' }, undefined],
    ['cpus', { cpus: '0.001' }, 'CPUs must be a number greater than or equal to 0.01'],
    ['mem', { mem: '31.9' }, 'Memory must be a number greater than or equal to 32'],
    ['disk', { disk: '-1' }, 'Disk Space must be a non-negative number'],
    ['instances', { instances: '1.5' }, 'Instances must be a non-negative number'],
    ['dockerImage', { dockerImage: 'my image' }, 'Image cannot contain whitespaces'],
    ['env.0.key', { env: [{ ...emptyKeyValue, value: 'x' }] }, 'Key cannot be blank'],
    ['labels.0.key', { labels: [emptyKeyValue] }, undefined],
    ['ports.0.port', { ports: [{ ...emptyPort, port: '70000' }] }, 'Port must be a valid port'],
    ['healthChecks.0.path', { healthChecks: [defaultHealthCheck] }, 'Path must not be empty'],
    [
      'healthChecks.0.command',
      { healthChecks: [{ ...defaultHealthCheck, protocol: 'COMMAND' }] },
      'Command must not be emtpy',
    ],
    [
      'healthChecks.0.port',
      { healthChecks: [{ ...defaultHealthCheck, path: '/', portType: 'PORT_NUMBER', port: '99999' }] },
      'Port Number must be a valid port between 0 - 65535',
    ],
    [
      'healthChecks.0.gracePeriodSeconds',
      { healthChecks: [{ ...defaultHealthCheck, gracePeriodSeconds: '-1' }] },
      'Grace Period must be a non-negative number',
    ],
    [
      'localVolumes.0.containerPath',
      { localVolumes: [{ size: '1', containerPath: 'a/b' }] },
      'Container Path must be a valid path',
    ],
    [
      'dockerVolumes.0.containerPath',
      { dockerVolumes: [{ containerPath: '/a', hostPath: '', mode: '' }] },
      'Container Path and Host Path must be set.',
    ],
    [
      'dockerVolumes.0.mode',
      { dockerVolumes: [{ containerPath: '/a', hostPath: '/b', mode: '' }] },
      'Mode must not be empty',
    ],
    ['executor', { executor: '//cmd' }, undefined],
    ['executor', { executor: 'a//b' }, 'Invalid executor format'],
    ['constraints', { constraints: 'hostname:unique' }, undefined],
  ] as const)('%s of %j: %s', (path, rest, message) => expect(error(path, rest as Partial<AppForm>)).toBe(message));

  it.each(['hostname', 'hostname:NEAR', 'a:LIKE:b:c:'])(
    'refuses the constraint %s or keeps its colons',
    (constraints) => {
      const message = error('constraints', { constraints });
      if (constraints.startsWith('a:')) expect(message).toBeUndefined();
      else expect(message).toMatch(/^Invalid constraints format or operator\. Supported operators are 'UNIQUE', /);
    },
  );
});

describe('what the form says to the server’s answer', () => {
  it('UI14: a rule of the whole model is "general"', () => {
    const text = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
    const errors = serverErrors(422, { message: 'Object is not valid', details: [{ path: '/', errors: [text] }] });
    expect(errors.fields.get('general')).toBe(text);
  });

  it('joins the messages of a field and translates four codes', () => {
    const errors = serverErrors(400, {
      message: 'Invalid JSON',
      details: [
        { path: '/cpus', errors: ['error.expected.jsnumber', 'other'] },
        { path: '/healthChecks(0)/path', errors: ['error.path.missing'] },
      ],
    });
    expect(errors.fields.get('cpus')).toBe('A number is expected, other');
    expect(errors.fields.get('healthChecks.0.path')).toBe('Specify a path');
    expect(errors.lines).toEqual(['cpus: A number is expected, other', 'healthChecks/0/path: Specify a path']);
  });

  it('UI15: a lock asks to press again', () => {
    const errors = serverErrors(409, { message: 'App is locked …', deployments: [{ id: 'd' }] });
    expect([errors.lines, errors.locked]).toEqual([[lockedMessage], true]);
    expect(serverErrors(409, { message: 'An app with id [/x] already exists.' }).lines).toEqual([
      'general: Error: An app with id [/x] already exists.',
    ]);
  });

  it('words server and network failures', () => {
    expect(serverErrors(503, null).lines).toEqual(['general: Unknown server error. Could not create or apply app.']);
    expect(serverErrors(null, null).lines).toEqual([
      'general: App creation unsuccessful. Check your app settings and try again.',
    ]);
  });

  it('what names no field says what the server said', () => {
    const message = 'Constraint operator must be one of the following: UNIQUE';
    expect(serverErrors(422, { message }).lines).toEqual([
      'general: App creation unsuccessful. Check your app settings and try again.',
      `general: ${message}`,
    ]);
    expect(serverErrors(403, { message: 'Not authorized to perform this action!' }).lines).toEqual([
      'general: Error: Not authorized to perform this action!',
    ]);
  });

  it.each([
    ['/id', 'appId'],
    ['/', 'general'],
    ['/constraints(0)', 'constraints'],
    ['/container/docker/portMappings(1)/containerPort', 'dockerPortMappings/1/port'],
    ['/container/docker/parameters(0)/key', 'dockerParameters/0/key'],
    ['/healthChecks(2)/command/value', 'healthChecks/2/command'],
    ['/upgradeStrategy/minimumHealthCapacity', '/upgradeStrategy/minimumHealthCapacity'],
    ['/fetch(0)/uri', 'general'],
  ])('the block above the form calls %s %s', (path, name) => expect(shownName(path)).toBe(name));

  it.each([
    ['/', 'general'],
    ['/id', 'id'],
    ['/container/docker/image', 'dockerImage'],
    ['/container/docker/portMappings(1)/containerPort', 'ports.1.port'],
    ['/portDefinitions(0)/name', 'ports.0.name'],
    ['/constraints(0)', 'constraints'],
  ])('the path %s is the field %s', (path, field) => expect(fieldOf(path)).toBe(field));
});
