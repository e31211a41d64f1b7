/** Every name of /metrics/snapshot that the reference lists, of a leader, a standby and an agent. Reference: section 13. */
import { describe, expect, it } from 'vitest';
import { AGENTS, MASTERS, startBed } from './mesos-bed.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const under = (prefix: string, names: readonly string[]): readonly string[] => names.map((name) => `${prefix}/${name}`);
const statistics = (timer: string): readonly string[] => [
  timer,
  ...under(timer, words('count min max p50 p90 p95 p99 p999 p9999')),
];
const RESOURCES = words('cpus gpus mem disk').flatMap((name) =>
  words('total used percent revocable_total revocable_used revocable_percent').map((what) => `${name}_${what}`),
);

const MASTER_GAUGES = words(`uptime_secs elected slaves_connected slaves_disconnected slaves_active slaves_inactive
  frameworks_connected frameworks_disconnected frameworks_active frameworks_inactive outstanding_offers tasks_staging
  tasks_starting tasks_running tasks_killing event_queue_messages event_queue_dispatches event_queue_http_requests`);
const MASTER_COUNTERS = words(`tasks_finished tasks_failed tasks_killed tasks_lost tasks_error dropped_messages
  messages_register_framework messages_reregister_framework messages_unregister_framework messages_deactivate_framework
  messages_kill_task messages_status_update_acknowledgement messages_resource_request messages_launch_tasks
  messages_decline_offers messages_revive_offers messages_suppress_offers messages_reconcile_tasks
  messages_framework_to_executor messages_executor_to_framework messages_register_slave messages_reregister_slave
  messages_unregister_slave messages_status_update messages_exited_executor messages_update_slave messages_authenticate
  valid_framework_to_executor_messages valid_executor_to_framework_messages valid_status_updates
  valid_status_update_acknowledgements invalid_framework_to_executor_messages invalid_executor_to_framework_messages
  invalid_status_updates invalid_status_update_acknowledgements slave_registrations slave_reregistrations slave_removals
  slave_removals/reason_unhealthy slave_removals/reason_unregistered slave_removals/reason_registered
  slave_shutdowns_scheduled slave_shutdowns_completed slave_shutdowns_canceled recovery_slave_removals`);
const SYSTEM = under('system', words('load_1min load_5min load_15min cpus_total mem_total_bytes mem_free_bytes'));

const EXPECTED = {
  leader: [
    ...under('master', [...MASTER_GAUGES, ...MASTER_COUNTERS, ...RESOURCES]),
    'allocator/event_queue_dispatches',
    'allocator/mesos/event_queue_dispatches',
    'allocator/mesos/allocation_runs',
    ...statistics('allocator/mesos/allocation_run_ms'),
    ...words('cpus mem disk').flatMap((name) =>
      under(`allocator/mesos/resources/${name}`, ['total', 'offered_or_allocated']),
    ),
    'allocator/mesos/roles/*/shares/dominant',
    'allocator/mesos/offer_filters/roles/*/active',
    'registrar/queued_operations',
    'registrar/registry_size_bytes',
    'registrar/state_fetch_ms',
    ...statistics('registrar/state_store_ms'),
    'registrar/log/recovered',
    'frameworks/who/messages_received',
    'frameworks/who/messages_processed',
    ...SYSTEM,
  ],
  standby: [...under('master', [...MASTER_GAUGES, ...MASTER_COUNTERS, ...RESOURCES]), ...SYSTEM],
  agent: [
    ...under('slave', [
      ...words(`uptime_secs registered recovery_errors frameworks_active tasks_staging tasks_starting tasks_running
        tasks_killing tasks_finished tasks_failed tasks_killed tasks_lost executors_registering executors_running
        executors_terminating executors_terminated executors_preempted valid_status_updates invalid_status_updates
        valid_framework_messages invalid_framework_messages executor_directory_max_allowed_age_secs
        container_launch_errors`),
      ...RESOURCES,
    ]),
    'containerizer/mesos/container_destroy_errors',
    ...SYSTEM,
  ],
} as const;

describe('/metrics/snapshot', () => {
  const bed = startBed({ framework: { principal: 'who' } });
  bed.settle();
  bed.run(23);
  const snapshot = (host: string, port: number): Readonly<Record<string, number>> =>
    JSON.parse(bed.get(host, '/metrics/snapshot', {}, port).body) as Readonly<Record<string, number>>;
  const standby = snapshot(MASTERS.find((host) => host !== bed.leader().host) ?? '', 5050);
  const answers = { leader: snapshot(bed.leader().host, 5050), standby, agent: snapshot(AGENTS[0] ?? '', 5051) };

  it.each(['leader', 'standby', 'agent'] as const)('of a %s has every name that it should have', (who) => {
    expect(EXPECTED[who].filter((name) => typeof answers[who][name] !== 'number')).toEqual([]);
  });

  it('of a standby is 0 but for the time since its start, its log and its machine', () => {
    const other = Object.keys(standby).filter((name) => standby[name] !== 0);
    expect(other.filter((name) => !/^(system|registrar)\/|uptime_secs$|dropped_messages$/.test(name))).toEqual([]);
    expect(standby['registrar/log/recovered']).toBe(1);
    expect(standby['registrar/registry_size_bytes']).toBeUndefined();
  });
});
