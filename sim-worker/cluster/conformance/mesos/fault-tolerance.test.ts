/**
 * Tests of 1.0.1 restated with an agent that says whatever it is told to (the probe) and schedulers of the HTTP API:
 * fault_tolerance_tests.cpp, master_slave_reconciliation_tests.cpp, reconciliation_tests.cpp, partition_tests.cpp; names are theirs.
 */
import { describe, expect, it } from 'vitest';
import { processId } from '../../../kernel/ids.ts';
import { resources } from '../../../mesos/resources/parse.ts';
import { OPERATOR, startBed } from './mesos-bed.ts';
import { post, subscribe } from './testing/http-framework.ts';
import {
  acknowledge,
  INFO,
  last,
  launch,
  offerOn,
  reconcile,
  reported,
  reregister,
  type Stage,
  stage,
  statuses,
  task,
  update,
  UUIDS,
} from './testing/spoken-agent.ts';

describe('reconciliation of tasks', () => {
  it('ReconcileStatusUpdateTaskState: what was forwarded is told, not what is known already', () => {
    const on = stage();
    launch(on, 't');
    on.say(
      update(on, 't', { state: 'TASK_RUNNING', latestState: 'TASK_FINISHED', uuid: UUIDS.running, healthy: true }),
    );
    expect(on.bed.get(on.bed.leader().host, '/state').body).toContain('"state":"TASK_FINISHED"');
    const told = { state: 'TASK_RUNNING', reason: 'REASON_RECONCILIATION', source: 'SOURCE_MASTER', healthy: true };
    expect(reconcile(on, 't')).toMatchObject(told);
    expect(reconcile(on, null)).toMatchObject({ ...told, message: 'Reconciliation: Latest task state' });
    // The end itself counts nowhere then: it was no news any more.
    expect(on.bed.get(on.bed.leader().host, '/metrics/snapshot').body).toContain('"master\\/tasks_finished":0');
  });

  it('an update while the framework is away is not forwarded: its state is not told either', () => {
    const on = stage();
    launch(on, 't');
    on.say(update(on, 't', { state: 'TASK_RUNNING', uuid: UUIDS.running }));
    on.bed.command({ kind: 'stopProcess', process: processId(`operator@${OPERATOR}`) });
    on.after(1);
    on.say(update(on, 't', { state: 'TASK_FINISHED', uuid: UUIDS.end }));
    on.bed.command({ kind: 'startProcess', process: processId(`operator@${OPERATOR}`) });
    on.after(1);
    const framework = subscribe(on.bed, { ...INFO, id: { value: on.framework.id } });
    expect(reconcile({ ...on, framework }, 't')).toMatchObject({ state: 'TASK_RUNNING' });
  });

  it('UnacknowledgedTerminalTask, ImplicitTerminalTask and UnknownTask', () => {
    const on = stage();
    launch(on, 't');
    on.say(update(on, 't', { state: 'TASK_FINISHED', uuid: UUIDS.end }));
    expect(reconcile(on, 't')).toMatchObject({ state: 'TASK_FINISHED', reason: 'REASON_RECONCILIATION' });
    expect(reconcile(on, null)).toMatchObject({ state: 'TASK_FINISHED', reason: 'REASON_RECONCILIATION' });
    acknowledge(on, 't', statuses(on.framework).find(({ uuid }) => uuid !== undefined)?.['uuid']);
    expect(on.heard('StatusUpdateAcknowledgementMessage')).toHaveLength(1);
    const { length } = statuses(on.framework);
    reconcile(on, null);
    expect(statuses(on.framework)).toHaveLength(length);
    const unknown = { state: 'TASK_LOST', message: 'Reconciliation: Task is unknown to the agent' };
    expect(reconcile(on, 't')).toMatchObject(unknown);
    const log = on.bed.logOf(on.bed.leaderProcess()).length;
    on.framework.call('KILL', { task_id: { value: 't' }, agent_id: { value: on.agent } });
    on.after(0.5);
    expect(last(on.framework)).toMatchObject(unknown);
    const lines = on.bed.logOf(on.bed.leaderProcess()).slice(log).join('\n');
    expect(lines).toContain('because it is unknown; performing reconciliation');
    expect(lines).toContain('Performing explicit task state reconciliation for 1 tasks of framework');
    expect(lines).not.toContain('Sending status update TASK_LOST');
  });
});

