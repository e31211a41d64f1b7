/** Rows that need an authorizer: REC-07. Reference: section 14; kill of a pending task: section 6.7. */
import { taskId } from '../../../mesos/ids.ts';
import { check, checkThat, type MesosCase, statesAtLeader, updatesOf } from './case.ts';
import type { Bed } from './mesos-bed.ts';

/** An authorizer that allows everything and takes its time, as a module may. */
const SLOW_AUTHORIZER = { refuseSeconds: null, masterFlags: { acls: '{}', authorizationDelayMs: 5_000 } };

const call = (bed: Bed, body: object): void => bed.tell({ order: 'call', call: body as never });

export const ACCESS_CASES: readonly MesosCase[] = [
  {
    id: 'REC-07',
    given: 'task pending authorisation, explicit and implicit reconciliation, then a kill',
    expected: 'TASK_STAGING both times; TASK_KILLED "Killed pending task", and nothing is launched',
    options: SLOW_AUTHORIZER,
    run: (bed) => {
      bed.settle();
      bed.launch(['t1', 't2']);
      const pending = (): readonly string[] =>
        [...bed.leader().state.frameworks.values()].flatMap((framework) => [...framework.pendingTasks.keys()]);
      bed.until('tasks are pending', () => pending().length > 0);
      check('pending', pending(), ['t1', 't2']);
      const state = bed.get(bed.leader().host, '/state').body;
      checkThat('the state shows it as staging', state.includes('"id":"t1","name":"t1"'));
      call(bed, { call: 'reconcileTasks', statuses: [{ taskId: taskId('t1'), slaveId: null }] });
      call(bed, { call: 'reconcileTasks', statuses: [] });
      bed.runFor(0.2);
      const staging = ['TASK_STAGING', 'REASON_RECONCILIATION', 'Reconciliation: Latest task state'];
      check('answers', updatesOf(bed, 't1'), [staging, staging]);
      call(bed, { call: 'killTask', taskId: taskId('t1') });
      bed.runFor(0.2);
      check('kill', updatesOf(bed, 't1').at(-1), ['TASK_KILLED', null, 'Killed pending task']);
      bed.runFor(10);
      check('launched', statesAtLeader(bed), ['TASK_RUNNING']);
      check('updates of the killed one', updatesOf(bed, 't1').length, 3);
    },
  },
];
