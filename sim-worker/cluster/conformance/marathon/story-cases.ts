/**
 * Conformance rows that take a while: what becomes of tasks, deployments and leaders.
 * Source: the case table of the project's Marathon reference (rows V, D, C, B, G and F).
 */
import { assert, must } from '../../../kernel/assert.ts';
import { hostId } from '../../../kernel/ids.ts';
import { app, type AppRow, ask, command, deployed, leader, logText, marathonLab, type MarathonLab, marathonProcess, marathonState, members, run, settle, standby, untilTrue } from './marathon-lab.ts';

export type StoryCase = { readonly id: string; readonly text: string; readonly play: () => void };

const A = { id: '/a', cmd: 'sleep 1000', cpus: 0.1, mem: 32 };

function ids(row: AppRow | null): readonly string[] {
  return (row?.tasks ?? []).map((task) => task.id).sort();
}

function expectStatus(answer: { readonly status: number; readonly text: string } | null, status: number): void {
  assert(answer?.status === status, `status ${String(status)}, not ${String(answer?.status)}: ${answer?.text.slice(0, 200) ?? 'no answer'}`);
}

function deploymentIdOf(answer: { readonly json: unknown } | null): string {
  return String((answer?.json as { readonly deploymentId?: string } | null)?.deploymentId);
}

/** An app that never becomes healthy keeps its deployment going. */
const NEVER_HEALTHY = { ...A, healthChecks: [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 600, intervalSeconds: 5 }] };

/** A cluster with a deployment of /a that does not end. */
function busyLab(): { readonly lab: MarathonLab; readonly deployment: string } {
  const lab = marathonLab();
  deployed(lab, { ...A, instances: 2 });
  const answer = ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000', healthChecks: NEVER_HEALTHY.healthChecks });
  expectStatus(answer, 200);
  run(lab, 3);
  return { lab, deployment: deploymentIdOf(answer) };
}

const APPS: readonly StoryCase[] = [
  { id: 'V24', text: 'a map given by PUT replaces the former one', play: () => {
    const lab = marathonLab();
    deployed(lab, { ...A, env: { X: '1' } });
    expectStatus(ask(lab, 'PUT', '/v2/apps/a', { env: { Y: '2' } }), 200);
    settle(lab);
    assert(JSON.stringify((app(lab, '/a') as unknown as { env: unknown }).env) === '{"Y":"2"}', 'env is {"Y":"2"} only');
  } },
  { id: 'V25', text: 'PUT {} changes nothing', play: () => {
    const lab = marathonLab();
    const before = deployed(lab, A);
    expectStatus(ask(lab, 'PUT', '/v2/apps/a', {}), 200);
    settle(lab);
    const after = must(app(lab, '/a'), 'the app');
    assert(after.version === before.version && ids(after).join() === ids(before).join(), 'version and tasks stay');
  } },
  { id: 'V27', text: 'PUT of a version deploys that definition as a new one', play: () => {
    const lab = marathonLab();
    const first = deployed(lab, A);
    ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' });
    settle(lab);
    expectStatus(ask(lab, 'PUT', '/v2/apps/a', { version: first.version }), 200);
    settle(lab);
    const back = must(app(lab, '/a'), 'the app');
    assert((back as unknown as { cmd: string }).cmd === 'sleep 1000' && back.version > first.version && ids(back).join() !== ids(first).join(), 'the first command under a new version, tasks replaced');
  } },
  { id: 'P02', text: 'an app keeps its service port', play: () => {
    const lab = marathonLab();
    deployed(lab, A);
    ask(lab, 'PUT', '/v2/apps/a', { ports: [0] });
    settle(lab);
    assert(JSON.stringify((app(lab, '/a') as unknown as { ports: unknown }).ports) === '[10000]', 'port 10000');
  } },
  { id: 'P04', text: 'a required port that nobody offers', play: () => {
    const lab = marathonLab();
    expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, ports: [8080], requirePorts: true }), 201);
    run(lab, 20);
    assert(ids(app(lab, '/a')).length === 0 && logText(lab, must(leader(lab), 'a leader')).includes("Couldn't find host port 8080"), 'never launched, and said why');
  } },
];