describe('agents that come back', () => {
  it('ReconcileLostTask: what the agent does not list is asked for, and it says that it is lost', () => {
    const on = stage();
    launch(on, 't');
    expect(on.heard('RunTaskMessage')).toHaveLength(1);
    on.say(reregister(on, []));
    expect(on.heard('SlaveReregisteredMessage').at(-1)?.['reconciliations']).toMatchObject([
      {
        frameworkId: on.framework.id,
        statuses: [{ taskId: 't', state: 'TASK_STAGING', reason: 'REASON_RECONCILIATION' }],
      },
    ]);
    on.say(update(on, 't', { state: 'TASK_LOST', uuid: UUIDS.end }));
    expect(last(on.framework)).toMatchObject({ task_id: { value: 't' }, state: 'TASK_LOST' });
  });

  it('SlaveReregisterTerminalTask and SlaveReregisterPendingTask: what it lists is not asked for', () => {
    const on = stage();
    launch(on, 't');
    launch(on, 'u');
    on.say(update(on, 't', { state: 'TASK_FINISHED', uuid: UUIDS.end }));
    on.say(reregister(on, [reported(on, 't', 'TASK_FINISHED'), reported(on, 'u', 'TASK_STAGING')]));
    expect(on.heard('SlaveReregisteredMessage').at(-1)?.['reconciliations']).toEqual([]);
    expect(statuses(on.framework)).toHaveLength(1);
    // It hears where the schedulers of its tasks are: of one over HTTP only that there is none with a pid.
    expect(on.heard('UpdateFrameworkMessage').at(-1)).toMatchObject({ frameworkId: on.framework.id, pid: '' });
  });

  it('ReconcileKillTask: a kill that found it away is asked again each time that it lists the task', () => {
    const on = stage();
    launch(on, 't');
    on.probe.hangUp();
    on.after(1);
    on.framework.call('KILL', { task_id: { value: 't' } });
    expect(on.heard('KillTaskMessage')).toHaveLength(0);
    for (const times of [1, 2]) {
      on.say(reregister(on, [reported(on, 't', 'TASK_RUNNING')]));
      expect(on.heard('KillTaskMessage')).toHaveLength(times);
    }
    on.say(update(on, 't', { state: 'TASK_KILLED', uuid: UUIDS.end }));
    acknowledge(on, 't', last(on.framework)['uuid']);
    on.after(1);
    on.say(reregister(on, []));
    expect(on.heard('KillTaskMessage')).toHaveLength(2);
  });

  it('ReconcileShutdownFramework: tasks of a framework that was torn down are shut down', () => {
    const on = stage();
    launch(on, 't');
    const rescinds = on.framework.events('RESCIND').length;
    on.framework.call('TEARDOWN');
    on.after(1);
    expect(on.framework.events('RESCIND')).toHaveLength(rescinds);
    expect(on.heard('ShutdownFrameworkMessage')).toHaveLength(1);
    const { body } = on.bed.get(on.bed.leader().host, '/state');
    expect(body).toContain('"state":"TASK_KILLED"');
    on.say(reregister(on, [reported(on, 't', 'TASK_RUNNING')]));
    expect(on.heard('ShutdownFrameworkMessage')).toHaveLength(2);
  });

  it('FrameworkReregisterEmptyExecutor: an executor without tasks counts for its framework', () => {
    const on = stage();
    const info = {
      executorId: 'e',
      frameworkId: on.framework.id,
      command: { shell: true, value: 'x', arguments: [], environment: [], uris: [], user: null },
      container: null,
      resources: resources('cpus:1;mem:32'),
      name: '',
      source: '',
      data: null,
      shutdownGracePeriodMs: null,
      labels: [],
      discovery: null,
    };
    on.bed.command({ kind: 'killProcess', process: on.bed.leaderProcess() });
    on.after(20);
    on.say(reregister(on, [], [info]));
    const framework = subscribe(on.bed, { ...INFO, id: { value: on.framework.id } });
    expect(framework.id).toBe(on.framework.id);
    on.after(1);
    const { frameworks } = on.bed.leader().state;
    expect(frameworks.get(framework.id as never)?.used).toEqual(resources('cpus:1;mem:32'));
    on.say({
      type: 'mesos.ExitedExecutorMessage',
      slaveId: on.agent,
      frameworkId: framework.id,
      executorId: 'e',
      status: 9,
    });
    expect(framework.last('FAILURE')).toMatchObject({ executor_id: { value: 'e' }, status: 9 });
    expect(frameworks.get(framework.id as never)?.used).toEqual([]);
    expect(on.bed.logOf(on.bed.leaderProcess()).join('\n')).toMatch(
      /Executor 'e' of framework .*: terminated with signal Killed/,
    );
  });
});

