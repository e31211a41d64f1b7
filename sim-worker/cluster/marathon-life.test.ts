/**
 * What a Marathon tells of itself in its log and on its event bus, and what seldom used flags change.
 * Source: Marathon 1.1.1, event/Events.scala, MarathonSchedulerService.scala, MarathonScheduler.scala, core/task/jobs/, core/flow/.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { processId } from '../kernel/ids.ts';
import {
  agentProcess,
  app,
  ask,
  command,
  deployed,
  leader,
  logText,
  type MarathonLab,
  marathonLab,
  marathonState,
  removeZnodes,
  run,
  settle,
  untilTrue,
} from './conformance/marathon/marathon-lab.ts';

type Json = Readonly<Record<string, unknown>>;
const APP = { id: '/a', cmd: 'sleep 1000', cpus: 0.05, mem: 16 };
const log = (lab: MarathonLab): string => logText(lab, must(leader(lab) ?? lab.marathons[0], 'a Marathon'));
const state = (lab: MarathonLab): NonNullable<ReturnType<typeof marathonState>> =>
  must(marathonState(lab, must(leader(lab), 'a leader')), 'its state');
const eventTypes = (lab: MarathonLab): readonly string[] => state(lab).events.recent.map(({ type }) => type);

/** The texts occur, each behind the one before. */
function expectInOrder(text: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    expect([part, at >= from]).toEqual([part, true]);
    from = at + part.length;
  }
}

