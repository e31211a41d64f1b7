/** What people see of marathon-lb and HAProxy: roles, one line, facts. */
import type { MarathonLbState } from './lb/state.ts';
import { frontendsOf } from './haproxy/config.ts';
import { currentGeneration, type HaproxyState } from './haproxy/state.ts';
import { serverStatus } from './haproxy/statistics.ts';

export function summarizeMarathonLb(state: MarathonLbState) {
  const { stream, worker, counts, backends } = state;
  return {
    role: stream?.open === true ? 'subscribed' : 'reconnecting',
    detail: {
      eventStream: stream?.url ?? null,
      worker: worker.running ? worker.phase : 'stopped',
      backends,
      fetches: counts.fetches,
      events: counts.events,
      reloads: counts.reloads,
      backoffSeconds: state.backoffSeconds,
      healthVerdicts: state.cache.verdicts.size,
    },
  };
}

export function summarizeHaproxy(state: HaproxyState) {
  const generation = currentGeneration(state);
  const servers = generation?.config.proxies.flatMap((proxy) =>
    proxy.servers.map((line, index) => {
      const server = generation.backends.get(proxy.name)?.servers[index];
      return server === undefined ? 'DOWN' : serverStatus(line, server);
    }),
  );
  const up = servers?.filter((status) => !status.startsWith('DOWN') && status !== 'MAINT').length ?? 0;
  return {
    role: generation === null ? 'no configuration' : 'serving',
    detail: {
      pids: [...state.generations.values()].map((each) => each.pid),
      serversUp: up,
      servers: servers?.length ?? 0,
      frontends: generation === null ? [] : frontendsOf(generation.config).map((proxy) => proxy.name),
      connections: state.clients.size,
      requestsUnderWay: state.streams.size,
      reloads: state.reloads,
      script: state.script.phase,
    },
  };
}
