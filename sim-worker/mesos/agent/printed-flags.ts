/**
 * Every flag with a value as the binary prints it, in alphabetical order.
 * Source: Mesos 1.0.1, src/slave/flags.cpp, src/logging/flags.cpp.
 */
import { type AgentFlags, durationText } from './agent-flags.ts';

type Entry = readonly [string, string | null];

export function printedFlags(flags: AgentFlags): readonly (readonly [string, string])[] {
  const entries: readonly Entry[] = [...flagsToFrameworksHome(flags), ...flagsFromGcDelay(flags)];
  return entries.filter((entry): entry is readonly [string, string] => entry[1] !== null);
}

function flagsToFrameworksHome(flags: AgentFlags): readonly Entry[] {
  return [
    ['acls', flags.acls],
    ['appc_simple_discovery_uri_prefix', 'http://'],
    ['appc_store_dir', '/tmp/mesos/store/appc'],
    ['attributes', flags.attributes],
    ['authenticate_http_readonly', String(flags.authenticateHttpReadonly)],
    ['authenticate_http_readwrite', String(flags.authenticateHttpReadwrite)],
    ['authenticatee', 'crammd5'],
    ['authentication_backoff_factor', durationText(flags.authenticationBackoffFactorMs)],
    ['authorizer', flags.authorizer],
    ['cgroups_cpu_enable_pids_and_tids_count', 'false'],
    ['cgroups_enable_cfs', 'false'],
    ['cgroups_hierarchy', '/sys/fs/cgroup'],
    ['cgroups_limit_swap', 'false'],
    ['cgroups_root', 'mesos'],
    ['container_disk_watch_interval', '15secs'],
    ['containerizers', flags.containerizers],
    ['credential', flags.credential],
    ['default_role', flags.defaultRole],
    ['disk_watch_interval', durationText(flags.diskWatchIntervalMs)],
    ['docker', flags.docker],
    ['docker_kill_orphans', String(flags.dockerKillOrphans)],
    ['docker_mesos_image', flags.dockerMesosImage],
    ['docker_registry', 'https://registry-1.docker.io'],
    ['docker_remove_delay', durationText(flags.dockerRemoveDelayMs)],
    ['docker_socket', flags.dockerSocket],
    ['docker_stop_timeout', durationText(flags.dockerStopTimeoutMs)],
    ['docker_store_dir', '/tmp/mesos/store/docker'],
    ['docker_volume_checkpoint_dir', '/var/run/mesos/isolators/docker/volume'],
    ['enforce_container_disk_quota', 'false'],
    ['executor_registration_timeout', durationText(flags.executorRegistrationTimeoutMs)],
    ['executor_shutdown_grace_period', durationText(flags.executorShutdownGracePeriodMs)],
    ['external_log_file', flags.externalLogFile],
    ['fetcher_cache_dir', '/tmp/mesos/fetch'],
    ['fetcher_cache_size', '2GB'],
    ['firewall_rules', flags.firewallRules],
    ['frameworks_home', ''],
  ];
}

function flagsFromGcDelay(flags: AgentFlags): readonly Entry[] {
  return [
    ['gc_delay', durationText(flags.gcDelayMs)],
    ['gc_disk_headroom', String(flags.gcDiskHeadroom)],
    ['hadoop_home', ''],
    ['help', 'false'],
    ['hostname', flags.hostname],
    ['hostname_lookup', 'true'],
    ['http_authenticators', flags.httpAuthenticators],
    ['http_command_executor', String(flags.httpCommandExecutor)],
    ['http_credentials', flags.httpCredentials],
    ['image_provisioner_backend', 'copy'],
    ['initialize_driver_logging', 'true'],
    ['ip', flags.ip],
    ['isolation', flags.isolation],
    ['launcher_dir', '/usr/libexec/mesos'],
    ['log_dir', flags.logDir],
    ['logbufsecs', '0'],
    ['logging_level', flags.loggingLevel],
    ['master', flags.master],
    ['modules', flags.modules],
    ['oversubscribed_resources_interval', durationText(flags.oversubscribedResourcesIntervalMs)],
    ['perf_duration', '10secs'],
    ['perf_interval', '1mins'],
    ['port', String(flags.port)],
    ['qos_controller', flags.qosController],
    ['qos_correction_interval_min', durationText(flags.qosCorrectionIntervalMinMs)],
    ['quiet', 'false'],
    ['recover', flags.recover],
    ['recovery_timeout', durationText(flags.recoveryTimeoutMs)],
    ['registration_backoff_factor', durationText(flags.registrationBackoffFactorMs)],
    ['resource_estimator', flags.resourceEstimator],
    ['resources', flags.resources],
    ['revocable_cpu_low_priority', 'true'],
    ['sandbox_directory', flags.sandboxDirectory],
    ['strict', String(flags.strict)],
    ['switch_user', String(flags.switchUser)],
    ['systemd_enable_support', 'true'],
    ['systemd_runtime_directory', '/run/systemd/system'],
    ['version', 'false'],
    ['work_dir', flags.workDir],
  ];
}