describe('a life', () => {
  const lab = marathonLab();
  // Nothing listens: the task is killed at the second failure, and again until the app is destroyed.
  const check = { protocol: 'TCP', gracePeriodSeconds: 0, intervalSeconds: 2, maxConsecutiveFailures: 1 };
  deployed(lab, APP);
  ask(lab, 'POST', '/v2/apps', { ...APP, id: '/sick', healthChecks: [check] });
  untilTrue(lab, () => eventTypes(lab).includes('unhealthy_task_kill_event'), 30, 'an unhealthy task');
  ask(lab, 'DELETE', '/v2/apps/sick');
  settle(lab);
  const web = { ...APP, id: '/web', cmd: 'python -m SimpleHTTPServer $PORT0' };
  deployed(lab, { ...web, healthChecks: [{ path: '/', gracePeriodSeconds: 20, intervalSeconds: 1 }] });
  run(lab, 305);

  it('begins with these lines', () => {
    expectInOrder(log(lab), [
      ...['Starting Marathon 1.1.1 with --zk', 'Connecting to ZooKeeper...', 'Registering in ZooKeeper with hostPort:'],
      ...['Starting up', 'Beginning run', 'Will offer leadership after 500 milliseconds backoff'],
      ...['Using HA and therefore offering leadership', 'Set group member ID to member_0000000'],
      ...[
        ' is now leader of group: [member_',
        'Elected (Leader Interface)',
        'Migration successfully applied for version',
      ],
      ...[
        'Call onElected leadership callbacks on EntityStoreCache(MarathonStore(app:))',
        'Finished onElected leadership',
      ],
      ...[
        'All actors active:',
        'Create new Scheduler Driver with frameworkId: None',
        'Elect leadership',
        'Running driver',
      ],
      ...['Reset offerLeadership backoff', 'Scheduler actor ready', 'Registered as ', 'Store framework id: value: "'],
    ]);
  });

  it('goes on with those of an app', () => {
    expectInOrder(log(lab), [
      ...['Upgrade group id:/ version:', 'Take next configured free port: 10000', '[/a]: new app detected'],
      ...['Computed new deployment plan:\nDeploymentPlan ', '* Start(App(/a', 'Deploy plan with force=false:'],
      '[/a] storing new app version ',
      ...['Updated groups/apps according to deployment plan', 'Deployment acknowledged. Waiting to get processed'],
    ]);
    expectInOrder(log(lab), [
      ...['Started appTaskLaunchActor for /a version ', 'activating matcher ActorOfferMatcher(Actor['],
      ...['Received offers WANTED notification', '=> revive offers NOW, canceling any scheduled revives'],
      '2 further revives still needed. Repeating reviveOffers according to --revive_offers_repetitions 3',
      ...[
        '=> Schedule next revive at ',
        "Request Launch for task 'a.",
        'No tasks left to launch. Stop receiving offers',
      ],
      ...['Processing LaunchEphemeral(LaunchedEphemeral(task [a.'],
      ...["Task launch for 'task [a.", "]' was accepted. 0 tasksToLaunch, 0 in flight, 1 confirmed."],
      ...[
        'Received status update for task a.',
        'Sending event notification for task [a.',
        'Deployment of / successful',
      ],
    ]);
    expectInOrder(log(lab), [
      '=> Schedule next revive at ',
      'Received offers NOT WANTED notification, canceling ',
      ' revives',
    ]);
    expectInOrder(log(lab), ['Finished processing ', ' Matched 1 ops after 2 passes. ', ' left.']);
  });

  it('and of an unhealthy one, and of the reconciliation 15 s after the election', () => {
    expect(log(lab)).toContain('Already running 1 instances of /a. Not scaling.');
    expectInOrder(log(lab), ['Detected unhealthy task [sick.', ' of app [/sick] version [', '] on host ']);
    expectInOrder(log(lab), [
      ...['initiate task reconciliation', 'Requesting task reconciliation with the Mesos master'],
      'task reconciliation has finished',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['api_post_event', ['clientIp', 'uri', 'appDefinition']],
    [
      'status_update_event',
      [...['slaveId', 'taskId', 'taskStatus', 'message', 'appId', 'host', 'ipAddresses', 'ports', 'version']],
    ],
    ['group_change_success', ['groupId', 'version']],
    ['deployment_info', ['plan', 'currentStep']],
    ['deployment_step_success', ['plan', 'currentStep']],
    ['add_health_check_event', ['appId', 'version', 'healthCheck']],
    ['remove_health_check_event', ['appId']],
    ['failed_health_check_event', ['appId', 'taskId', 'healthCheck']],
    ['health_status_changed_event', ['appId', 'taskId', 'version', 'alive']],
    ['unhealthy_task_kill_event', ['appId', 'taskId', 'version', 'reason', 'host', 'slaveId']],
    ['app_terminated_event', ['appId']],
    ['scheduler_registered_event', ['frameworkId', 'master']],
  ])('%s has %j', (type, fields) => {
    const event = must(
      state(lab).events.recent.find((each) => each.type === type),
      type,
    );
    expect(Object.keys(JSON.parse(event.text) as Json)).toEqual([...fields, 'eventType', 'timestamp']);
  });
});

describe('flags', () => {
  it('--enable_features task_killing: Mesos tells that a kill has begun', () => {
    const lab = marathonLab({ bootFlags: { enableFeatures: 'task_killing' } });
    const [task] = deployed(lab, APP).tasks;
    ask(lab, 'DELETE', `/v2/apps/a/tasks/${must(task, 'a task').id}`);
    untilTrue(lab, () => app(lab, '/a')?.tasks[0]?.id !== task?.id, 30, 'it is replaced');
    const told = state(lab).events.recent.filter(({ text }) => text.includes('"taskStatus":"TASK_KILLING"'));
    expect(told).toHaveLength(1);
  });

  it('--disable_revive_offers_for_new_apps: Mesos is never asked to forget refusals', () => {
    const lab = marathonLab({ bootFlags: { reviveOffersForNewApps: false } });
    ask(lab, 'POST', '/v2/apps', APP);
    untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 1, 130, 'once the refusals have ended');
    expect(log(lab)).not.toContain('revive offers NOW');
  });

  it('--task_launch_confirm_timeout: a task of which nothing is heard is killed', () => {
    const lab = marathonLab({ bootFlags: { taskLaunchConfirmTimeout: 5000 } });
    for (const host of lab.agents) command(lab, { kind: 'pauseProcess', process: agentProcess(host) });
    ask(lab, 'POST', '/v2/apps', APP);
    untilTrue(lab, () => log(lab).includes('Killing overdue task [a.'), 45, 'it is overdue');
    expect(log(lab)).toMatch(/Should kill: a\.\S+ was staged \d+s ago and has not yet started/);
    for (const host of lab.agents) command(lab, { kind: 'resumeProcess', process: agentProcess(host) });
  });
});

describe('trouble', () => {
  it('a framework that Mesos removed is forgotten: it learns so when it registers again, ends, and comes back as another', () => {
    const lab = marathonLab();
    const framework = state(lab).leading?.frameworkId;
    const master = must(state(lab).driver?.master?.info.hostname, 'a master');
    const body = `frameworkId=${String(framework)}`;
    const request = {
      requestId: 999,
      host: master,
      port: 5050,
      method: 'POST',
      path: '/master/teardown',
      headers: {},
      body,
    };
    command(lab, { kind: 'tell', process: lab.operator, body: { kind: 'http', ...request } });
    run(lab, 1);
    // The master tells it at its next registration.
    ask(lab, 'DELETE', '/v2/leader');
    const other = (): string | null | undefined => marathonState(lab, leader(lab) ?? '')?.leading?.frameworkId;
    untilTrue(lab, () => typeof other() === 'string' && other() !== framework, 60, 'a new framework');
    expectInOrder(log(lab), [
      ...[
        'Error: Framework has been removed',
        'In case Mesos does not allow registration',
        'CAUTION: if you remove this node',
      ],
      ...['Expunge framework id!', 'Committing suicide!', 'Starting Marathon', 'with frameworkId: None'],
    ]);
  });

  it('its store removed: answers come from memory, changes fail, and another take-over finds nothing', () => {
    const lab = marathonLab();
    deployed(lab, APP);
    removeZnodes(lab, '/marathon/state');
    run(lab, 2);
    expect(ask(lab, 'GET', '/v2/apps/a')?.status).toBe(200);
    const answer = ask(lab, 'PUT', '/v2/apps/a', { instances: 2 });
    expect([answer?.status, answer?.text]).toEqual([500, '{"message":"Could not modify AppDefinition with key: a"}']);
    command(lab, { kind: 'killProcess', process: processId(`marathon@${must(leader(lab), 'a leader')}`) });
    untilTrue(lab, () => leader(lab) !== null, 60, 'it leads again');
    expect(ask(lab, 'GET', '/v2/apps')?.text).toBe('{"apps":[]}');
  });

  it('a kill of a replaced task that nobody confirms is repeated after 15 s', () => {
    const lab = marathonLab();
    const strategy = { minimumHealthCapacity: 0, maximumOverCapacity: 0 };
    const [task] = deployed(lab, { ...APP, upgradeStrategy: strategy }).tasks;
    const process = agentProcess(must(task, 'a task').host);
    command(lab, { kind: 'pauseProcess', process });
    ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' });
    const seconds = untilTrue(lab, () => log(lab).includes('Retrying kill of old task [a.'), 20, 'it is repeated');
    expect(seconds).toBeGreaterThan(14);
    command(lab, { kind: 'resumeProcess', process });
    settle(lab);
  });

  it('a task that its store does not know is killed at its first status', () => {
    const lab = marathonLab();
    const [task] = deployed(lab, APP).tasks;
    const { id } = must(task, 'a task');
    removeZnodes(lab, `/marathon/state/task:${id}`);
    run(lab, 1);
    command(lab, { kind: 'killProcess', process: processId(`marathon@${must(leader(lab), 'a leader')}`) });
    untilTrue(lab, () => log(lab).includes(`Kill unknown task [${id}]`), 60, 'it is unknown');
    untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 1, 30, 'another runs');
    expect(app(lab, '/a')?.tasks.map((each) => each.id)).not.toContain(id);
  });
});
