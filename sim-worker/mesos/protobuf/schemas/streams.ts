/**
 * Calls and events of schedulers and executors.
 * Source: Mesos 1.0.1, include/mesos/v1/scheduler/scheduler.proto, executor/executor.proto.
 */
import type { Texts } from './notation.ts';

export const STREAM_MESSAGES: Texts = {
  'scheduler.Event.Subscribed': '1! FrameworkID framework_id, 2 double heartbeat_interval_seconds',
  'scheduler.Event.Offers': '1* Offer offers',
  'scheduler.Event.InverseOffers': '1* InverseOffer inverse_offers',
  'scheduler.Event.Rescind': '1! OfferID offer_id',
  'scheduler.Event.RescindInverseOffer': '1! OfferID inverse_offer_id',
  'scheduler.Event.Update': '1! TaskStatus status',
  'scheduler.Event.Message': '1! AgentID agent_id, 2! ExecutorID executor_id, 3! bytes data',
  'scheduler.Event.Failure': '1 AgentID agent_id, 2 ExecutorID executor_id, 3 int32 status',
  'scheduler.Event.Error': '1! string message',
  'scheduler.Event': `
    1 scheduler.Event.Type type, 2 scheduler.Event.Subscribed subscribed, 3 scheduler.Event.Offers offers,
    9 scheduler.Event.InverseOffers inverse_offers, 4 scheduler.Event.Rescind rescind,
    10 scheduler.Event.RescindInverseOffer rescind_inverse_offer, 5 scheduler.Event.Update update,
    6 scheduler.Event.Message message, 7 scheduler.Event.Failure failure, 8 scheduler.Event.Error error`,
  'scheduler.Call.Subscribe': '1! FrameworkInfo framework_info',
  'scheduler.Call.Accept': '1* OfferID offer_ids, 2* Offer.Operation operations, 3 Filters filters',
  'scheduler.Call.Decline': '1* OfferID offer_ids, 2 Filters filters',
  'scheduler.Call.AcceptInverseOffers': '1* OfferID inverse_offer_ids, 2 Filters filters',
  'scheduler.Call.DeclineInverseOffers': '1* OfferID inverse_offer_ids, 2 Filters filters',
  'scheduler.Call.Kill': '1! TaskID task_id, 2 AgentID agent_id, 3 KillPolicy kill_policy',
  'scheduler.Call.Shutdown': '1! ExecutorID executor_id, 2! AgentID agent_id',
  'scheduler.Call.Acknowledge': '1! AgentID agent_id, 2! TaskID task_id, 3! bytes uuid',
  'scheduler.Call.Reconcile.Task': '1! TaskID task_id, 2 AgentID agent_id',
  'scheduler.Call.Reconcile': '1* scheduler.Call.Reconcile.Task tasks',
  'scheduler.Call.Message': '1! AgentID agent_id, 2! ExecutorID executor_id, 3! bytes data',
  'scheduler.Call.Request': '1* Request requests',
  'scheduler.Call': `
    1 FrameworkID framework_id, 2 scheduler.Call.Type type, 3 scheduler.Call.Subscribe subscribe,
    4 scheduler.Call.Accept accept, 5 scheduler.Call.Decline decline,
    13 scheduler.Call.AcceptInverseOffers accept_inverse_offers,
    14 scheduler.Call.DeclineInverseOffers decline_inverse_offers, 6 scheduler.Call.Kill kill,
    7 scheduler.Call.Shutdown shutdown, 8 scheduler.Call.Acknowledge acknowledge,
    9 scheduler.Call.Reconcile reconcile, 10 scheduler.Call.Message message, 11 scheduler.Call.Request request`,
  'executor.Event.Subscribed': `
    1! ExecutorInfo executor_info, 2! FrameworkInfo framework_info, 3! AgentInfo agent_info`,
  'executor.Event.Launch': '1! TaskInfo task',
  'executor.Event.Kill': '1! TaskID task_id, 2 KillPolicy kill_policy',
  'executor.Event.Acknowledged': '1! TaskID task_id, 2! bytes uuid',
  'executor.Event.Message': '1! bytes data',
  'executor.Event.Error': '1! string message',
  'executor.Event': `
    1 executor.Event.Type type, 2 executor.Event.Subscribed subscribed,
    3 executor.Event.Acknowledged acknowledged, 4 executor.Event.Launch launch, 5 executor.Event.Kill kill,
    6 executor.Event.Message message, 7 executor.Event.Error error`,
  'executor.Call.Subscribe': '1* TaskInfo unacknowledged_tasks, 2* executor.Call.Update unacknowledged_updates',
  'executor.Call.Update': '1! TaskStatus status',
  'executor.Call.Message': '2! bytes data',
  'executor.Call': `
    1! ExecutorID executor_id, 2! FrameworkID framework_id, 3 executor.Call.Type type,
    4 executor.Call.Subscribe subscribe, 5 executor.Call.Update update, 6 executor.Call.Message message`,
};
