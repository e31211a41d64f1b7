/**
 * The flags of master and agent by name: all of a 1.0.1 that was built without network isolator and XFS, as the packages are.
 * Most of the agent's are taken and have no effect (docs/fidelity.md).
 * Source: Mesos 1.0.1, src/master/flags.cpp, src/slave/flags.cpp, src/logging/flags.cpp.
 */
import type { FlagAliases, FlagDefinition, FlagDefinitions, FlagType } from './load.ts';

/** A name becomes a field: `agent_ping_timeout` is `agentPingTimeoutMs`. */
function definitions(byType: Readonly<Partial<Record<FlagType, string>>>): FlagDefinitions {
  const found = new Map<string, FlagDefinition>();
  for (const type of ['text', 'boolean', 'integer', 'number', 'duration', 'path'] as const) {
    for (const name of (byType[type] ?? '').split(/\s+/).filter((word) => word !== '')) {
      const field = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      found.set(name, { type, field: type === 'duration' ? `${field}Ms` : field });
    }
  }
  return found;
}

export const MASTER_FLAG_DEFINITIONS: FlagDefinitions = definitions({
  text: `zk ip advertise_ip advertise_port ip_discovery_command hostname cluster registry recovery_agent_removal_limit
    agent_removal_rate_limit allocator user_sorter framework_sorter fair_sharing_excluded_resource_names roles weights
    acls authorizers authenticators http_authenticators http_framework_authenticators rate_limits firewall_rules hooks modules
    modules_dir master_contender master_detector logging_level`,
  boolean: `hostname_lookup registry_strict log_auto_initialize root_submissions authenticate_frameworks
    authenticate_agents authenticate_http_readonly authenticate_http_readwrite authenticate_http_frameworks quiet
    initialize_driver_logging`,
  integer: 'port quorum max_agent_ping_timeouts max_completed_frameworks max_completed_tasks_per_framework logbufsecs',
  duration: `registry_fetch_timeout registry_store_timeout zk_session_timeout agent_reregister_timeout
    agent_ping_timeout offer_timeout allocation_interval`,
  path: 'work_dir whitelist webui_dir log_dir external_log_file credentials',
});

export const MASTER_FLAG_ALIASES: FlagAliases = new Map([
  ['slave_reregister_timeout', 'agent_reregister_timeout'],
  ['recovery_slave_removal_limit', 'recovery_agent_removal_limit'],
  ['slave_removal_rate_limit', 'agent_removal_rate_limit'],
  ['slave_ping_timeout', 'agent_ping_timeout'],
  ['max_slave_ping_timeouts', 'max_agent_ping_timeouts'],
  ['authenticate', 'authenticate_frameworks'],
  ['authenticate_slaves', 'authenticate_agents'],
  ['authenticate_http', 'authenticate_http_readwrite'],
]);

export const AGENT_FLAG_DEFINITIONS: FlagDefinitions = definitions({
  text: `master ip advertise_ip advertise_port ip_discovery_command hostname resources attributes default_role
    containerizers isolation launcher docker docker_mesos_image docker_registry recover sandbox_directory
    resource_estimator qos_controller acls authorizer authenticatee http_authenticators hooks modules
    modules_dir cgroups_hierarchy cgroups_root image_providers executor_environment_variables logging_level
    firewall_rules master_detector image_provisioner_backend appc_simple_discovery_uri_prefix appc_store_dir docker_store_dir
    docker_volume_checkpoint_dir fetcher_cache_size hadoop_home container_logger cgroups_net_cls_primary_handle
    cgroups_net_cls_secondary_handles agent_subsystems nvidia_gpu_devices perf_events systemd_runtime_directory
    containerizer_path default_container_image docker_config default_container_info network_cni_plugins_dir
    network_cni_config_dir`,
  boolean: `hostname_lookup docker_kill_orphans strict switch_user cgroups_enable_cfs cgroups_limit_swap
    systemd_enable_support http_command_executor quiet initialize_driver_logging authenticate_http_readonly
    authenticate_http_readwrite enforce_container_disk_quota cgroups_cpu_enable_pids_and_tids_count
    revocable_cpu_low_priority`,
  integer: 'port logbufsecs',
  number: 'gc_disk_headroom',
  duration: `authentication_backoff_factor docker_remove_delay docker_stop_timeout executor_registration_timeout executor_shutdown_grace_period
    registration_backoff_factor recovery_timeout gc_delay disk_watch_interval oversubscribed_resources_interval
    qos_correction_interval_min perf_interval perf_duration container_disk_watch_interval`,
  path: `work_dir log_dir external_log_file docker_socket fetcher_cache_dir frameworks_home launcher_dir credential
    http_credentials`,
});

export const AGENT_FLAG_ALIASES: FlagAliases = new Map([['slave_subsystems', 'agent_subsystems']]);
