import { describe, expect, it } from 'vitest';
import type { ProcessId } from '../../kernel/ids.ts';
import type { TraceRecord } from '../../kernel/trace.ts';
import { spansOf, timelineOf } from './timeline.ts';

const A = 'mesos-master@a' as ProcessId;
const B = 'mesos-master@b' as ProcessId;

function record(atUs: number, process: ProcessId, kind: string, body: Record<string, unknown>): TraceRecord {
  return { atUs, seq: atUs, process, kind, body };
}
const elected = (atUs: number, process: ProcessId) =>
  record(atUs, process, 'leader', { system: 'mesos', leader: process });

describe('timeline lanes', () => {
  it('end with the process that leads', () => {
    const spans = spansOf('mesos', [elected(1, A), record(5, A, 'exit', { code: 137 }), elected(9, B)]);
    expect(spans).toEqual([
      { fromUs: 1, toUs: 5, process: A, label: '' },
      { fromUs: 9, toUs: null, process: B, label: '' },
    ]);
  });

  it('end when another is elected, though the old leader does not know it yet', () => {
    const spans = spansOf('mesos', [elected(1, A), elected(7, B), record(8, A, 'role', { role: 'standby' })]);
    expect(spans.map(({ process, toUs }) => [process, toUs])).toEqual([
      [A, 7],
      [B, null],
    ]);
  });

  it('ignore what others have heard late, and other systems', () => {
    const late = record(8, A, 'leader', { system: 'mesos', leader: A });
    const heard = record(9, 'mesos-agent@c' as ProcessId, 'leader', { system: 'mesos', leader: A });
    const other = record(9, B, 'leader', { system: 'marathon', leader: B });
    expect(spansOf('mesos', [elected(7, B), heard, other])).toHaveLength(1);
    expect(spansOf('mesos', [elected(7, A), late])).toHaveLength(1);
  });

  it('end by the leader’s own word: another role, or nobody leads', () => {
    expect(spansOf('mesos', [elected(1, A), record(4, A, 'role', { role: 'standby' })])[0]?.toUs).toBe(4);
    const nobody = record(4, A, 'leader', { system: 'mesos', leader: null });
    expect(spansOf('mesos', [elected(1, A), nobody])[0]?.toUs).toBe(4);
    expect(spansOf('mesos', [elected(1, A), record(4, A, 'role', { role: 'leading' })])[0]?.toUs).toBeNull();
  });

  it('show faults and tasks as marks', () => {
    const fault = record(3, A, 'fault', { kind: 'killProcess', process: A });
    const task = record(4, A, 'task', { taskId: 't1', state: 'TASK_LOST', reason: null });
    const view = timelineOf({ landmarks: [fault, task], nowUs: 5, horizonUs: 9, snapshots: [0] });
    expect(view.faults).toMatchObject([{ key: 'fault.killProcess', values: { process: A } }]);
    expect(view.tasks).toMatchObject([{ key: 'task', values: { taskId: 't1', state: 'TASK_LOST' } }]);
  });
});
