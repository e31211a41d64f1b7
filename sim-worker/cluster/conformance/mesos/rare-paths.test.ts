/** Answers that no row of the case table and no restated test asks for. Reference: sections 2.4, 4.5, 6.3. */
import { describe, expect, it } from 'vitest';
import { processId } from '../../../kernel/ids.ts';
import { operatorId } from '../../process-names.ts';
import { agentProcess, AGENTS, masterProcess, MASTERS, OPERATOR, startBed } from './mesos-bed.ts';
import { post, subscribe } from './testing/http-framework.ts';
import { INFO, last, launch, reregister, stage } from './testing/spoken-agent.ts';

type Told = Readonly<Record<string, object>>;

describe('what an agent says to the leading master', () => {
  it.each(['RegisterSlaveMessage', 'ReregisterSlaveMessage'])(
    '%s of a machine that is DOWN: a ShutdownMessage',
    (type) => {
      const on = stage();
      const ids = [{ hostname: OPERATOR, ip: OPERATOR }];
      const unavailability = { start: { nanoseconds: 1 }, duration: { nanoseconds: 6e10 } };
      expect(post(on.bed, '/maintenance/schedule', { windows: [{ machine_ids: ids, unavailability }] }).status).toBe(
        200,
      );
      expect(post(on.bed, '/machine/down', ids).status).toBe(200);
      on.after(1);
      const told = (): unknown[] => on.heard('ShutdownMessage').map((message) => message['message']);
      expect(told()).toEqual(["Operator initiated 'Machine DOWN'"]);
      const whole = reregister(on, []) as Told;
      const id = type === 'RegisterSlaveMessage' ? null : 'x-S9';
      on.say({ ...whole, type: `mesos.${type}`, slave: { ...whole['slave'], id } });
      expect(told().at(-1)).toBe('Machine is `DOWN`');
    },
  );

  it('a registered id from another host: it is told to end', () => {
    const on = stage();
    const whole = reregister(on, []) as Told;
    on.say({ ...whole, slave: { ...whole['slave'], hostname: 'elsewhere' } });
    expect(on.heard('ShutdownMessage').map((message) => message['message'])).toEqual([
      'Agent attempted to re-register with different IP / hostname',
    ]);
  });

  it('UnregisterSlaveMessage: its tasks are lost, with the reason in the log and in the metrics', () => {
    const on = stage();
    launch(on, 't');
    on.say({ type: 'mesos.UnregisterSlaveMessage', slaveId: on.agent });
    on.after(1);
    expect(last(on.framework)).toMatchObject({
      state: 'TASK_LOST',
      reason: 'REASON_AGENT_REMOVED',
      source: 'SOURCE_MASTER',
      message: `Slave ${OPERATOR} removed: the agent unregistered`,
    });
    const metrics = JSON.parse(on.bed.get(on.bed.leader().host, '/metrics/snapshot').body) as Record<string, number>;
    expect(metrics['master/slave_removals/reason_unregistered']).toBe(1);
    expect(metrics['master/task_lost/source_master/reason_slave_removed']).toBe(1);
  });
});

describe('--no-root_submissions', () => {
  it('refuses the user root, and no other', () => {
    const bed = startBed({ framework: null, masterFlags: { rootSubmissions: false } });
    bed.settle();
    const refused = subscribe(bed, INFO);
    expect(refused.last('ERROR')).toEqual({
      message: "User 'root' is not allowed to run frameworks without --root_submissions set",
    });
    expect(subscribe(bed, { ...INFO, user: 'web' }).events('SUBSCRIBED')).toHaveLength(1);
  });
});

describe('/mesos/log_replicas deleted', () => {
  // Awake, the replicas would join again faster than zkCli deletes them, and the folder would stay.
  it('while the masters stand still: each aborts with the word of its log; no agent ends', () => {
    const bed = startBed({ framework: null });
    bed.settle();
    for (const host of MASTERS) bed.command({ kind: 'pauseProcess', process: masterProcess(host) });
    const operation = { op: 'deleteRecursively', path: '/mesos/log_replicas' };
    bed.command({ kind: 'tell', process: processId(`zkcli@${OPERATOR}`), body: { kind: 'znode', operation } });
    bed.run(22);
    for (const host of MASTERS) bed.command({ kind: 'resumeProcess', process: masterProcess(host) });
    bed.run(23);
    const aborted = /^Failed to (watch|participate in) ZooKeeper group: |^Unexpected ZooKeeper event/;
    for (const host of MASTERS) expect(bed.logOf(masterProcess(host)).some((line) => aborted.test(line))).toBe(true);
    for (const host of AGENTS) expect(bed.isRunning(agentProcess(host))).toBe(true);
  });
});

describe('--no-log_auto_initialize', () => {
  it('an empty log waits to be initialised, and every master says how', () => {
    const bed = startBed({ framework: null, masterFlags: { logAutoInitialize: false } });
    bed.run(30);
    expect(bed.inRole('leading')).toEqual([]);
    for (const host of MASTERS) {
      const log = bed.logOf(masterProcess(host)).join('\n');
      expect(log).toContain('Replicated log has not been initialized.');
      expect(log).toContain('mesos-log initialize');
    }
  });
});

describe('ZooKeeper gone for a minute', () => {
  const bed = startBed();
  bed.settle();
  const standby = bed.inRole('standby')[0] ?? '';
  const ask = (path: string): void => {
    const body = {
      kind: 'http',
      requestId: 900,
      host: standby,
      port: 5050,
      method: 'GET',
      path,
      headers: {},
      body: '',
    };
    bed.command({ kind: 'tell', process: operatorId(OPERATOR), body });
    bed.runFor(1);
  };
  ask('/state?jsonp=f');
  for (const host of MASTERS) bed.command({ kind: 'stopProcess', process: processId(`zookeeper@${host}`) });
  bed.run(50);
  ask('/state');
  const logs = {
    standby: bed.logOf(masterProcess(standby)).join('\n'),
    agent: bed.logOf(agentProcess(AGENTS[0] ?? '')).join('\n'),
    scheduler: bed.logOf(processId(`test@${OPERATOR}`)).join('\n'),
  };

  it.each([
    ['standby', /^Redirecting request for \/master\/state\?jsonp=f to the leading master \S+$/m],
    ['standby', /^Lost connection to ZooKeeper, attempting to reconnect \.\.\.$/m],
    [
      'standby',
      /^Timed out waiting to connect to ZooKeeper\. Forcing ZooKeeper session \(sessionId=[0-9a-f]+\) expiration$/m,
    ],
    ['standby', /^ZooKeeper session expired$/m],
    ['standby', /^Detected a new leader: None$/m],
    ['standby', /^Lost candidacy as a follower\.\.\. Contend again$/m],
    [
      'standby',
      /^Current master is not elected as leader, and leader information is unavailable\. Failed to redirect the request url: \/master\/state$/m,
    ],
    ['agent', /^Lost leading master$/m],
    ['scheduler', /^No master detected$/m],
  ] as const)('the log of a %s: %s', (who, line) => {
    expect(logs[who]).toMatch(line);
  });
});
