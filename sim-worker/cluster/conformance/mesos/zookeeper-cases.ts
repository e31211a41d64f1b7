/** Rows of the case table in which ZooKeeper's znodes or servers fail under a whole cluster. Reference: sections 2.4 and 14. */
import { must } from '../../../kernel/assert.ts';
import { hostId, type ProcessId, processId } from '../../../kernel/ids.ts';
import { findProcess, processIds } from '../../../kernel/process-table.ts';
import type { AgentState } from '../../../mesos/agent/agent-state.ts';
import { inspectAgent } from '../../../mesos/agent/inspect.ts';
import type { MasterState } from '../../../mesos/master/master-state.ts';
import { znodeChildren } from '../../../zookeeper/server/inspect.ts';
import type { ZookeeperServerState } from '../../../zookeeper/server/server-state.ts';
import { check, checkThat, hostOfTask, type MesosCase, statesAtLeader, updatesOf, withTask } from './case.ts';
import { agentProcess, AGENTS, type Bed, masterProcess, MASTERS, OPERATOR } from './mesos-bed.ts';

const zookeeper = (host: string): ProcessId => processId(`zookeeper@${host}`);
const SCHEDULER = processId(`test@${OPERATOR}`);

function processOf(bed: Bed, id: ProcessId) {
  return must(findProcess(bed.simulator.world, id), id);
}

/** As a person does it with zkCli. */
function deleteZnode(bed: Bed, op: 'delete' | 'deleteRecursively', path: string): void {
  const operation = op === 'delete' ? { op, path, version: -1 } : { op, path };
  bed.command({ kind: 'tell', process: processId(`zkcli@${OPERATOR}`), body: { kind: 'znode', operation } });
}

function children(bed: Bed, path: string): readonly string[] {
  return [...znodeChildren(processOf(bed, zookeeper(MASTERS[0] as string)).state as ZookeeperServerState, path)].sort();
}

/** The candidates' znodes, smallest number first. */
function candidates(bed: Bed): readonly string[] {
  return children(bed, '/mesos').filter((name) => name.startsWith('json.info_'));
}

function candidacyOf(state: MasterState): string {
  return `json.info_${String(state.contender?.candidacy ?? -1).padStart(10, '0')}`;
}

function stopMasters(bed: Bed): void {
  for (const host of MASTERS) bed.command({ kind: 'stopProcess', process: masterProcess(host) });
}

function incarnations(bed: Bed): readonly number[] {
  return [...AGENTS.map(agentProcess), SCHEDULER].map((id) => processOf(bed, id).incarnation);
}

