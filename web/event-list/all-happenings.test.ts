import { expect, test } from 'vitest';
import type { Happening, TimelineView } from '../../sim-worker/api.ts';
import { allHappenings, happeningId } from './all-happenings.ts';

function happening(atUs: number, kind: string, key = kind): Happening {
  return { atUs, seq: 1, kind, process: 'p', key, values: {} };
}

const view: TimelineView = {
  horizonUs: 100,
  nowUs: 50,
  lanes: [{ id: 'mesos', spans: [{ fromUs: 5, toUs: null, process: 'mesos-master@192.168.1.231', label: '' }] }],
  faults: [happening(20, 'fault'), happening(80, 'fault')],
  tasks: [],
  service: [],
  snapshots: [],
};

test('the past that no frame told comes from the timeline, the future is left out', () => {
  expect(allHappenings([], view, 50).map(({ atUs, kind }) => [atUs, kind])).toEqual([
    [5, 'leader'],
    [20, 'fault'],
  ]);
});

test('what both know is shown once', () => {
  expect(allHappenings([happening(20, 'fault'), happening(30, 'exit')], view, 50)).toHaveLength(3);
});

test('tasks that change in one event are lines of their own', () => {
  const tasks = ['a', 'b'].map((taskId) => ({ ...happening(30, 'task'), values: { taskId, state: 'TASK_STAGING' } }));
  const shown = allHappenings(tasks, view, 50);
  expect(new Set(shown.map(happeningId)).size).toBe(shown.length);
  expect(shown).toHaveLength(4);
});
