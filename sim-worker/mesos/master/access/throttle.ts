/**
 * Messages of registered schedulers on their way to the handlers: counted by principal, held back by the limiters.
 * Source: Mesos 1.0.1, src/master/master.cpp (visit, _visit, throttled, exceededCapacity).
 */
import { must } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import type { Upid } from '../../libprocess/upid.ts';
import type { MesosMessage } from '../../messages/messages.ts';
import type { MasterState } from '../master-state.ts';
import { send } from '../wire.ts';
import { acquirePermit, limiterByKey, limiterFor, takePermitted, type ThrottledEvent } from './rate-limits.ts';

export const LIMITER_TIMER = 'limiter:';

type Message = Extract<ThrottledEvent, { readonly kind: 'message' }>;

export function countReceived(master: MasterState, from: Upid): void {
  const counts = countsOf(master, from);
  if (counts !== undefined) counts.received += 1;
}

/** After the handler, which may have ended the counters. */
export function countProcessed(master: MasterState, principal: string | null | undefined): void {
  const counts = principal == null ? undefined : master.access.messages.get(principal);
  if (counts !== undefined) counts.processed += 1;
}

function countsOf(master: MasterState, from: Upid): { received: number; processed: number } | undefined {
  const principal = master.access.principals.get(from);
  return principal == null ? undefined : master.access.messages.get(principal);
}

/** True: to be handled now. Else the event waits for a permit, or was dropped. */
export function mayPass(master: MasterState, context: Context, event: ThrottledEvent): boolean {
  const pid = event.kind === 'message' ? event.from : event.pid;
  const principal = master.access.principals.get(pid);
  if (principal === undefined) return true;
  const found = limiterFor(master.access.limiters, principal);
  if (found === null) return true;
  switch (acquirePermit(found.limiter, event, context.nowUs)) {
    case 'granted':
      return true;
    case 'waits':
      expectPermit(context, found.key, found.limiter.nextPermitAtUs);
      return false;
    case 'exceeded':
      if (event.kind === 'message') drop(master, context, event, { principal, capacity: found.limiter.capacity ?? 0 });
      return false;
  }
}

/** The event whose permit came. */
export function onPermit(master: MasterState, context: Context, timer: string): ThrottledEvent | null {
  const key = timer.slice(LIMITER_TIMER.length);
  const limiter = must(limiterByKey(master.access.limiters, key), 'the limiter of a timer');
  const event = takePermitted(limiter, context.nowUs);
  if (limiter.waiting.length > 0) expectPermit(context, key, limiter.nextPermitAtUs);
  return event;
}

function expectPermit(context: Context, key: string, atUs: number): void {
  const timer = LIMITER_TIMER + key;
  if (!context.hasTimer(timer)) context.setTimer(timer, (atUs - context.nowUs) / 1000);
}

/** The error makes the scheduler's driver abort. */
function drop(
  master: MasterState,
  context: Context,
  event: Message,
  by: { readonly principal: string | null; readonly capacity: number },
): void {
  const name = protobufName(event.message);
  const capacity = `capacity(${String(by.capacity)}) exceeded`;
  const who = by.principal === null ? event.from : `${event.from}(${by.principal})`;
  context.log('WARN', `Dropping message ${name} from ${who}: ${capacity}`, 'master.cpp:1509');
  send(master, context, event.from, {
    type: 'mesos.FrameworkErrorMessage',
    message: `Message ${name} dropped: ${capacity}`,
  });
}

/** Names on the wire: `mesos.scheduler.Call`, all others in the package mesos.internal. */
function protobufName(message: MesosMessage): string {
  return message.type === 'mesos.scheduler.Call' ? message.type : message.type.replace(/^mesos\./, 'mesos.internal.');
}
