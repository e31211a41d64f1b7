/** Authentication of frameworks and agents: the cases of Mesos 1.0.1's src/tests/authentication_tests.cpp in a whole cluster. */
import { describe, expect, it } from 'vitest';
import {
  agentProcess,
  AGENTS,
  type Bed,
  type BedOptions,
  startBed,
  TEST_FRAMEWORK,
  addFramework,
} from './mesos-bed.ts';
import { listZnodes, showZnode } from '../../views/znodes.ts';
import { withTask } from './case.ts';

const CREDENTIAL = { principal: 'test-principal', secret: 'test-secret' };
const FILES = {
  '/etc/mesos/credentials': 'test-principal test-secret\nother other-secret\n',
  '/etc/mesos/credential': '{"principal": "test-principal", "secret": "test-secret"}',
  '/etc/mesos/wrong': 'test-principal wrong',
};
const REQUIRED = { authenticateFrameworks: true, authenticateAgents: true, credentials: '/etc/mesos/credentials' };

function bedWith(options: BedOptions): Bed {
  const bed = startBed({
    files: FILES,
    masterFlags: REQUIRED,
    agentFlags: { credential: 'file:///etc/mesos/credential' },
    credential: CREDENTIAL,
    framework: { principal: 'test-principal' },
    ...options,
  });
  bed.run(25);
  return bed;
}

const errors = (bed: Bed, name?: string): readonly string[] =>
  bed.framework(name).callbacks.flatMap((callback) => (callback.kind === 'error' ? [callback.message] : []));
const isRegistered = (bed: Bed, name?: string): boolean =>
  bed.framework(name).callbacks.some((callback) => callback.kind === 'registered');

describe('authentication', () => {
  it('lets agents and frameworks in that know their secret, and they authenticate anew with each leader', () => {
    const bed = bedWith({});
    withTask(bed);
    expect(bed.leader().state.agents.size).toBe(5);
    expect([...bed.leader().state.access.authenticated.values()]).toEqual(Array(6).fill('test-principal'));
    expect(bed.logOf(bed.leaderProcess())).toContain(
      `Successfully authenticated principal 'test-principal' at slave(1)@${AGENTS[0] as string}:5051`,
    );
    bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
    bed.run(80);
    expect(bed.leader().state.agents.size).toBe(5);
    expect([...(bed.leader().state.tasks.values().next().value?.values() ?? [])].map((task) => task.state)).toEqual([
      'TASK_RUNNING',
    ]);
  });

  it('refuses frameworks that are not authenticated, or not as whom they say, and takes the name from the credential', () => {
    const bed = bedWith({});
    const rows = [
      ['silent', undefined, 'test-principal', /^Framework at scheduler-.* is not authenticated$/],
      ['guessing', { ...CREDENTIAL, secret: 'guess' }, 'test-principal', /^Master refused authentication$/],
      ['unknown', { principal: 'nobody', secret: 'test-secret' }, 'nobody', /^Master refused authentication$/],
      ['secretless', { ...CREDENTIAL, secret: null }, 'test-principal', /^Master refused authentication$/],
      [
        'mismatched',
        CREDENTIAL,
        'mismatched-principal',
        /^Framework principal 'mismatched-principal' does not match authenticated principal 'test-principal'$/,
      ],
      ['nameless', CREDENTIAL, null, null],
    ] as const;
    for (const [name, credential, principal] of rows)
      addFramework(bed.simulator, name, {
        info: { ...TEST_FRAMEWORK, name, principal },
        refuseSeconds: 5,
        ...(credential === undefined ? {} : { credential }),
      });
    bed.run(30);
    for (const [name, , , message] of rows) {
      expect([name, errors(bed, name)]).toEqual([name, message === null ? [] : [expect.stringMatching(message)]]);
      expect(bed.framework(name).driver.status).toBe(message === null ? 'RUNNING' : 'ABORTED');
    }
    const nameless = bed.leader().state.frameworks.get(bed.framework('nameless').frameworkId as never);
    expect(nameless?.info.principal).toBe('test-principal');
  });

  it('compares principals also where authentication is not required', () => {
    const bed = startBed({
      files: FILES,
      masterFlags: { credentials: '/etc/mesos/credentials' },
      credential: CREDENTIAL,
      framework: { principal: 'mismatched-principal' },
    });
    bed.run(20);
    expect(errors(bed)).toEqual([
      "Framework principal 'mismatched-principal' does not match authenticated principal 'test-principal'",
    ]);
  });

  it('shuts an agent down that did not authenticate, and ends one that the master does not believe', () => {
    const silent = bedWith({ agentFlags: {} });
    const process = agentProcess(AGENTS[0] as string);
    expect(silent.leader().state.agents.size).toBe(0);
    expect(silent.logOf(process)).toContain(
      `Agent asked to shut down by master@${silent.leader().host}:5050 because 'Agent is not authenticated'`,
    );
    const wrong = bedWith({ agentFlags: { credential: '/etc/mesos/wrong' } });
    expect(wrong.logOf(process)).toContain(`Master master@${wrong.leader().host}:5050 refused authentication`);
  });

  it('tries again 5 s after its message was lost, within a random wait', () => {
    const bed = startBed({ files: FILES, masterFlags: REQUIRED, agentFlags: {}, framework: null });
    bed.run(20);
    const { host } = bed.leader();
    addFramework(bed.simulator, 'late', {
      info: { ...TEST_FRAMEWORK, principal: 'test-principal' },
      refuseSeconds: 5,
      credential: CREDENTIAL,
    });
    bed.partition(['192.168.1.10'], [host]);
    bed.run(24);
    bed.heal(['192.168.1.10'], [host]);
    bed.run(60);
    expect(isRegistered(bed, 'late')).toBe(true);
  });

  it('refuses everybody who tries where no credentials are given, and lets others in', () => {
    const bed = startBed({ masterFlags: { credentials: null }, credential: CREDENTIAL });
    bed.run(20);
    expect(errors(bed)).toEqual(['Master refused authentication']);
    addFramework(bed.simulator, 'plain', { info: TEST_FRAMEWORK, refuseSeconds: 5 });
    bed.run(25);
    expect(isRegistered(bed, 'plain')).toBe(true);
  });
});

describe('name and password in --zk', () => {
  const SERVERS = '192.168.1.231:2181,192.168.1.232:2181,192.168.1.233:2181';
  const bed = startBed({ masterFlags: { zk: `zk://user:pw@${SERVERS}/mesos` } });
  bed.run(25);

  it('every session of the masters authenticates, and what they make is theirs: others read it', () => {
    const ACL = ['world:anyone:r', expect.stringMatching(/^digest:user:.+=:cdrwa$/)];
    for (const folder of ['/mesos/log_replicas', '/mesos']) {
      const listed = listZnodes(bed.simulator, folder, { offset: 0, limit: 9, atUs: null });
      const members = listed.ok ? listed.value.children.map(({ path }) => path).filter((path) => /\d$/.test(path)) : [];
      expect(members).toHaveLength(3);
      for (const path of members)
        expect(showZnode(bed.simulator, path, null)).toMatchObject({ ok: true, value: { acl: ACL } });
    }
    const lines = bed
      .logOf(bed.leaderProcess())
      .filter((line) => line === 'Authenticating with ZooKeeper using digest');
    expect(lines).toHaveLength(4);
  });

  it('agents and frameworks without them find the leader', () => {
    expect(bed.leader().state.agents.size).toBe(5);
    expect(isRegistered(bed)).toBe(true);
  });
});
