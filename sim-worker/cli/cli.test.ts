import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/sim.mjs', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'sim-'));

function sim(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const APP = file('app.json', JSON.stringify({ id: '/web', cmd: 'sleep 1000000', cpus: 0.1, mem: 16, instances: 2 }));

describe('sim run', () => {
  it('sums up a run with an application and a killed leader, and repeats it from its file', () => {
    const saved = join(FOLDER, 'run.json');
    const first = sim(
      'run',
      '--for',
      '90',
      '--app',
      APP,
      '--at',
      '30',
      '--kill',
      'mesos-leader@50',
      '--export',
      saved,
      '--json',
    );
    expect(first.status).toBe(0);
    const summary = JSON.parse(first.stdout) as Record<string, unknown>;
    expect(summary).toMatchObject({
      scenario: 'default',
      seed: 1,
      virtualSeconds: 90,
      zooKeeper: { epoch: 4 },
      mesos: { activatedAgents: 5 },
      marathon: { apps: 1 },
      tasks: { running: 2, staging: 0, lost: 0, failed: 0 },
      invariants: { violated: 0 },
    });
    const again = sim('run', '--journal', saved, '--json');
    expect(again.status).toBe(0);
    expect((JSON.parse(again.stdout) as { runHash: string }).runHash).toBe(summary['runHash']);
  });

  it('ends with 1 when a saved run does not come out the same, and says how to repeat it', () => {
    const saved = join(FOLDER, 'run.json');
    const run = JSON.parse(readFileSync(saved, 'utf8')) as Record<string, unknown>;
    const changed = file('changed.json', JSON.stringify({ ...run, runHash: '0000000000000000' }));
    const result = sim('run', '--journal', changed);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('differs from the saved run');
    expect(result.stderr).toContain(`to repeat: npm run -s sim -- run --journal ${changed}`);
  });

  it('ends with 1 when Marathon refuses the application', () => {
    const bad = file('bad.json', '{"id": "/web", "instances": -1}');
    const result = sim('run', '--for', '40', '--at', '30', '--app', bad);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('Marathon answered 422');
  });
});

describe('sim: mistakes in the arguments', () => {
  it.each([
    [['run', '--scenario', 'moon'], 'unknown scenario moon'],
    [['run', '--nope'], '--nope'],
    [['run', '--kill', 'nobody@5'], 'no process nobody'],
    [['run', '--kill', 'mesos-leader'], 'PROCESS@SECONDS'],
    [['run', '--app', '/nowhere.json'], 'cannot read /nowhere.json'],
    [['run', '--journal', APP], 'format'],
    [['run', '--for=-1'], '--for'],
    [['http', 'GET', 'nonsense'], 'not an http URL'],
    [['script', '/nowhere'], 'cannot read'],
    [['frob'], 'unknown command frob'],
  ])('%j ends with one line and exit code 2', (args, text) => {
    const result = sim(...args);
    expect(result.status).toBe(2);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(result.stderr).toContain(text);
    expect(result.stdout).toBe('');
  });
});

describe('sim help', () => {
  it('prints the part on one command, as the command does with --help', () => {
    const { status, stdout } = sim('help', 'fuzz');
    expect(status).toBe(0);
    expect(stdout).toMatch(/--for SECONDS/);
    expect(stdout).not.toMatch(/zkcli/);
    expect(sim('fuzz', '--help')).toEqual({ status, stdout, stderr: '' });
    expect(sim('help', 'atlantis')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('unknown command atlantis') as string,
    });
  });
});

describe('sim fuzz', () => {
  it('lets faults come for as long as one says, more of them in a longer span', () => {
    const report = (...more: readonly string[]) =>
      JSON.parse(sim('fuzz', '--seeds', '1', '--json', ...more).stdout) as { executed: number; failures: unknown[] };
    const usual = report();
    const longer = report('--for', '120');
    expect([usual.failures, longer.failures]).toEqual([[], []]);
    expect(longer.executed).toBeGreaterThan(usual.executed * 1.5);
  });
});

