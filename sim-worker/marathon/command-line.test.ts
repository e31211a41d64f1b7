import { describe, expect, it } from 'vitest';
import type { ReadonlyDisk } from '../kernel/context.ts';
import { readCommandLine } from './command-line.ts';
import { DEFAULT_MARATHON_FLAGS, type MarathonFlags } from './flags.ts';
import { OPTIONS } from './options.ts';

function disk(files: Readonly<Record<string, string>> = {}): ReadonlyDisk {
  return {
    read: (path: string) => {
      const text = files[path];
      return text === undefined ? null : { kind: 'text', text };
    },
    list: (folder: string) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
  } as unknown as ReadonlyDisk;
}

const line = (...commandLine: readonly string[]) => readCommandLine(disk(), { commandLine });

describe('the command line of Marathon', () => {
  it('leaves ready settings as they are', () => {
    expect(readCommandLine(disk(), { zk: 'zk://a/marathon' })).toEqual({ ok: true, values: {} });
  });

  it('takes a value behind a space or an equals sign, and toggles', () => {
    expect(line('--mesos_role web', '--max_tasks_per_offer=3', '--disable_checkpoint', '--https_port', '8443')).toEqual(
      {
        ok: true,
        values: { mesosRole: 'web', maxTasksPerOffer: 3, checkpoint: false },
      },
    );
    expect(line('--checkpoint', '--http_credentials admin:secret word')).toEqual({
      ok: true,
      values: { checkpoint: true, httpCredentials: 'admin:secret word' },
    });
  });

  it.each([
    [['--mesos_rol=web'], "Unknown option 'mesos_rol'"],
    [['--disable_hostname'], "Unknown option 'disable_hostname'"],
    [['web'], "Excess arguments provided: 'web'"],
    [['--max_apps', 'many'], "Bad arguments for option 'max_apps': 'many' - wrong arguments format"],
    [
      ['--mesos_role', '--checkpoint'],
      "Bad arguments for option 'mesos_role': '--checkpoint' - wrong arguments format",
    ],
    [['--zk', 'localhost:2181'], "Validation failure for 'zk' option parameters: localhost:2181"],
    [['--zk', 'zk://a:2181'], "Validation failure for 'zk' option parameters: zk://a:2181"],
    [['--zk', 'zk://a:2181/m/'], "Validation failure for 'zk' option parameters: zk://a:2181/m/"],
  ])('%j is refused', (words, message) =>
    expect(line(...words)).toEqual({ ok: false, lastLine: `[scallop] Error: ${message}` }),
  );

  it('names an unknown feature and those that there are', () => {
    expect(line('--enable_features vips,magic')).toMatchObject({
      ok: false,
      lastLine: expect.stringContaining('Unknown features specified: magic. Available features are: vips - ') as string,
    });
  });

  it('reads variables, but none of an application, and lets the typed line win', () => {
    const environment = { MARATHON_MESOS_ROLE: 'web', MARATHON_APP_ID: '/a', HOME: '/root' };
    const given = { commandLine: ['--mesos_role', 'other'], environment };
    expect(readCommandLine(disk(), given)).toEqual({ ok: true, values: { mesosRole: 'other' } });
  });

  it("reads the package's files: names are options, ?name is a toggle, /etc/mesos/zk stands in", () => {
    const files = {
      '/etc/marathon/conf/mesos_role': 'web\n',
      '/etc/marathon/conf/?disable_checkpoint': '',
      '/etc/marathon/conf/hostname': 'left.example',
      '/etc/mesos/zk': 'zk://1.1.1.1:2181,2.2.2.2:2181/mesos\n',
    };
    const given = { packageStart: true, commandLine: ['--hostname', 'right.example'] };
    expect(readCommandLine(disk(files), given)).toEqual({
      ok: true,
      values: {
        zk: 'zk://1.1.1.1:2181,2.2.2.2:2181/marathon',
        master: 'zk://1.1.1.1:2181,2.2.2.2:2181/mesos',
        mesosRole: 'web',
        checkpoint: false,
        hostname: 'right.example',
      },
    });
  });
});

