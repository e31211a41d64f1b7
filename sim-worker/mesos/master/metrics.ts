/**
 * What /metrics/snapshot tells: gauges computed now, counters since the process started.
 * Source: Mesos 1.0.1, src/master/metrics.cpp, src/master/allocator/mesos/metrics.cpp, src/master/registrar.cpp.
 * Queue lengths are 0 and an allocation run takes 0 ms: handlers of the simulation take no virtual time.
 */
import type { ReadContext } from '../../kernel/context.ts';
import { activeFilterCount } from '../allocator/filters.ts';
import { amountOf } from '../allocator/quantities.ts';
import { sorterHeld, sorterShare } from '../allocator/sorter.ts';
import { addInstantTimer, addTimer } from '../http/timer-statistics.ts';
import type { TaskState } from '../messages/tasks.ts';
import { registrySizeBytes } from '../registrar/registry.ts';
import type { Resources } from '../resources/resource.ts';
import type { MasterState } from './master-state.ts';

const COUNTERS: readonly string[] = [
  'tasks_finished',
  'tasks_failed',
  'tasks_killed',
  'tasks_lost',
  'tasks_error',
  'dropped_messages',
  'messages_register_framework',
  'messages_reregister_framework',
  'messages_unregister_framework',
  'messages_deactivate_framework',
  'messages_kill_task',
  'messages_status_update_acknowledgement',
  'messages_resource_request',
  'messages_launch_tasks',
  'messages_decline_offers',
  'messages_revive_offers',
  'messages_suppress_offers',
  'messages_reconcile_tasks',
  'messages_framework_to_executor',
  'messages_executor_to_framework',
  'messages_register_slave',
  'messages_reregister_slave',
  'messages_unregister_slave',
  'messages_status_update',
  'messages_exited_executor',
  'messages_update_slave',
  'messages_authenticate',
  'valid_framework_to_executor_messages',
  'invalid_framework_to_executor_messages',
  'valid_executor_to_framework_messages',
  'invalid_executor_to_framework_messages',
  'valid_status_updates',
  'invalid_status_updates',
  'valid_status_update_acknowledgements',
  'invalid_status_update_acknowledgements',
  'recovery_slave_removals',
  'slave_registrations',
  'slave_reregistrations',
  'slave_removals',
  'slave_removals/reason_unhealthy',
  'slave_removals/reason_unregistered',
  'slave_removals/reason_registered',
  'slave_shutdowns_scheduled',
  'slave_shutdowns_completed',
  'slave_shutdowns_canceled',
];
const DAY_MS = 86_400_000;
const RESOURCE_NAMES = ['cpus', 'gpus', 'mem', 'disk'] as const;

export function masterMetrics(master: MasterState, context: ReadContext): Map<string, number> {
  const metrics = new Map<string, number>();
  const uptimeSecs = context.wallClockMs / 1000 - master.startedAtSecs;
  metrics.set('master/uptime_secs', uptimeSecs);
  metrics.set('master/elected', master.elected ? 1 : 0);
  addMembers(master, metrics);
  addTasks(master, metrics);
  for (const queue of ['messages', 'dispatches', 'http_requests']) metrics.set(`master/event_queue_${queue}`, 0);
  for (const name of COUNTERS) metrics.set(`master/${name}`, master.counters.get(name) ?? 0);
  for (const [name, value] of master.counters) metrics.set(`master/${name}`, value);
  addResourceGauges(master, metrics);
  for (const [principal, { received, processed }] of master.access.messages) {
    metrics.set(`frameworks/${principal}/messages_received`, received);
    metrics.set(`frameworks/${principal}/messages_processed`, processed);
  }
  addAllocator(master, metrics, context);
  addRegistrar(master, metrics, context.nowUs);
  addSystem(metrics);
  return metrics;
}

function addMembers(master: MasterState, metrics: Map<string, number>): void {
  let connected = 0;
  let active = 0;
  for (const agent of master.agents.values()) {
    if (agent.connected) connected += 1;
    if (agent.active) active += 1;
  }
  metrics.set('master/slaves_connected', connected);
  metrics.set('master/slaves_disconnected', master.agents.size - connected);
  metrics.set('master/slaves_active', active);
  metrics.set('master/slaves_inactive', master.agents.size - active);
  const frameworks = [...master.frameworks.values()];
  metrics.set('master/frameworks_connected', frameworks.filter((framework) => framework.connected).length);
  metrics.set('master/frameworks_disconnected', frameworks.filter((framework) => !framework.connected).length);
  metrics.set('master/frameworks_active', frameworks.filter((framework) => framework.active).length);
  metrics.set('master/frameworks_inactive', frameworks.filter((framework) => !framework.active).length);
  metrics.set('master/outstanding_offers', master.offers.size);
}