const DEPLOYMENTS: readonly StoryCase[] = [
  { id: 'D02', text: 'upgrade with the default strategy', play: () => {
    const lab = marathonLab();
    const before = deployed(lab, { ...A, instances: 4 });
    ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' });
    let fewest = 4;
    untilTrue(lab, () => {
      fewest = Math.min(fewest, app(lab, '/a')?.tasksRunning ?? 0);
      return marathonState(lab, leader(lab) ?? '')?.leading?.deployments.size === 0;
    }, 60, 'the upgrade ends');
    const after = must(app(lab, '/a'), 'the app');
    assert(fewest >= 4 && after.tasks.length === 4 && !ids(after).some((id) => ids(before).includes(id)), 'never fewer than 4, all replaced');
  } },
  { id: 'D03', text: 'minimum 0.5, no over-capacity: never more than 4 alive', play: () => {
    const lab = marathonLab();
    deployed(lab, { ...A, instances: 4, upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 } });
    ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' });
    let most = 0;
    untilTrue(lab, () => {
      most = Math.max(most, ids(app(lab, '/a')).length);
      return marathonState(lab, leader(lab) ?? '')?.leading?.deployments.size === 0;
    }, 90, 'the upgrade ends');
    assert(most <= 4 && ids(app(lab, '/a')).length === 4, `at most 4 tasks, saw ${String(most)}`);
  } },
  { id: 'D07', text: 'instances 0 keeps the app', play: () => {
    const lab = marathonLab();
    deployed(lab, A);
    ask(lab, 'PUT', '/v2/apps/a', { instances: 0 });
    settle(lab);
    assert(app(lab, '/a')?.tasks.length === 0, 'the app without tasks');
  } },
  { id: 'D08', text: 'a second change meets 409 with the running deployment', play: () => {
    const { lab, deployment } = busyLab();
    const answer = ask(lab, 'PUT', '/v2/apps/a', { instances: 3 });
    expectStatus(answer, 409);
    assert(answer?.text.includes(`"deployments":[{"id":"${deployment}"}]`) === true, 'its id');
  } },
  { id: 'D09', text: 'force cancels it', play: () => {
    const { lab, deployment } = busyLab();
    expectStatus(ask(lab, 'PUT', '/v2/apps/a?force=true', { healthChecks: [], instances: 1 }), 200);
    assert(ask(lab, 'GET', '/v2/deployments')?.text.includes(deployment) === false, 'the old deployment is gone');
    settle(lab);
    assert(app(lab, '/a')?.tasks.length === 1, 'one task of the new definition');
  } },
  { id: 'D10', text: 'DELETE of a deployment takes it back', play: () => {
    const { lab, deployment } = busyLab();
    const before = must(app(lab, '/a'), 'the app').version;
    const answer = ask(lab, 'DELETE', `/v2/deployments/${deployment}`);
    expectStatus(answer, 200);
    assert(deploymentIdOf(answer) !== deployment, 'a new deployment');
    settle(lab);
    const after = must(app(lab, '/a'), 'the app') as unknown as AppRow & { readonly cmd: string };
    assert(after.cmd === 'sleep 1000' && after.version > before, 'the old definition under a new version');
  } },
  { id: 'D11', text: 'DELETE with force only stops it', play: () => {
    const { lab, deployment } = busyLab();
    const answer = ask(lab, 'DELETE', `/v2/deployments/${deployment}?force=true`);
    expectStatus(answer, 202);
    assert(answer?.text === '' && ask(lab, 'GET', '/v2/deployments')?.text === '[]', 'empty, no deployment left');
    assert((app(lab, '/a') as unknown as { cmd: string }).cmd === 'sleep 2000', 'no roll-back');
  } },
  { id: 'D15', text: 'restart keeps the configuration version', play: () => {
    const lab = marathonLab();
    const before = deployed(lab, A) as unknown as AppRow & { versionInfo: { lastScalingAt: string; lastConfigChangeAt: string } };
    expectStatus(ask(lab, 'POST', '/v2/apps/a/restart', {}), 200);
    settle(lab);
    const after = app(lab, '/a') as unknown as typeof before;
    assert(after.versionInfo.lastConfigChangeAt === before.versionInfo.lastConfigChangeAt && after.versionInfo.lastScalingAt > before.versionInfo.lastScalingAt, 'only lastScalingAt is new');
    assert(ids(after).join() !== ids(before).join(), 'the task is replaced');
  } },
  { id: 'D17', text: 'kill and scale', play: () => {
    const lab = marathonLab();
    const victim = must(ids(deployed(lab, { ...A, instances: 3 }))[0], 'a task');
    expectStatus(ask(lab, 'DELETE', `/v2/apps/a/tasks/${victim}?scale=true`), 200);
    settle(lab);
    const after = must(app(lab, '/a'), 'the app');
    assert(after.instances === 2 && after.tasks.length === 2 && !ids(after).includes(victim), 'two left, the victim gone');
  } },
  { id: 'D18', text: 'a killed task is replaced', play: () => {
    const lab = marathonLab();
    const victim = must(ids(deployed(lab, { ...A, instances: 3 }))[0], 'a task');
    expectStatus(ask(lab, 'DELETE', `/v2/apps/a/tasks/${victim}`), 200);
    untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 3 && !ids(app(lab, '/a')).includes(victim), 30, 'three run again');
  } },
  { id: 'D20', text: 'a deleted app is gone at once', play: () => {
    const lab = marathonLab();
    deployed(lab, A);
    expectStatus(ask(lab, 'DELETE', '/v2/apps/a'), 200);
    expectStatus(ask(lab, 'GET', '/v2/apps/a'), 404);
    settle(lab);
    assert(ask(lab, 'GET', '/v2/tasks')?.text === '{"tasks":[]}', 'its tasks follow');
  } },
  { id: 'D13', text: 'a dependency is scaled first', play: () => {
    const lab = marathonLab();
    const group = { id: '/g', apps: [{ ...A, id: 'b', dependencies: ['a'] }, { ...A, id: 'a', instances: 2 }] };
    expectStatus(ask(lab, 'POST', '/v2/groups', group), 201);
    untilTrue(lab, () => {
      const dependent = ids(app(lab, '/g/b')).length;
      assert(dependent === 0 || app(lab, '/g/a')?.tasksRunning === 2, 'a runs in full before b has a task');
      return dependent > 0;
    }, 60, 'b starts');
  } },
];

