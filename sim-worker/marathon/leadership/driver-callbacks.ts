/**
 * What the scheduler driver calls back.
 * Source: Marathon 1.1.1, MarathonScheduler.scala, SchedulerCallbacksServiceAdapter.scala.
 */
import type { Context } from '../../kernel/context.ts';
import type { DriverCallback } from '../../mesos/driver/scheduler-driver.ts';
import type { ElectionOutput } from '../election/election.ts';
import { publish } from '../events/bus.ts';
import { onOffers } from '../scheduling/offer-processor.ts';
import { startSeries } from '../scheduling/reviver.ts';
import { onStatusUpdate } from '../scheduling/status-updates.ts';
import { leadingOf, type MarathonState, save } from '../state.ts';
import { encodeFrameworkId } from '../storage/group-codec.ts';
import { abdicate } from './service.ts';

const LOG = 'mesosphere.marathon.MarathonScheduler';
export const SUICIDE_TIMER = 'suicide';
const FRAMEWORK_REMOVED = 'Framework has been removed';
/** Exit status of a Marathon that gives up. */
export const SUICIDE_CODE = 9;
/** How long the clean-up before a suicide may take (Main.scala). */
const SUICIDE_PATIENCE_MS = 5000;

export function onDriverCallback(
  state: MarathonState,
  context: Context,
  callback: DriverCallback,
): readonly ElectionOutput[] {
  if (callback.kind === 'exit') {
    context.exit(callback.code, callback.lastLine);
    return [];
  }
  if (state.leading === null) return [];
  switch (callback.kind) {
    case 'registered':
      onRegistered(state, context, callback);
      return [];
    case 'reregistered':
      context.log('INFO', `Re-registered to ${callback.masterInfo.pid}`, LOG);
      publish(state, context, 'scheduler_reregistered_event', { master: callback.masterInfo.hostname });
      startSeries(state, context);
      return [];
    case 'disconnected':
      context.log('WARN', 'Disconnected', LOG);
      publish(state, context, 'scheduler_disconnected_event', {});
      return abdicate(state, context);
    case 'resourceOffers':
      onOffers(state, context, callback.offers);
      return [];
    case 'offerRescinded':
      context.log('INFO', `Offer value: "${callback.offerId}"\n rescinded`, LOG);
      return [];
    case 'statusUpdate':
      onStatusUpdate(state, context, callback.status);
      return [];
    case 'frameworkMessage': {
      const { executorId, slaveId, data } = callback;
      context.log('INFO', `Received framework message ${executorId} ${slaveId} ${data} `, LOG);
      publish(state, context, 'framework_message_event', {
        executorId,
        slaveId,
        message: [...data].map((char) => char.charCodeAt(0)),
      });
      return [];
    }
    case 'slaveLost':
      context.log('INFO', `Lost slave value: "${callback.slaveId}"\n`, LOG);
      return [];
    case 'executorLost':
      context.log('INFO', `Lost executor ${callback.executorId} slave ${callback.slaveId}`, LOG);
      return [];
    case 'error':
      onError(state, context, callback.message);
      return [];
  }
}

/** The id is stored at every registration, the same one too: its znode's version counts them. */
function onRegistered(
  state: MarathonState,
  context: Context,
  callback: Extract<DriverCallback, { kind: 'registered' }>,
): void {
  const leading = leadingOf(state);
  const { frameworkId, masterInfo } = callback;
  context.log('INFO', `Registered as ${frameworkId} to master '${masterInfo.id}'`, LOG);
  leading.frameworkId = frameworkId;
  context.log('INFO', `Store framework id: value: "${frameworkId}"\n`, 'mesosphere.util.state.FrameworkIdUtil');
  save(
    state,
    context,
    { kind: 'save', key: 'framework:id', value: encodeFrameworkId(frameworkId) },
    { term: leading.term, for: 'nothing' },
  );
  publish(state, context, 'scheduler_registered_event', { frameworkId, master: masterInfo.hostname });
  startSeries(state, context);
}

/** Every error of the driver ends the process; an id that Mesos has removed is forgotten first. */
function onError(state: MarathonState, context: Context, message: string): void {
  context.log('WARN', `Error: ${message}`, LOG);
  const hint =
    'In case Mesos does not allow registration with the current frameworkId, delete the ZooKeeper Node: /marathon/state/framework:id';
  context.log(
    'WARN',
    `${hint}\nCAUTION: if you remove this node, all tasks started with the current frameworkId will be orphaned!`,
    LOG,
  );
  if (message === FRAMEWORK_REMOVED) {
    context.log('INFO', 'Expunge framework id!', 'mesosphere.util.state.FrameworkIdUtil');
    save(state, context, { kind: 'expunge', key: 'framework:id' }, { term: leadingOf(state).term, for: 'suicide' });
    context.setTimer(SUICIDE_TIMER, SUICIDE_PATIENCE_MS);
    return;
  }
  commitSuicide(context);
}

export function commitSuicide(context: Context): void {
  context.log('ERROR', 'Committing suicide!', LOG);
  context.exit(SUICIDE_CODE, 'Committing suicide!');
}