describe('agents that were removed', () => {
  it.each([
    [
      'PartitionedSlaveStatusUpdates',
      'Status update from unknown agent',
      (on: Stage) => update(on, 't', { state: 'TASK_RUNNING', uuid: UUIDS.running }),
    ],
    [
      'PartitionedSlaveExitedExecutor',
      'Executor exited message from unknown agent',
      (on: Stage) => ({
        type: 'mesos.ExitedExecutorMessage',
        slaveId: on.agent,
        frameworkId: on.framework.id,
        executorId: 'e',
        status: 0,
      }),
    ],
    [
      'PartitionedSlaveReregistration',
      'Agent attempted to re-register after removal',
      (on: Stage) => reregister(on, []),
    ],
    [
      'an estimate',
      'Update agent message from unknown agent',
      (on: Stage) => ({ type: 'mesos.UpdateSlaveMessage', slaveId: on.agent, oversubscribedResources: [] }),
    ],
    [
      'a message of an executor',
      'Executor message from unknown agent',
      (on: Stage) => ({
        type: 'mesos.ExecutorToFrameworkMessage',
        slaveId: on.agent,
        frameworkId: on.framework.id,
        executorId: 'e',
        data: '',
      }),
    ],
  ])('%s: told to shut down, "%s"', (_name, words, message) => {
    const on = stage();
    on.after(90);
    expect(on.heard('ShutdownMessage').map((each) => each['message'])).toEqual(['health check timed out']);
    expect(on.framework.events('FAILURE').map((event) => event['failure'])).toEqual([
      { agent_id: { value: on.agent } },
    ]);
    on.say(message(on));
    expect(on.heard('ShutdownMessage').map((each) => each['message'])).toEqual(['health check timed out', words]);
  });
});

