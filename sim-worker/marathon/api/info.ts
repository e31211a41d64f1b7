/**
 * GET /v2/info.
 * Source: Marathon 1.1.1, api/v2/InfoResource.scala.
 */
import { featuresOf } from '../command-line.ts';
import { type LeadingState, MARATHON_VERSION, type MarathonState } from '../state.ts';

export function infoJson(state: MarathonState, leading: LeadingState): Readonly<Record<string, unknown>> {
  const { flags, hostPort } = state;
  const master = state.driver?.master?.info;
  return {
    name: 'marathon',
    version: MARATHON_VERSION,
    elected: true,
    leader: hostPort,
    frameworkId: leading.frameworkId,
    marathon_config: {
      master: flags.master,
      failover_timeout: flags.failoverTimeout,
      framework_name: flags.frameworkName,
      ha: true,
      checkpoint: flags.checkpoint,
      local_port_min: flags.localPortMin,
      local_port_max: flags.localPortMax,
      executor: flags.executor,
      hostname: hostPort.split(':')[0],
      webui_url: flags.webuiUrl,
      mesos_role: flags.mesosRole,
      task_launch_timeout: flags.taskLaunchTimeout,
      task_reservation_timeout: flags.taskReservationTimeout,
      reconciliation_initial_delay: flags.reconciliationInitialDelay,
      reconciliation_interval: flags.reconciliationInterval,
      mesos_user: flags.mesosUser,
      leader_proxy_connection_timeout_ms: flags.leaderProxyConnectionTimeout,
      leader_proxy_read_timeout_ms: flags.leaderProxyReadTimeout,
      features: featuresOf(flags.enableFeatures).filter((feature) => feature !== 'external_volumes'), // left out
      mesos_leader_ui_url:
        flags.mesosLeaderUiUrl ?? (master === undefined ? null : `http://${master.hostname}:${String(master.port)}/`),
    },
    zookeeper_config: {
      zk: flags.zk,
      zk_timeout: flags.zkTimeout,
      zk_session_timeout: flags.zkSessionTimeout,
      zk_max_versions: flags.zkMaxVersions,
    },
    event_subscriber: eventSubscriber(state),
    http_config: { assets_path: null, http_port: flags.httpPort, https_port: 8443 },
  };
}

/** Endpoints are those of the command line, of which this program has none; the subscribed ones are elsewhere. */
function eventSubscriber({ flags }: MarathonState): Readonly<Record<string, unknown>> | null {
  if (flags.eventSubscriber === null) return null;
  const isCallback = flags.eventSubscriber === 'http_callback';
  return { type: flags.eventSubscriber, ...(isCallback ? { http_endpoints: null } : {}) };
}
