/**
 * Reloading: a new process reads the file, takes the listening sockets and the servers' states; the old one keeps what
 * it has until its last connection ends (`haproxy -sf`). Source: marathon-lb v1.4.3, service/haproxy/run; HAProxy 1.6.
 * Left out: resets of connections that the old process's sockets had taken and not yet accepted.
 */
import type { Context } from '../../kernel/context.ts';
import { stopChecks, startChecks } from './checks.ts';
import { backendNamed, type HaproxyConfig } from './config.ts';
import { parseConfig } from './config-parser.ts';
import {
  type BackendState,
  currentGeneration,
  type Generation,
  type HaproxyState,
  initialServer,
  initialTotals,
} from './state.ts';

/** Map files that a process reads once, when it starts. */
const MAP_FILES = ['domain2backend.map', 'app2backend.map'];

/** Starts a process with the file as it is now; false when it cannot, and then the old one goes on. */
export function startGeneration(state: HaproxyState, context: Context): boolean {
  const file = context.disk.read(state.flags.config);
  if (file?.kind !== 'text') {
    context.log('ERROR', `[ALERT] Could not open configuration file ${state.flags.config} : No such file or directory`);
    return false;
  }
  const parsed = parseConfig(file.text, state.flags.config);
  if (!parsed.ok) {
    for (const alert of parsed.alerts) context.log('ERROR', `[ALERT] ${alert}`);
    return false;
  }
  const busy = busyPort(context, parsed.config);
  if (busy !== null) {
    context.log('ERROR', `[ALERT] Starting frontend ${busy}: cannot bind socket`);
    return false;
  }
  const old = currentGeneration(state);
  const generation = newGeneration(state, context, parsed.config, old);
  state.generations.set(generation.id, generation);
  state.current = generation.id;
  releasePorts(context, old, generation);
  if (old !== null) {
    old.finishing = true;
    stopChecks(state, context, old);
    endGenerationWhenIdle(state, context, old);
  }
  startChecks(context, generation);
  return true;
}

function portsOf(config: HaproxyConfig): number[] {
  return config.proxies.flatMap((proxy) => proxy.binds.map((bind) => bind.port));
}

/** Listens on every port; the address of the first that another program holds, else null. */
function busyPort(context: Context, config: HaproxyConfig): string | null {
  for (const proxy of config.proxies) {
    for (const bind of proxy.binds)
      if (context.listen(bind.port) === 'in use') return `${proxy.name} [${bind.address}:${String(bind.port)}]`;
  }
  return null;
}

function releasePorts(context: Context, old: Generation | null, generation: Generation): void {
  const kept = new Set(portsOf(generation.config));
  for (const port of old === null ? [] : portsOf(old.config)) if (!kept.has(port)) context.unlisten(port);
}

function newGeneration(
  state: HaproxyState,
  context: Context,
  config: HaproxyConfig,
  old: Generation | null,
): Generation {
  const folder = state.flags.config.slice(0, state.flags.config.lastIndexOf('/'));
  const startupMaps = new Map<string, string>();
  for (const name of MAP_FILES) {
    const content = context.disk.read(`${folder}/${name}`);
    if (content?.kind === 'text') startupMaps.set(`${folder}/${name}`, content.text);
  }
  const generation: Generation = {
    id: state.nextGeneration,
    pid: context.pid + state.nextPid,
    config,
    startedAtUs: context.nowUs,
    finishing: false,
    backends: backendStates(config, old, context.nowUs),
    frontends: new Map(),
    connections: 0,
    startupMaps,
  };
  state.nextGeneration += 1;
  state.nextPid += 3;
  return generation;
}

/** `load-server-state-from-file global`: what the old process knew of a server of the same name. */
function backendStates(config: HaproxyConfig, old: Generation | null, nowUs: number): Map<string, BackendState> {
  const states = new Map<string, BackendState>();
  for (const proxy of config.proxies) {
    if (proxy.section === 'frontend') continue;
    const before = old === null ? null : backendNamed(old.config, proxy.name);
    const places = new Map(before?.servers.map((line, index) => [line.name, index]));
    const servers = proxy.servers.map((line) => {
      const fresh = initialServer(line.rise, nowUs);
      const place = places.get(line.name);
      const known = place === undefined ? undefined : old?.backends.get(proxy.name)?.servers[place];
      if (known === undefined || !line.check) return fresh;
      const { up, health, checkStatus, checkCode, checkMs, lastChangeUs } = known;
      const most = line.rise + line.fall - 1;
      return { ...fresh, up, health: Math.min(health, most), checkStatus, checkCode, checkMs, lastChangeUs };
    });
    states.set(proxy.name, {
      name: proxy.name,
      next: 0,
      servers,
      totals: initialTotals(),
      lastChangeUs: nowUs,
      downs: 0,
    });
  }
  return states;
}

/** A process that was told to finish ends with its last connection. */
export function endGenerationWhenIdle(state: HaproxyState, context: Context, generation: Generation): void {
  if (!generation.finishing || generation.connections > 0) return;
  state.generations.delete(generation.id);
  context.log('INFO', `Process ${String(generation.pid)} has finished its last connection and exits.`);
}