function addTasks(master: MasterState, metrics: Map<string, number>): void {
  const states = new Map<TaskState, number>();
  for (const tasks of master.tasks.values())
    for (const task of tasks.values()) states.set(task.state, (states.get(task.state) ?? 0) + 1);
  for (const { pendingTasks } of master.frameworks.values())
    states.set('TASK_STAGING', (states.get('TASK_STAGING') ?? 0) + pendingTasks.size);
  for (const state of ['STAGING', 'STARTING', 'RUNNING', 'KILLING'] as const) {
    metrics.set(`master/tasks_${state.toLowerCase()}`, states.get(`TASK_${state}`) ?? 0);
  }
}

function addResourceGauges(master: MasterState, metrics: Map<string, number>): void {
  const totals = new Map<string, number>();
  const used = new Map<string, number>();
  for (const agent of master.agents.values()) {
    addScalars(totals, agent.total);
    for (const entry of agent.usedBy) addScalars(used, entry.resources);
  }
  for (const name of RESOURCE_NAMES) {
    for (const kind of ['', '_revocable']) {
      const total = (totals.get(name + kind) ?? 0) / 1000;
      const taken = (used.get(name + kind) ?? 0) / 1000;
      metrics.set(`master/${name}${kind}_total`, total);
      metrics.set(`master/${name}${kind}_used`, taken);
      metrics.set(`master/${name}${kind}_percent`, total === 0 ? 0 : taken / total);
    }
  }
}

function addScalars(sums: Map<string, number>, resources: Resources): void {
  for (const part of resources) {
    if (part.type !== 'SCALAR') continue;
    const key = part.revocable ? `${part.name}_revocable` : part.name;
    sums.set(key, (sums.get(key) ?? 0) + part.milli);
  }
}

function addAllocator(master: MasterState, metrics: Map<string, number>, context: ReadContext): void {
  const { allocator } = master;
  const allocated = new Map<string, number>();
  for (const agent of allocator.agents.values()) {
    for (const part of agent.allocated)
      if (part.type === 'SCALAR') allocated.set(part.name, (allocated.get(part.name) ?? 0) + part.milli);
  }
  metrics.set('allocator/event_queue_dispatches', 0);
  metrics.set('allocator/mesos/event_queue_dispatches', 0);
  const runs = allocator.runCount + context.readCell(master.idleBatches);
  metrics.set('allocator/mesos/allocation_runs', runs);
  addInstantTimer(metrics, 'allocator/mesos/allocation_run', runs);
  for (const name of ['cpus', 'mem', 'disk']) {
    metrics.set(`allocator/mesos/resources/${name}/total`, amountOf(allocator.totalQuantities, name) / 1000);
    metrics.set(`allocator/mesos/resources/${name}/offered_or_allocated`, (allocated.get(name) ?? 0) / 1000);
  }
  for (const role of allocator.frameworkSorters.keys()) {
    metrics.set(`allocator/mesos/roles/${role}/shares/dominant`, sorterShare(allocator.roleSorter, role));
    metrics.set(
      `allocator/mesos/offer_filters/roles/${role}/active`,
      activeFilterCount(allocator, role, context.nowUs),
    );
  }
  for (const [role, guarantee] of allocator.quotas) {
    for (const part of guarantee) {
      if (part.type !== 'SCALAR') continue;
      const name = `allocator/mesos/quota/roles/${role}/resources/${part.name}`;
      metrics.set(`${name}/guarantee`, part.milli / 1000);
      metrics.set(`${name}/offered_or_allocated`, sorterHeld(allocator.quotaRoleSorter, role, part.name) / 1000);
    }
  }
}

function addRegistrar(master: MasterState, metrics: Map<string, number>, nowUs: number): void {
  const { registrar } = master;
  metrics.set('registrar/queued_operations', registrar.queue.length);
  if (master.recovered) metrics.set('registrar/registry_size_bytes', registrySizeBytes(registrar.registry));
  if (registrar.lastFetchMs !== null) metrics.set('registrar/state_fetch_ms', registrar.lastFetchMs);
  addTimer(metrics, 'registrar/state_store', { values: registrar.storeTimes, windowMs: DAY_MS, nowUs });
  metrics.set('registrar/log/recovered', master.log.phase === 'ready' ? 1 : 0);
}

/** The machine of the documents' masters; its load is not simulated. */
function addSystem(metrics: Map<string, number>): void {
  metrics.set('system/cpus_total', 4);
  metrics.set('system/load_15min', 0.05);
  metrics.set('system/load_1min', 0.1);
  metrics.set('system/load_5min', 0.08);
  metrics.set('system/mem_free_bytes', 4_294_967_296);
  metrics.set('system/mem_total_bytes', 8_589_934_592);
}
