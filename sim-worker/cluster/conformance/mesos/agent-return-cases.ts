/** Rows about agents that go and come back: late, changed, or not at all. Reference: section 14. */
import { hostId } from '../../../kernel/ids.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { check, checkThat, hostOfTask, type MesosCase, statesAtLeader, withTask } from './case.ts';
import { agentProcess, AGENTS } from './mesos-bed.ts';

export const AGENT_RETURN_CASES: readonly MesosCase[] = [
  {
    id: 'WIN-02',
    given: 'an agent that left the registry after the window returns',
    expected: 'readmitted with its old id',
    options: { framework: null },
    run: (bed) => {
      bed.settle();
      const host = AGENTS[0] as string;
      const id = [...bed.leader().state.agents.values()].find((agent) => agent.info.hostname === host)?.id;
      bed.command({ kind: 'stopProcess', process: agentProcess(host) });
      bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
      bed.run(700);
      check('registry', bed.leader().state.registrar.registry.slaves.size, 4);
      bed.command({ kind: 'startProcess', process: agentProcess(host) });
      bed.run(720);
      checkThat('it is back with its id', id !== undefined && bed.leader().state.agents.has(id));
      check('registry', bed.leader().state.registrar.registry.slaves.size, 5);
    },
  },
  {
    id: 'PART-06',
    given: "agent's process dies, framework without checkpointing",
    expected: 'TASK_LOST SLAVE_DISCONNECTED "Slave HOST disconnected" at once',
    options: { framework: { checkpoint: false } },
    run: (bed) => {
      withTask(bed);
      const host = hostOfTask(bed, 't1');
      bed.command({ kind: 'stopProcess', process: agentProcess(host) });
      bed.run(30.5);
      const update = bed.framework().statuses.at(-1);
      check(
        'update',
        [update?.state, update?.reason, update?.message],
        ['TASK_LOST', 'REASON_SLAVE_DISCONNECTED', `Slave ${host} disconnected`],
      );
    },
  },
  {
    id: 'REG-06',
    given: 'agent restarts with other attributes',
    expected: 'it cannot recover; the master removes the old id 75 to 90 s after the death',
    run: (bed) => {
      bed.settle();
      const id = agentProcess(AGENTS[0] as string);
      const flags = { ...findProcess(bed.simulator.world, id)?.spec.flags, attributes: 'rack:other' };
      bed.command({ kind: 'stopProcess', process: id });
      bed.run(20.5);
      bed.command({ kind: 'configureProcess', process: id, flags });
      bed.command({ kind: 'startProcess', process: id });
      bed.run(30);
      checkThat(
        'it says so',
        bed.logOf(id).some((line) => line.includes('Incompatible agent info detected')),
      );
      bed.run(94.5);
      check('agents before 75 s', bed.leader().state.agents.size, 5);
      // Each start answers a ping that meets it, before it fails: then the strikes are counted anew.
      bed.run(105);
      bed.until('the old id is removed', () => bed.leader().state.agents.size === 4);
      check('tasks', statesAtLeader(bed), []);
    },
  },
  {
    id: 'FAIL-14',
    given: 'new leader, before any agent is back',
    expected: '/state lists no agents, the registry has all',
    options: { framework: null },
    run: (bed) => {
      bed.settle();
      for (const host of AGENTS) bed.command({ kind: 'powerOffHost', host: hostId(host) });
      bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
      bed.run(60);
      const { host, state } = bed.leader();
      checkThat('no agents', bed.get(host, '/master/state').body.includes('"slaves":[]'));
      check('registry', [state.registrar.registry.slaves.size, state.recoveredAgents.size], [5, 5]);
    },
  },
];
