/** The curve of the timeline: what the clients told of each service, put together. */
import type { TraceRecord } from '../../kernel/trace.ts';
import type { ServiceStep } from './views.ts';

/** Steps kept, the newest ones. */
const STEP_LIMIT = 4000;

/** Each service weighs as it was asked in its last told second. A second is told when its last request has ended. */
export function serviceSteps(landmarks: readonly TraceRecord[]): ServiceStep[] {
  const latest = new Map<string, { readonly sent: number; readonly good: number }>();
  const steps: ServiceStep[] = [];
  for (const { kind, body } of landmarks) {
    if (kind !== 'service' || body['way'] !== 'balancer') continue;
    const meter = String(body['meter']);
    const sent = Number(body['sent']);
    if (sent === 0) latest.delete(meter);
    else latest.set(meter, { sent, good: Number(body['good']) });
    const atUs = Number(body['second']) * 1_000_000;
    const share = pooled(latest.values());
    const last = steps.at(-1);
    if (last !== undefined && last.atUs >= atUs) steps[steps.length - 1] = { atUs: last.atUs, share };
    else if (last?.share !== share) steps.push({ atUs, share });
  }
  return steps.slice(-STEP_LIMIT);
}

function pooled(figures: Iterable<{ readonly sent: number; readonly good: number }>): number | null {
  let sent = 0;
  let good = 0;
  for (const each of figures) {
    sent += each.sent;
    good += each.good;
  }
  return sent === 0 ? null : good / sent;
}
