import { describe, expect, it } from 'vitest';
import { masterModel, pollIntervalMs } from './master-model.ts';
import type { MasterStateJson } from './mesos-json.ts';

const state: MasterStateJson = {
  slaves: [
    {
      id: 'S0',
      pid: 'slave(1)@192.168.1.234:5051',
      hostname: '192.168.1.234',
      resources: { cpus: 8, gpus: 0, mem: 1000, disk: 100 },
    },
    {
      id: 'S1',
      pid: 'slave(1)@192.168.1.235:5051',
      hostname: '192.168.1.235',
      resources: { cpus: 8, gpus: 0, mem: 1000, disk: 100 },
    },
  ],
  frameworks: [
    {
      id: 'F0',
      name: 'marathon',
      resources: { cpus: 6, mem: 1000, disk: 0 },
      offers: [{ id: 'O1', framework_id: 'F0', slave_id: 'S1', resources: { cpus: 4, mem: 500 } }],
      tasks: [
        {
          id: 'a',
          name: 'a',
          slave_id: 'S0',
          executor_id: '',
          state: 'TASK_RUNNING',
          statuses: [{ state: 'TASK_RUNNING', timestamp: 5 }],
        },
        { id: 'b', name: 'b', slave_id: 'S0', executor_id: 'own', state: 'TASK_STAGING', statuses: [] },
      ],
      completed_tasks: [
        {
          id: 'c',
          name: 'c',
          slave_id: 'S0',
          state: 'TASK_FAILED',
          statuses: [{ state: 'TASK_FAILED', timestamp: 7 }],
        },
        {
          id: 'd',
          name: 'd',
          slave_id: 'S0',
          state: 'TASK_KILLED',
          statuses: [
            { state: 'TASK_RUNNING', timestamp: 3 },
            { state: 'TASK_KILLED', timestamp: 9 },
          ],
        },
      ],
    },
  ],
  orphan_tasks: [{ id: 'o', name: 'o', framework_id: 'F9', slave_id: 'S1', state: 'TASK_RUNNING', statuses: [] }],
};

describe('what the Mesos page computes from the state', () => {
  const model = masterModel(state);

  it('takes offers out of what frameworks use', () => {
    expect(model.total.cpus).toBe(16);
    expect(model.offered.cpus).toBe(4);
    expect(model.used.cpus).toBe(2);
    expect(model.idle.cpus).toBe(10);
  });

  it('counts offers in a framework’s share', () => expect(model.frameworks[0]?.maxShare).toBe(0.5));

  it('uses the task id where the executor id is empty', () => {
    expect(model.activeTasks.map((row) => row.executorId)).toEqual(['a', 'own']);
  });

  it('has no start for a task whose first update is missing or terminal', () => {
    expect(model.activeTasks.map((row) => row.startedS)).toEqual([5, undefined]);
    expect(model.completedTasks.map((row) => [row.startedS, row.stoppedS])).toEqual([
      [undefined, 7],
      [3, 9],
    ]);
  });

  it('keeps orphan tasks with the framework they belong to', () =>
    expect(model.orphanTasks[0]?.frameworkId).toBe('F9'));

  it.each([
    [0, 10],
    [499, 10],
    [500, 20],
    [4999, 60],
    [10000, 240],
    [20000, 960],
  ])('polls a cluster of %s agents every %s s', (agents, seconds) =>
    expect(pollIntervalMs(agents)).toBe(seconds * 1000),
  );
});