const PLACEMENT: readonly StoryCase[] = [
  { id: 'C01', text: 'UNIQUE leaves the surplus waiting', play: () => {
    const lab = marathonLab();
    expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, instances: 3, constraints: [['hostname', 'UNIQUE']] }), 201);
    run(lab, 30);
    const row = must(app(lab, '/a'), 'the app');
    assert(row.tasksRunning === 2 && new Set(row.tasks.map((task) => task.host)).size === 2 && row.deployments.length === 1, 'two on two agents, the deployment stays');
    const waiting = ask(lab, 'GET', '/waiting/a')?.text ?? '';
    assert(waiting.includes('"tasksToLaunch":1'), 'one waits, and says so');
  } },
  { id: 'B01', text: 'a task that ends at once is delayed more and more', play: () => {
    const lab = marathonLab();
    expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, cmd: 'exit 1' }), 201);
    run(lab, 30);
    const delays = [...logText(lab, must(leader(lab), 'a leader')).matchAll(/Task launch delay for \[\/a\] changed from \[(.+?)\] to \[(.+?)\]/g)].map((match) => match[2]);
    assert(delays[0] === '1 second' && delays.includes('1150 milliseconds'), `1 s, then 1.15 s: ${delays.slice(0, 4).join(', ')}`);
  } },
  { id: 'B05', text: 'a kill over the API adds no delay', play: () => {
    const lab = marathonLab();
    const victim = must(ids(deployed(lab, A))[0], 'a task');
    ask(lab, 'DELETE', `/v2/apps/a/tasks/${victim}`);
    untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 1 && !ids(app(lab, '/a')).includes(victim), 30, 'it is replaced');
    assert(!logText(lab, must(leader(lab), 'a leader')).includes('Increasing delay'), 'no delay');
  } },
  { id: 'B08', text: 'at most five tasks on one offer', play: () => {
    const lab = marathonLab();
    deployed(lab, { ...A, cpus: 0.01, instances: 8 });
    assert(logText(lab, must(leader(lab), 'a leader')).includes('Already scheduled the maximum number of 5 tasks on this offer'), 'the limit is met');
  } },
  { id: 'G02', text: 'an app left out of a group stops', play: () => {
    const lab = marathonLab();
    const apps = [{ ...A, id: 'a' }, { ...A, id: 'b' }];
    expectStatus(ask(lab, 'POST', '/v2/groups', { id: '/prod', apps }), 201);
    settle(lab);
    expectStatus(ask(lab, 'PUT', '/v2/groups/prod', { apps: apps.slice(0, 1) }), 200);
    settle(lab);
    assert(app(lab, '/prod/b') === null && app(lab, '/prod/a')?.tasksRunning === 1, 'b is gone, a runs');
  } },
  { id: 'G03', text: 'scaleBy rounds up', play: () => {
    const lab = marathonLab();
    ask(lab, 'POST', '/v2/groups', { id: '/prod', apps: [{ ...A, id: 'a', instances: 3 }, { ...A, id: 'b' }] });
    settle(lab);
    expectStatus(ask(lab, 'PUT', '/v2/groups/prod', { scaleBy: 1.5 }), 200);
    settle(lab);
    assert(app(lab, '/prod/a')?.instances === 5 && app(lab, '/prod/b')?.instances === 2, '5 and 2');
  } },
];

