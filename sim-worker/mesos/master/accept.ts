/**
 * ACCEPT: checks the offers and takes them back, then asks the authorizer; what follows is in accept-operations.
 * Source: Mesos 1.0.1, src/master/master.cpp (accept), src/master/validation.cpp (offer::validate).
 */
import type { Context } from '../../kernel/context.ts';
import type { OfferId } from '../ids.ts';
import { type Resources, NO_RESOURCES } from '../resources/resource.ts';
import { addResources } from '../resources/resources.ts';
import { onOperationsAuthorized } from './accept-operations.ts';
import { type Accept, tellAll } from './accept-rejections.ts';
import { authorizeLater, mayCarryOut } from './access/authorize.ts';
import { count, type MasterFramework, type MasterState } from './master-state.ts';
import { endOffer, recoverOffer, refuseSecondsOf } from './offers.ts';
import { agentText, frameworkText } from './wire.ts';

export function onAccept(master: MasterState, context: Context, framework: MasterFramework, accept: Accept): void {
  for (const operation of accept.operations)
    if (operation.type === 'LAUNCH')
      count(master, operation.taskInfos.length > 0 ? 'messages_launch_tasks' : 'messages_decline_offers');
  const error = offersError(master, framework, accept.offerIds);
  const offers = accept.offerIds.flatMap((id) => master.offers.get(id) ?? []);
  const first = offers[0];
  if (error !== null || first === undefined)
    return refuse(master, context, framework, { accept, error: error ?? 'No offers specified' });
  const agent = master.agents.get(first.slaveId);
  const where = agent === undefined ? first.slaveId : agentText(agent);
  context.log(
    'INFO',
    `Processing ACCEPT call for offers: [ ${accept.offerIds.join(', ')} ] on agent ${where} for framework ${frameworkText(framework)}`,
    'master.cpp:3342',
  );
  let offered: Resources = NO_RESOURCES;
  const answer = { tasks: launchedBy(accept), refuseSeconds: refuseSecondsOf(accept.filters) };
  for (const offer of offers) {
    endOffer(master, context, offer, 'accepted', answer);
    offered = addResources(offered, offer.resources);
  }
  const verdicts = accept.operations.map((operation) => mayCarryOut(master, context, framework, operation));
  for (const operation of accept.operations) {
    if (operation.type !== 'LAUNCH') continue;
    // Of two tasks with one id only the first is pending, so that the second is not launched when the first is killed.
    for (const task of operation.taskInfos)
      if (!framework.pendingTasks.has(task.taskId)) framework.pendingTasks.set(task.taskId, task);
  }
  const authorized = {
    kind: 'accept',
    frameworkId: framework.id,
    agentId: first.slaveId,
    offered,
    accept,
    verdicts,
  } as const;
  authorizeLater(master, context, authorized, () => onOperationsAuthorized(master, context, authorized));
}

function launchedBy(accept: Accept): number {
  let tasks = 0;
  for (const operation of accept.operations) if (operation.type === 'LAUNCH') tasks += operation.taskInfos.length;
  return tasks;
}

/** In the order of the real checks. */
function offersError(master: MasterState, framework: MasterFramework, ids: readonly OfferId[]): string | null {
  if (ids.length === 0) return 'No offers specified';
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `Duplicate offer ${twice} in offer list`;
  const gone = ids.find((id) => !master.offers.has(id));
  if (gone !== undefined) return `Offer ${gone} is no longer valid`;
  const offers = ids.flatMap((id) => master.offers.get(id) ?? []);
  const foreign = offers.find((offer) => offer.frameworkId !== framework.id);
  if (foreign !== undefined)
    return `Offer ${foreign.id} has invalid framework ${foreign.frameworkId} while framework ${framework.id} is expected`;
  const agentId = offers[0]?.slaveId ?? '';
  const other = offers.find((offer) => offer.slaveId !== agentId);
  if (other !== undefined) {
    return `Aggregated offers must belong to one single agent. Offer ${other.id} uses agent ${other.slaveId} and agent ${agentId}`;
  }
  return null;
}

/** Invalid offers: those still there are used up, another framework's too and without a word; every task of a LAUNCH is lost. */
function refuse(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  refused: { readonly accept: Accept; readonly error: string },
): void {
  const { accept, error } = refused;
  for (const id of accept.offerIds) {
    const offer = master.offers.get(id);
    if (offer === undefined) {
      context.log('WARN', `Ignoring accept of offer ${id} since it is no longer valid`, 'master.cpp:3294');
      continue;
    }
    endOffer(master, context, offer, 'rescinded');
    recoverOffer(master, context, offer);
  }
  context.log(
    'WARN',
    `ACCEPT call used invalid offers '[ ${accept.offerIds.join(', ')} ]': ${error}`,
    'master.cpp:3305',
  );
  tellAll(master, context, framework, {
    accept,
    reason: 'REASON_INVALID_OFFERS',
    message: `Task launched with invalid offers: ${error}`,
  });
}
