/**
 * Options of the command line and where they go.
 * Source: Marathon 1.1.1, MarathonConf.scala, ZookeeperConf.scala, LeaderProxyConf.scala, Main.scala (AllConf) and the
 * configurations of its modules; chaos 0.8.4, HttpConf.scala.
 */
import type { MarathonFlags } from './flags.ts';

export type Option = {
  /** `toggle`: `--name` and `--disable_name`, without a value. */
  readonly type: 'text' | 'integer' | 'toggle';
  /** Null: taken, and without effect here (docs/fidelity.md). */
  readonly key: keyof MarathonFlags | null;
};

const text = (key: Option['key']): Option => ({ type: 'text', key });
const integer = (key: Option['key']): Option => ({ type: 'integer', key });
const toggle = (key: Option['key']): Option => ({ type: 'toggle', key });

const WITH_EFFECT: readonly (readonly [string, Option])[] = [
  ['zk', text('zk')],
  ['master', text('master')],
  ['hostname', text('hostname')],
  ['http_port', integer('httpPort')],
  ['http_credentials', text('httpCredentials')],
  ['http_realm', text('httpRealm')],
  ['http_max_concurrent_requests', integer('httpMaxConcurrentRequests')],
  ['enable_features', text('enableFeatures')],
  ['zk_timeout', integer('zkTimeout')],
  ['zk_session_timeout', integer('zkSessionTimeout')],
  ['zk_max_versions', integer('zkMaxVersions')],
  ['zk_compression', toggle('zkCompression')],
  ['zk_compression_threshold', integer('zkCompressionThreshold')],
  ['zk_max_node_size', integer('zkMaxNodeSize')],
  ['checkpoint', toggle('checkpoint')],
  ['failover_timeout', integer('failoverTimeout')],
  ['framework_name', text('frameworkName')],
  ['mesos_user', text('mesosUser')],
  ['mesos_role', text('mesosRole')],
  ['mesos_authentication_principal', text('mesosAuthenticationPrincipal')],
  ['mesos_authentication_secret_file', text('mesosAuthenticationSecretFile')],
  ['default_accepted_resource_roles', text('defaultAcceptedResourceRoles')],
  ['webui_url', text('webuiUrl')],
  ['mesos_leader_ui_url', text('mesosLeaderUiUrl')],
  ['local_port_min', integer('localPortMin')],
  ['local_port_max', integer('localPortMax')],
  ['executor', text('executor')],
  ['task_launch_timeout', integer('taskLaunchTimeout')],
  ['task_launch_confirm_timeout', integer('taskLaunchConfirmTimeout')],
  ['task_reservation_timeout', integer('taskReservationTimeout')],
  ['reconciliation_initial_delay', integer('reconciliationInitialDelay')],
  ['reconciliation_interval', integer('reconciliationInterval')],
  ['scale_apps_initial_delay', integer('scaleAppsInitialDelay')],
  ['scale_apps_interval', integer('scaleAppsInterval')],
  ['decline_offer_duration', integer('declineOfferDuration')],
  ['save_tasks_to_launch_timeout', integer('saveTasksToLaunchTimeout')],
  ['task_operation_notification_timeout', integer('taskOperationNotificationTimeout')],
  ['max_tasks_per_offer', integer('maxTasksPerOffer')],
  ['launch_tokens', integer('launchTokens')],
  ['launch_token_refresh_interval', integer('launchTokenRefreshInterval')],
  ['revive_offers_for_new_apps', toggle('reviveOffersForNewApps')],
  ['min_revive_offers_interval', integer('minReviveOffersInterval')],
  ['revive_offers_repetitions', integer('reviveOffersRepetitions')],
  ['leader_proxy_connection_timeout', integer('leaderProxyConnectionTimeout')],
  ['leader_proxy_read_timeout', integer('leaderProxyReadTimeout')],
  ['event_subscriber', text('eventSubscriber')],
  ['event_stream_max_outstanding_messages', integer('eventStreamMaxOutstandingMessages')],
  ['env_vars_prefix', text('envVarsPrefix')],
  ['max_apps', integer('maxApps')],
  ['max_queued_root_group_updates', integer('maxQueuedRootGroupUpdates')],
  ['killsPerBatch', integer('killsPerBatch')],
  ['killBatchDuration', integer('killBatchDuration')],
];

const TEXTS_WITHOUT_EFFECT =
  'http_address https_address ssl_keystore_path ssl_keystore_password access_control_allow_origin artifact_store internal_store_backend logging_level plugin_conf plugin_dir http_endpoints reporter_graphite reporter_datadog';
const INTEGERS_WITHOUT_EFFECT =
  'https_port marathon_store_timeout max_actor_startup_time offer_matching_timeout launch_queue_request_timeout on_elected_prepare_timeout max_tasks_per_offer_cycle task_tracker_request_timeout task_update_request_timeout max_parallel_status_updates max_queued_status_updates http_event_callback_slow_consumer_timeout';
const TOGGLES_WITHOUT_EFFECT = 'ha http tracing metrics store_cache enable_tracing enable_metrics';

const named = (names: string, option: Option): (readonly [string, Option])[] =>
  names.split(' ').map((name) => [name, option]);

export const OPTIONS: ReadonlyMap<string, Option> = new Map([
  ...WITH_EFFECT,
  ...named(TEXTS_WITHOUT_EFFECT, text(null)),
  ...named(INTEGERS_WITHOUT_EFFECT, integer(null)),
  ...named(TOGGLES_WITHOUT_EFFECT, toggle(null)),
]);

/** What `--enable_features` knows. Source: Marathon 1.1.1, Features.scala. */
export const FEATURES: ReadonlyMap<string, string> = new Map([
  ['vips', 'Enable networking VIPs UI'],
  ['task_killing', 'Enable the optional TASK_KILLING state, available in Mesos 0.28 and later'],
  ['external_volumes', 'Enable external volumes support in Marathon'],
]);