describe('sim http and sim script', () => {
  it('answers as the simulated server would', () => {
    const read = sim('http', 'GET', 'http://192.168.1.231:5050/master/health', '--json');
    expect(JSON.parse(read.stdout)).toMatchObject({ status: 200 });
    const refused = sim('http', 'GET', 'http://192.168.1.231:81/', '--json');
    expect([refused.status, JSON.parse(refused.stdout)]).toEqual([1, { error: 'refused' }]);
    const invalid = sim('http', 'POST', 'http://192.168.1.231:8080/v2/apps', '--data', '{"id":', '--json');
    expect(JSON.parse(invalid.stdout)).toMatchObject({ status: 400, body: { message: 'Invalid JSON' } });
  });

  it('a script that asks for events stays on the stream: its own attachment first, nothing from before, then what happens', () => {
    const server = 'http://192.168.1.231:8080';
    const headers = { accept: 'text/event-stream' };
    const body = JSON.parse(readFileSync(APP, 'utf8')) as unknown;
    const lines = [
      { at: 30, http: { method: 'GET', url: `${server}/v2/events`, headers } },
      { at: 31, http: { method: 'POST', url: `${server}/v2/apps`, body } },
      { at: 45, http: { method: 'GET', url: `${server}/v2/leader` } },
    ];
    const result = sim('script', file('events.jsonl', lines.map((line) => JSON.stringify(line)).join('\n')));
    const [stream = ''] = result.stdout.split('\n');
    const answer = JSON.parse(stream) as { status: number; headers: Record<string, string>; body: string };
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/event-stream']);
    const types = [...answer.body.matchAll(/^event: (\w+)\r$/gm)].map((match) => match[1]);
    expect(types[0]).toBe('event_stream_attached');
    expect(types).toEqual(expect.arrayContaining(['api_post_event', 'deployment_info', 'deployment_success']));
    const read = sim('http', 'GET', `${server}/v2/events`, '--at', '40');
    expect(read.stdout).toContain('event: event_stream_attached');
  });

  it('plays the lines of a script in order and prints an answer for each request', () => {
    const url = 'http://192.168.1.231:8080/v2/apps';
    const lines = [
      { at: 30, http: { method: 'POST', url, body: JSON.parse(readFileSync(APP, 'utf8')) as unknown } },
      { at: 30, http: { method: 'GET', url } },
      { at: 40, command: { kind: 'killProcess', process: 'marathon-leader' } },
      { at: 40.5, http: { method: 'GET', url: 'http://192.168.1.99:8080/' } },
    ];
    const script = file('script.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
    const result = sim('script', script);
    expect(result.status).toBe(0);
    const answers = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers).toMatchObject([
      { at: 30, status: 201 },
      { at: 30, status: 200, body: { apps: [{ id: '/web' }] } },
      { at: 40.5, error: 'unknownHost' },
    ]);
  });

  it('starts a stopped master by a command line and a file, and asks it as somebody', () => {
    const master = { process: 'mesos-master@192.168.1.231' };
    const url = 'http://192.168.1.231:5050/metrics/snapshot';
    const written = { host: '192.168.1.231', path: '/etc/mesos/credentials', text: 'ops secret' };
    const given = ['--authenticate_http_readonly', '--credentials=/etc/mesos/credentials'];
    const lines = [
      { at: 1, command: { kind: 'writeFile', ...written } },
      { at: 1, command: { kind: 'stopProcess', ...master } },
      { at: 2, command: { kind: 'setArguments', ...master, arguments: given, environment: { MESOS_CLUSTER: 'mine' } } },
      { at: 3, command: { kind: 'startProcess', ...master } },
      { at: 5, http: { method: 'GET', url } },
      { at: 5, http: { method: 'GET', url, headers: { authorization: `Basic ${btoa('ops:secret')}` } } },
    ];
    const result = sim('script', file('flags.jsonl', lines.map((line) => JSON.stringify(line)).join('\n')));
    const answers = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly status: number });
    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
  });
});

describe('sim zkcli and sim 4lw', () => {
  const at = ['--scenario', 'minimal', '--at', '20'];

  it('types commands on the operator’s machine and prints what zkCli prints', () => {
    const done = sim('zkcli', ...at, 'create /t "a b"', 'ls /', 'get /t');
    expect(done.status).toBe(0);
    expect(done.stdout).toMatch(/^Created \/t\n\[.*zookeeper.*\]\na b\ncZxid = 0x/);
    const failed = sim('zkcli', ...at, '--json', 'ls /nope');
    expect(failed.status).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      commands: [{ command: 'ls /nope', output: ['Node does not exist: /nope'], failed: true }],
    });
  });

  it('asks a server over its client port', () => {
    expect(sim('4lw', 'ruok', ...at)).toMatchObject({ status: 0, stdout: 'imok\n' });
  });

  it.each([
    [['zkcli', 'ls /', '--server', 'x:1'], 'no ZooKeeper server x:1'],
    [['4lw', 'what'], 'unknown word what'],
  ])('refuses %j', (args, problem) => {
    const refused = sim(...args);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(problem);
  });
});