export const ZOOKEEPER_CASES: readonly MesosCase[] = [
  {
    id: 'FAIL-04',
    given: 'follower cut off from ZooKeeper for 60 s, then healed',
    expected: 'its process stays, web answers 503 meanwhile, contends again with a higher number',
    run: (bed) => {
      bed.settle();
      const host = must(bed.inRole('standby')[0], 'a standby');
      const before = candidacyOf(bed.master(host));
      const { pid } = processOf(bed, masterProcess(host));
      const servers = MASTERS.filter((other) => other !== host);
      bed.partition([host], servers);
      bed.command({ kind: 'stopProcess', process: zookeeper(host) });
      bed.run(75);
      check('web', bed.get(host, '/master/state').status, 503);
      bed.run(80);
      bed.heal([host], servers);
      bed.run(200);
      check('same process', processOf(bed, masterProcess(host)).pid, pid);
      checkThat('a higher number', candidacyOf(bed.master(host)) > before);
    },
  },
  {
    id: 'FAIL-06',
    given: 'all ZooKeeper servers killed for 5 s, then back with data',
    expected: 'sessions survive, no role change',
    run: (bed) => {
      withTask(bed);
      const { host, state } = bed.leader();
      const nodes = candidates(bed);
      for (const server of MASTERS) bed.command({ kind: 'stopProcess', process: zookeeper(server) });
      bed.run(35);
      for (const server of MASTERS) bed.command({ kind: 'startProcess', process: zookeeper(server) });
      bed.run(90);
      check('leader', [bed.leader().host, bed.leader().state.info.id], [host, state.info.id]);
      check('candidates', candidates(bed), nodes);
    },
  },
  {
    id: 'FAIL-09',
    given: 'all masters stopped, agents up',
    expected: 'rmr /mesos ends every agent and scheduler process by the fatal event or the failed detection',
    run: (bed) => {
      bed.settle();
      stopMasters(bed);
      bed.run(50);
      const before = incarnations(bed);
      deleteZnode(bed, 'deleteRecursively', '/mesos');
      bed.run(56);
      const [scheduler] = incarnations(bed).slice(-1);
      check(
        'agents restarted',
        incarnations(bed).slice(0, -1),
        before.slice(0, -1).map((count) => count + 1),
      );
      checkThat('scheduler ended', scheduler !== before.at(-1) || !bed.isRunning(SCHEDULER));
      for (const agent of AGENTS) {
        const text = bed.logOf(agentProcess(agent)).join('\n');
        checkThat(`last words of ${agent}`, /Unexpected ZooKeeper event|Failed to detect a master: /.test(text));
      }
    },
  },
  {
    id: 'FAIL-10',
    given: 'all masters stopped',
    expected: 'deleting only /mesos/json.info_* and /mesos/log_replicas ends no agent and no scheduler',
    run: (bed) => {
      bed.settle();
      stopMasters(bed);
      bed.run(22);
      const before = incarnations(bed);
      for (const name of candidates(bed)) deleteZnode(bed, 'delete', `/mesos/${name}`);
      deleteZnode(bed, 'deleteRecursively', '/mesos/log_replicas');
      bed.run(60);
      check('incarnations', incarnations(bed), before);
      check('candidates', candidates(bed), []);
      for (const agent of AGENTS) checkThat(`agent ${agent} stays`, bed.isRunning(agentProcess(agent)));
    },
  },
  {
    id: 'FAIL-11',
    given: 'running cluster',
    expected: "delete the leader's json.info znode: it exits 1, the next smallest leads",
    run: (bed) => {
      bed.settle();
      const { host } = bed.leader();
      const [own, next] = candidates(bed);
      check('smallest number', own, candidacyOf(bed.leader().state));
      const heir = MASTERS.find((other) => candidacyOf(bed.master(other)) === next);
      deleteZnode(bed, 'delete', `/mesos/${own ?? ''}`);
      bed.run(30);
      const words = 'Lost leadership... committing suicide!';
      checkThat(
        'last words',
        bed.logOf(masterProcess(host)).some((line) => line.includes(words)),
      );
      check('leader', bed.leader().host, heir);
    },
  },
  {
    id: 'FAIL-12',
    given: 'running cluster',
    expected: 'delete a follower\'s json.info znode: "Lost candidacy as a follower... Contend again", a new number',
    run: (bed) => {
      bed.settle();
      const host = must(bed.inRole('standby')[0], 'a standby');
      const before = candidacyOf(bed.master(host));
      const leader = bed.leader().host;
      deleteZnode(bed, 'delete', `/mesos/${before}`);
      bed.run(25);
      const words = 'Lost candidacy as a follower... Contend again';
      checkThat(
        'log',
        bed.logOf(masterProcess(host)).some((line) => line.includes(words)),
      );
      checkThat('a higher number', candidacyOf(bed.master(host)) > before);
      check('candidates', candidates(bed).length, 3);
      check('leader', bed.leader().host, leader);
    },
  },
  {
    id: 'FAIL-13',
    given: 'running cluster',
    expected: 'delete one child of log_replicas: "Renewing replica group membership", a new child appears',
    run: (bed) => {
      bed.settle();
      const before = children(bed, '/mesos/log_replicas');
      check('replicas', before.length, 3);
      deleteZnode(bed, 'delete', `/mesos/log_replicas/${before[0] ?? ''}`);
      bed.run(30);
      const after = children(bed, '/mesos/log_replicas');
      check('replicas after', after.length, 3);
      checkThat('a new one', !before.includes(after[2] ?? ''));
      const renewed = MASTERS.filter((host) => {
        return bed.logOf(masterProcess(host)).some((line) => line.includes('Renewing replica group membership'));
      });
      check('owners that renewed', renewed.length, 1);
    },
  },
  {
    id: 'SUP-06',
    given: 'leader lost',
    expected: 'an update is queued ("Pausing sending status updates") and flushed at the registration',
    run: (bed) => {
      withTask(bed);
      const host = hostOfTask(bed, 't1');
      stopMasters(bed);
      bed.run(50);
      const agent = agentProcess(host);
      checkThat('paused', bed.logOf(agent).slice(-4).includes('Detecting new master'));
      const task = [...processIds(bed.simulator.world)].find((id) => id.startsWith('task:'));
      bed.command({ kind: 'killProcess', process: must(task, 'process of the task') });
      bed.run(60);
      const streams = [...(processOf(bed, agent).state as AgentState).streams.values()];
      check(
        'pending',
        streams.map((stream) => stream.pending.map((update) => update.status.state)),
        [['TASK_FAILED']],
      );
      for (const master of MASTERS) bed.command({ kind: 'startProcess', process: masterProcess(master) });
      bed.run(150);
      const last = updatesOf(bed, 't1').at(-1);
      check('update', last, ['TASK_FAILED', null, 'Command terminated with signal Killed']);
    },
  },
  {
    id: 'EXE-05',
    given: 'agent process down 10 min, executors on the host',
    expected: 'removed by the master at 75 to 90 s; on its return it is shut down and its tasks die; then a new id',
    run: (bed) => {
      bed.run(2);
      for (const host of AGENTS) {
        const process = agentProcess(host);
        const flags = { ...processOf(bed, process).spec.flags, runtime: 'host+supervisord' };
        bed.command({ kind: 'stopProcess', process });
        bed.run(2.01 + AGENTS.indexOf(host) / 100);
        bed.command({ kind: 'configureProcess', process, flags });
        bed.command({ kind: 'startProcess', process });
      }
      withTask(bed);
      const host = hostOfTask(bed, 't1');
      const agent = agentProcess(host);
      const oldId = inspectAgent(processOf(bed, agent).state as AgentState).agentId;
      bed.command({ kind: 'stopProcess', process: agent });
      bed.run(130);
      const lost = ['TASK_LOST', 'REASON_SLAVE_REMOVED', `Slave ${host} removed: health check timed out`];
      check('update', updatesOf(bed, 't1').at(-1), lost);
      const executors = () => [...processIds(bed.simulator.world)].filter((id) => id.startsWith('executor:')).length;
      bed.run(630);
      check('executor waits', executors(), 1);
      bed.command({ kind: 'startProcess', process: agent });
      bed.run(700);
      check('executors', executors(), 0);
      check(
        'running tasks',
        statesAtLeader(bed).filter((state) => state === 'TASK_RUNNING'),
        [],
      );
      const look = inspectAgent(processOf(bed, agent).state as AgentState);
      checkThat('a new id', look.phase === 'RUNNING' && look.agentId !== oldId);
      checkThat('host is the same', processOf(bed, agent).spec.host === hostId(host));
    },
  },
];
