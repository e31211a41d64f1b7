/**
 * Calls of schedulers: who may call, and which handler takes the call.
 * Source: Mesos 1.0.1, src/master/master.cpp (receive of scheduler::Call, drop), src/master/validation.cpp.
 */
import type { Context } from '../../kernel/context.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MessageOf } from '../messages/messages.ts';
import type { CallBody } from '../messages/scheduler-call.ts';
import { onAccept } from './accept.ts';
import { deactivateFramework, onSubscribe, removeFramework } from './frameworks.ts';
import { onInverseOfferAnswer } from './inverse-offers.ts';
import { count, type MasterFramework, type MasterState } from './master-state.ts';
import { onDecline, onRevive, onSuppress } from './offers.ts';
import { onKill, onReconcile } from './reconciliation.ts';
import { onAcknowledge } from './status-updates.ts';
import { agentText, frameworkText, send } from './wire.ts';

export function onSchedulerCall(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.scheduler.Call'>,
): void {
  const { body } = message;
  if (body.call === 'SUBSCRIBE')
    return onSubscribe(master, context, { from, info: body.frameworkInfo, force: body.force });
  const framework = message.frameworkId === null ? undefined : master.frameworks.get(message.frameworkId);
  if (framework === undefined) {
    context.log(
      'ERROR',
      `Dropping ${body.call} call from framework ${message.frameworkId ?? ''} at ${from}: Framework cannot be found`,
      'master.cpp:1938',
    );
    return;
  }
  if (framework.pid !== from) {
    context.log(
      'ERROR',
      `Dropping ${body.call} call from framework ${framework.id} at ${from}: Call is not from registered framework`,
      'master.cpp:1938',
    );
    return;
  }
  // The link broke on our side only: the driver cannot know it otherwise, and aborts.
  if (!framework.connected) {
    const error = 'Framework disconnected';
    context.log(
      'INFO',
      `Refusing ${body.call} call from framework ${frameworkText(framework)}: ${error}`,
      'master.cpp:2001',
    );
    return send(master, context, from, { type: 'mesos.FrameworkErrorMessage', message: error });
  }
  dispatchCall(master, context, framework, body);
}

export function dispatchCall(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  body: Exclude<CallBody, { readonly call: 'SUBSCRIBE' }>,
): void {
  switch (body.call) {
    case 'ACCEPT':
      return onAccept(master, context, framework, body);
    case 'DECLINE':
      return onDecline(master, context, framework, body);
    case 'ACCEPT_INVERSE_OFFERS':
    case 'DECLINE_INVERSE_OFFERS':
      return onInverseOfferAnswer(master, context, framework, body);
    case 'REVIVE':
      return onRevive(master, context, framework);
    case 'SUPPRESS':
      return onSuppress(master, context, framework);
    case 'KILL':
      return onKill(master, context, framework, body);
    case 'ACKNOWLEDGE':
      return onAcknowledge(master, context, framework, body);
    case 'RECONCILE':
      return onReconcile(master, context, framework, body.tasks);
    case 'TEARDOWN':
      count(master, 'messages_unregister_framework');
      context.log('INFO', `Processing TEARDOWN call for framework ${frameworkText(framework)}`, 'master.cpp:6300');
      return removeFramework(master, context, framework);
    case 'REQUEST':
      count(master, 'messages_resource_request');
      return context.log(
        'INFO',
        `Processing REQUEST call for framework ${frameworkText(framework)}`,
        'master.cpp:2868',
      );
    case 'SHUTDOWN':
      return onShutdownExecutor(master, context, framework, body);
    case 'MESSAGE':
      return onFrameworkMessage(master, context, framework, body);
  }
}

export function onDeactivateFramework(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.DeactivateFrameworkMessage'>,
): void {
  count(master, 'messages_deactivate_framework');
  const framework = master.frameworks.get(message.frameworkId);
  const ignoring = 'Ignoring deactivate framework message for framework';
  if (framework === undefined) {
    const text = `${ignoring} ${message.frameworkId} because the framework cannot be found`;
    return context.log('WARN', text, 'master.cpp:2704');
  }
  if (framework.pid !== from) {
    const text = `${ignoring} ${frameworkText(framework)} because it is not expected from ${from}`;
    return context.log('WARN', text, 'master.cpp:2711');
  }
  deactivateFramework(master, context, framework);
}

function onShutdownExecutor(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  call: Extract<CallBody, { readonly call: 'SHUTDOWN' }>,
): void {
  const agent = master.agents.get(call.agentId);
  if (agent === undefined) {
    const text = `Unable to shutdown executor '${call.executorId}' of framework ${framework.id} of unknown agent ${call.agentId}`;
    return context.log('WARN', text, 'master.cpp:5302');
  }
  send(master, context, agent.pid, {
    type: 'mesos.ShutdownExecutorMessage',
    executorId: call.executorId,
    frameworkId: framework.id,
  });
}

function onFrameworkMessage(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  call: Extract<CallBody, { readonly call: 'MESSAGE' }>,
): void {
  count(master, 'messages_framework_to_executor');
  const { agentId, executorId, data } = call;
  const agent = master.agents.get(agentId);
  if (agent === undefined || !agent.connected) {
    const cannot = `Cannot send framework message for framework ${frameworkText(framework)} to agent`;
    if (agent === undefined)
      context.log('WARN', `${cannot} ${agentId} because agent is not registered`, 'master.cpp:4420');
    else context.log('WARN', `${cannot} ${agentText(agent)} because agent is disconnected`, 'master.cpp:4428');
    return count(master, 'invalid_framework_to_executor_messages');
  }
  context.log(
    'INFO',
    `Processing MESSAGE call from framework ${frameworkText(framework)} to agent ${agentText(agent)}`,
    'master.cpp:4435',
  );
  send(master, context, agent.pid, {
    type: 'mesos.FrameworkToExecutorMessage',
    slaveId: agentId,
    frameworkId: framework.id,
    executorId,
    data,
  });
  count(master, 'valid_framework_to_executor_messages');
}