describe('options of 1.1.1', () => {
  it.each<[string, keyof MarathonFlags, MarathonFlags[keyof MarathonFlags]]>([
    ['zk', 'zk', 'zk://localhost:2181/marathon'],
    ['zk_timeout', 'zkTimeout', 10_000],
    ['zk_session_timeout', 'zkSessionTimeout', 10_000],
    ['zk_max_versions', 'zkMaxVersions', 25],
    ['zk_compression', 'zkCompression', true],
    ['zk_compression_threshold', 'zkCompressionThreshold', 65_536],
    ['zk_max_node_size', 'zkMaxNodeSize', 1_024_000],
    ['http_port', 'httpPort', 8080],
    ['checkpoint', 'checkpoint', true],
    ['failover_timeout', 'failoverTimeout', 604_800],
    ['framework_name', 'frameworkName', 'marathon'],
    ['mesos_role', 'mesosRole', null],
    ['default_accepted_resource_roles', 'defaultAcceptedResourceRoles', null],
    ['webui_url', 'webuiUrl', null],
    ['mesos_leader_ui_url', 'mesosLeaderUiUrl', null],
    ['local_port_min', 'localPortMin', 10_000],
    ['local_port_max', 'localPortMax', 20_000],
    ['executor', 'executor', '//cmd'],
    ['task_launch_timeout', 'taskLaunchTimeout', 300_000],
    ['task_launch_confirm_timeout', 'taskLaunchConfirmTimeout', 300_000],
    ['task_reservation_timeout', 'taskReservationTimeout', 20_000],
    ['reconciliation_initial_delay', 'reconciliationInitialDelay', 15_000],
    ['reconciliation_interval', 'reconciliationInterval', 600_000],
    ['scale_apps_initial_delay', 'scaleAppsInitialDelay', 15_000],
    ['scale_apps_interval', 'scaleAppsInterval', 300_000],
    ['decline_offer_duration', 'declineOfferDuration', 120_000],
    ['save_tasks_to_launch_timeout', 'saveTasksToLaunchTimeout', 3000],
    ['task_operation_notification_timeout', 'taskOperationNotificationTimeout', 3000],
    ['max_tasks_per_offer', 'maxTasksPerOffer', 5],
    ['launch_tokens', 'launchTokens', 100],
    ['launch_token_refresh_interval', 'launchTokenRefreshInterval', 30_000],
    ['revive_offers_for_new_apps', 'reviveOffersForNewApps', true],
    ['min_revive_offers_interval', 'minReviveOffersInterval', 5000],
    ['revive_offers_repetitions', 'reviveOffersRepetitions', 3],
    ['leader_proxy_connection_timeout', 'leaderProxyConnectionTimeout', 5000],
    ['leader_proxy_read_timeout', 'leaderProxyReadTimeout', 10_000],
    ['event_subscriber', 'eventSubscriber', null],
    ['event_stream_max_outstanding_messages', 'eventStreamMaxOutstandingMessages', 50],
    ['env_vars_prefix', 'envVarsPrefix', null],
    ['enable_features', 'enableFeatures', null],
    ['max_apps', 'maxApps', null],
    ['max_queued_root_group_updates', 'maxQueuedRootGroupUpdates', 500],
    ['killsPerBatch', 'killsPerBatch', 100],
    ['killBatchDuration', 'killBatchDuration', 10_000],
  ])('--%s is %s, %j without it', (option, key, standard) => {
    expect([OPTIONS.get(option)?.key, DEFAULT_MARATHON_FLAGS[key]]).toEqual([key, standard]);
  });

  it.each([
    ...['ha', 'http', 'store_cache', 'https_port', 'offer_matching_timeout', 'max_tasks_per_offer_cycle'],
    ...['on_elected_prepare_timeout', 'max_actor_startup_time', 'launch_queue_request_timeout'],
    ...['max_parallel_status_updates', 'max_queued_status_updates', 'internal_store_backend'],
    'http_event_callback_slow_consumer_timeout',
  ])('--%s is taken without effect', (option) => {
    expect(OPTIONS.get(option)?.key).toBeNull();
  });
});
