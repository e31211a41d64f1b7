import { beforeEach, describe, expect, it } from 'vitest';
import { masterId, zookeeperId } from '../../cluster/process-names.ts';
import { buildScenario } from '../../cluster/scenarios.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import { must } from '../../kernel/assert.ts';
import { clonePlain } from '../../kernel/clone.ts';
import { applyCommand } from '../../kernel/command.ts';
import type { ProcessId } from '../../kernel/ids.ts';
import { type Simulator, runUntil } from '../../kernel/simulator.ts';
import { ownProcess } from '../../kernel/process-table.ts';
import { canonicalPath } from '../../marathon/model/path-id.ts';
import { putTask } from '../../marathon/scheduling/task-tracker.ts';
import type { MarathonState } from '../../marathon/state.ts';
import { taskId } from '../../mesos/ids.ts';
import type { MasterState } from '../../mesos/master/master-state.ts';
import { isLeadingMaster } from '../../mesos/master/inspect.ts';
import { isEstablished, ledEpoch } from '../../zookeeper/server/inspect.ts';
import type { ZookeeperServerState } from '../../zookeeper/server/server-state.ts';
import { ALL_INVARIANTS } from './all.ts';
import { createChecker } from './checker.ts';

const HOSTS = ['192.168.1.231', '192.168.1.232', '192.168.1.233'];
const BOOTED_US = 15_000_000;

let simulator: Simulator;

beforeEach(() => {
  simulator = must(buildScenario('default', 5), 'the default scenario');
  runUntil(simulator, BOOTED_US);
});

function stateOf<State>(id: ProcessId): State {
  return ownProcess(simulator.world, id).state as State;
}

function servers(): readonly ZookeeperServerState[] {
  return HOSTS.map((host) => stateOf<ZookeeperServerState>(zookeeperId(host)));
}

/** Ids of the invariants that a fresh check of the world as it is now finds violated. */
function violated(): readonly string[] {
  const checker = createChecker(ALL_INVARIANTS);
  checker.check(simulator.world);
  return checker
    .reports()
    .filter((report) => report.violations.length > 0)
    .map((report) => report.id);
}

describe('invariants of a healthy cluster', () => {
  it('all hold from its first event through the kill of the ZooKeeper leader', () => {
    const checker = createChecker(ALL_INVARIANTS);
    const fresh = must(buildScenario('default', 6), 'the default scenario');
    for (let second = 0; second < 40; second += 1) {
      runUntil(fresh, second * 1_000_000);
      if (second === 20) applyCommand(fresh, { kind: 'killProcess', process: zookeeperId('192.168.1.233') });
      checker.check(fresh.world);
    }
    expect(checker.reports().flatMap((report) => report.violations)).toEqual([]);
    expect(checker.reports().map((report) => report.checked)).toEqual(ALL_INVARIANTS.map(() => 40));
  });
});

describe('invariants of a world that was tampered with', () => {
  it('sees a second established leader of an epoch', () => {
    const leader = must(
      servers().find((server) => ledEpoch(server) !== null),
      'a leader',
    );
    const follower = must(
      servers().find((server) => ledEpoch(server) === null),
      'a follower',
    );
    follower.leading = clonePlain(leader.leading);
    expect(violated()).toContain('one-zab-leader');
  });

  it('sees two transactions at one zxid', () => {
    const [server] = servers();
    const { committed } = must(server, 'a server').database;
    const tail = committed.tail.map((txn) => Object.freeze({ ...txn, cxid: txn.cxid + 1 }));
    must(server, 'a server').database.committed = Object.freeze({ ...committed, tail });
    expect(violated()).toContain('zxid-agreement');
  });

  it('sees an ephemeral without a session', () => {
    for (const server of servers()) if (isEstablished(server)) server.database.sessions = emptyMap();
    expect(violated()).toContain('ephemeral-has-session');
  });

  it('sees two servers that disagree about the sessions at one zxid', () => {
    const server = must(
      servers().find((one) => isEstablished(one) && ledEpoch(one) === null),
      'a follower',
    );
    server.database.sessions = emptyMap();
    server.database.tree = Object.freeze({ ...server.database.tree, ephemerals: emptyMap<never>() });
    expect(violated()).toContain('sessions-agree');
  });

  it('sees a watch whose connection is gone', () => {
    const server = must(
      servers().find((one) => one.watches.child.byPath.size > 0),
      'a server with watches',
    );
    server.clients.clear();
    expect(violated()).toContain('owned-watches');
  });

  it('sees more given than an agent has', () => {
    const leading = must(
      HOSTS.map((host) => stateOf<MasterState>(masterId(host))).find(isLeadingMaster),
      'a leading master',
    );
    for (const [id, agent] of leading.agents) {
      leading.agents.set(
        id,
        Object.freeze({ ...agent, offered: agent.total, checkpointed: agent.checkpointed, total: [] }),
      );
    }
    expect(violated()).toContain('no-resource-twice');
  });

  it('sees two masters that lead with candidacies', () => {
    for (const host of HOSTS) {
      const master = stateOf<MasterState>(masterId(host));
      master.elected = true;
      master.recovered = true;
    }
    expect(violated()).toContain('one-mesos-leader');
  });

  it('sees an acknowledged application that is not in the store', () => {
    const marathon = stateOf<MarathonState>('marathon@192.168.1.231' as ProcessId);
    const lost = {
      appId: '/lost',
      version: '2016-12-13T06:36:14.897Z',
      versionMs: 1,
      instances: 1,
      atUs: 1,
      deleted: false,
    };
    marathon.acknowledged = [...marathon.acknowledged, Object.freeze({ ...lost, appId: '/lost' as never })];
    expect(violated()).toContain('no-acknowledged-update-lost');
  });

  it('sees two Marathons that lead with members in the group', () => {
    const hosts = HOSTS.map((host) => stateOf<MarathonState>(`marathon@${host}` as ProcessId));
    for (const marathon of hosts) marathon.service.isLeader = true;
    expect(violated()).toContain('one-acting-marathon');
  });

  it('sees a task that was launched after its app had been deleted', () => {
    const marathon = must(
      HOSTS.map((host) => stateOf<MarathonState>(`marathon@${host}` as ProcessId)).find(
        (candidate) => candidate.service.isLeader,
      ),
      'a leading Marathon',
    );
    const gone = { appId: canonicalPath('/gone'), version: '', versionMs: 1, instances: 0, atUs: 1, deleted: true };
    marathon.acknowledged = [...marathon.acknowledged, Object.freeze(gone)];
    const leading = must(marathon.leading, 'the state of a leader');
    const stagedAtMs = simulator.world.settings.startEpochMs + simulator.world.nowUs / 1000;
    leading.tasks = putTask(
      leading.tasks,
      Object.freeze({
        id: taskId('gone.726e0da5-c0fe-11e6-832f-a63ee8fdb797'),
        appId: gone.appId,
        agentId: null,
        host: 'h',
        attributes: [],
        ports: [],
        versionMs: 1,
        stagedAtMs,
        startedAtMs: null,
        status: null,
        reservation: null,
        isLaunched: true,
      }),
    );
    expect(violated()).toContain('no-deleted-app-launched');
  });
});