describe('schedulers', () => {
  it('IgnoreKillTaskFromUnregisteredFramework', () => {
    const on = stage();
    launch(on, 't');
    const body = { call: 'KILL', taskId: 't', agentId: null, killPolicy: null };
    on.say({ type: 'mesos.scheduler.Call', frameworkId: on.framework.id, body }, 'scheduler-1');
    expect(on.heard('KillTaskMessage')).toHaveLength(0);
    expect(on.bed.logOf(on.bed.leaderProcess()).join('\n')).toContain(
      `Dropping KILL call from framework ${on.framework.id} at scheduler-1@${OPERATOR}:5999: Call is not from registered framework`,
    );
  });

  it('UpdateFrameworkInfoOnSchedulerFailover: name, host, address and labels follow; user and role stay', () => {
    const on = stage();
    const labels = { labels: [{ key: 'baz', value: 'qux' }] };
    const info = { ...INFO, id: { value: on.framework.id }, name: 'new', hostname: 'h', webui_url: 'http://h', labels };
    subscribe(on.bed, { ...info, user: 'other', role: 'other' });
    const state = JSON.parse(on.bed.get(on.bed.leader().host, '/state').body) as {
      frameworks: Record<string, unknown>[];
    };
    expect(state.frameworks[0]).toMatchObject({
      name: 'new',
      hostname: 'h',
      webui_url: 'http://h',
      user: 'root',
      role: '*',
      labels: [{ key: 'baz', value: 'qux' }],
    });
    const log = on.bed.logOf(on.bed.leaderProcess()).join('\n');
    expect(log).toContain(`Updating info for framework ${on.framework.id}`);
    expect(log).toContain(`Can not update FrameworkInfo.role to '*' for framework ${on.framework.id}. Check MESOS-703`);
  });

  it('an offer of another framework loses the task, and the offer too, without a word to its owner', () => {
    const on = stage();
    const other = subscribe(on.bed, { ...INFO, name: 'other' });
    on.after(1);
    const offer = offerOn(on.framework, on.agent);
    const operations = [{ type: 'LAUNCH', launch: { task_infos: [task('t', on.agent)] } }];
    other.call('ACCEPT', { offer_ids: [offer.id], operations });
    on.after(0.5);
    expect(last(other)).toMatchObject({
      state: 'TASK_LOST',
      reason: 'REASON_INVALID_OFFERS',
      message: `Task launched with invalid offers: Offer ${offer.id.value} has invalid framework ${on.framework.id} while framework ${other.id} is expected`,
    });
    expect(on.bed.leader().state.offers.has(offer.id.value as never)).toBe(false);
    expect(on.framework.events('RESCIND')).toEqual([]);
  });

  it('SHUTDOWN reaches the agent whatever the master knows of the executor', () => {
    const on = stage();
    on.framework.call('SHUTDOWN', { executor_id: { value: 'e' }, agent_id: { value: on.agent } });
    expect(on.heard('ShutdownExecutorMessage')).toMatchObject([{ executorId: 'e', frameworkId: on.framework.id }]);
  });

  it('inverse offers are taken back after --offer_timeout as offers are', () => {
    const bed = startBed({ framework: null, masterFlags: { offerTimeoutMs: 30_000 } });
    bed.settle();
    const framework = subscribe(bed, INFO);
    const [agent] = [...bed.leader().state.agents.values()];
    const host = agent?.info.hostname ?? '';
    bed.runFor(1);
    const on = { bed, framework, agent: String(agent?.id), after: bed.runFor } as unknown as Stage;
    launch(on, 't');
    const windows = [{ machine_ids: [{ hostname: host, ip: host }], unavailability: { start: { nanoseconds: 1 } } }];
    expect(post(bed, '/maintenance/schedule', { windows }).status).toBe(200);
    bed.runFor(3);
    expect(framework.events('INVERSE_OFFERS')).toHaveLength(1);
    expect(framework.events('RESCIND_INVERSE_OFFER')).toHaveLength(0);
    bed.runFor(31);
    expect(framework.events('RESCIND_INVERSE_OFFER').length).toBeGreaterThan(0);
  });
});

describe('a new leader', () => {
  it('keeps the weights that the flag gave to an empty registry, whatever its own flag says', () => {
    const bed = startBed({ framework: null, masterFlags: { weights: 'a=2.5' } });
    bed.settle();
    bed.runFor(1);
    expect(bed.leader().state.registrar.registry.weights).toEqual([{ role: 'a', weight: 2.5 }]);
    const old = bed.leaderProcess();
    bed.command({ kind: 'stopProcess', process: old });
    bed.until('another leads', () => bed.inRole('leading').length === 1 && bed.leaderProcess() !== old);
    expect(bed.get(bed.leader().host, '/weights').body).toBe('[{"role":"a","weight":2.5}]');
    expect(bed.logOf(bed.leaderProcess()).join('\n')).toContain(
      "Ignoring the --weights flag 'a=2.5', and recovering the weights from registry.",
    );
  });
});