const LEADERSHIP: readonly StoryCase[] = [
  { id: 'F01', text: 'the leader is killed: the next member leads, tasks stay', play: () => {
    const lab = marathonLab({ scenario: 'default' });
    const before = deployed(lab, { ...A, instances: 2 });
    const old = must(leader(lab), 'a leader');
    const framework = marathonState(lab, old)?.leading?.frameworkId;
    command(lab, { kind: 'killProcess', process: marathonProcess(old) });
    const seconds = untilTrue(lab, () => leader(lab) !== null, 20, 'another leads');
    assert(seconds > 8 && seconds < 14, `after the session's expiry: ${String(seconds)} s`);
    run(lab, 20);
    const now = must(leader(lab), 'a leader');
    assert(marathonState(lab, now)?.leading?.frameworkId === framework, 'the same framework');
    assert(ids(app(lab, '/a')).join() === ids(before).join() && app(lab, '/a')?.tasksRunning === 2, 'the same tasks');
  } },
  { id: 'F02', text: 'DELETE /v2/leader hands over; the old leader comes back last', play: () => {
    const lab = marathonLab({ scenario: 'default' });
    const old = must(leader(lab), 'a leader');
    const answer = ask(lab, 'DELETE', '/v2/leader');
    expectStatus(answer, 200);
    assert(answer?.text === '{"message":"Leadership abdicated"}', 'its words');
    untilTrue(lab, () => leader(lab) !== null && leader(lab) !== old, 5, 'another leads');
    run(lab, 3);
    const mine = must(marathonState(lab, old)?.election.memberships.at(-1)?.memberId, 'a member');
    assert(members(lab).length === 3 && members(lab).at(-1) === mine, 'with the highest number');
  } },
  { id: 'F03', text: 'a standby passes requests on', play: () => {
    const lab = marathonLab({ scenario: 'default' });
    const answer = ask(lab, 'GET', '/v2/apps', null, standby(lab));
    expectStatus(answer, 200);
    assert(answer?.headers['x-marathon-via']?.startsWith('1.1 ') === true && answer.headers['x-marathon-leader'] === `http://${must(leader(lab), 'a leader')}:8080`, 'both headers');
  } },
  { id: 'F04', text: 'a dead leader whose session lives: 502', play: () => {
    const lab = marathonLab({ scenario: 'default' });
    const other = standby(lab);
    command(lab, { kind: 'stopProcess', process: marathonProcess(must(leader(lab), 'a leader')) });
    run(lab, 1);
    const answer = ask(lab, 'GET', '/v2/apps', null, other);
    expectStatus(answer, 502);
    assert(answer?.text.includes('Connection to leader refused.') === true, 'the page says so');
  } },
  { id: 'F08', text: 'a leader cut off for 8 s abdicates; its member returns with a higher number', play: () => {
    const lab = marathonLab({ scenario: 'default' });
    const old = must(leader(lab), 'a leader');
    const before = marathonState(lab, old)?.election.memberships.at(-1)?.memberId;
    const others = ['192.168.1.231', '192.168.1.232', '192.168.1.233'].filter((host) => host !== old).map(hostId);
    command(lab, { kind: 'partition', from: [hostId(old)], to: others, oneWay: false });
    const zookeeper = lab.simulator.world.processes.get(marathonProcess(old));
    void zookeeper;
    run(lab, 9);
    command(lab, { kind: 'heal', from: [hostId(old)], to: others });
    run(lab, 40);
    assert(lab.marathons.filter((host) => marathonState(lab, host)?.service.isLeader === true).length === 1, 'one leads');
    const after = marathonState(lab, old)?.election.memberships.at(-1)?.memberId;
    assert(after !== null && (leader(lab) === old || after !== before), 'the member is new unless it leads still');
  } },
  { id: 'F12', text: '30 changes leave 25 versions', play: () => {
    const lab = marathonLab();
    deployed(lab, { ...A, instances: 0 });
    for (let change = 0; change < 30; change += 1) {
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { env: { N: String(change) } }), 200);
      settle(lab);
    }
    const versions = ask(lab, 'GET', '/v2/apps/a/versions')?.json as { readonly versions: readonly string[] };
    assert(versions.versions.length === 25, `25 versions, not ${String(versions.versions.length)}`);
  } },
  { id: 'F14', text: 'another Mesos master: the leader abdicates, the framework keeps its id', play: () => {
    const lab = marathonLab({ scenario: 'default' });
    const before = deployed(lab, A);
    const old = must(leader(lab), 'a leader');
    const framework = marathonState(lab, old)?.leading?.frameworkId;
    const master = must(marathonState(lab, old)?.driver?.master?.info.hostname, 'a master');
    command(lab, { kind: 'killProcess', process: marathonProcess(master).replace('marathon@', 'mesos-master@') as ReturnType<typeof marathonProcess> });
    untilTrue(lab, () => leader(lab) !== old, 20, 'the old leader abdicates');
    untilTrue(lab, () => marathonState(lab, leader(lab) ?? '')?.driver?.connected === true, 40, 'a leader registers');
    run(lab, 40);
    assert(marathonState(lab, must(leader(lab), 'a leader'))?.leading?.frameworkId === framework, 'the same framework');
    assert(ids(app(lab, '/a')).join() === ids(before).join(), 'the same task');
  } },
];

export const STORY_CASES: readonly StoryCase[] = [...APPS, ...DEPLOYMENTS, ...PLACEMENT, ...LEADERSHIP];
