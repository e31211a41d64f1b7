/**
 * The script that keeps HAProxy: it sleeps half a second at a time; a hang-up makes it drop new connections to PORTS,
 * wait 0.1 s, start a new process, let connections in again, and rest a second. So reloads are at least 1.1 s apart, and
 * any number of hang-ups in between are one. Source: marathon-lb v1.4.3, service/haproxy/run.
 * Left out: HAPROXY_RELOAD_SIGTERM_DELAY.
 */
import type { Context } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { NewPidMessage } from '../control.ts';
import { startGeneration } from './generations.ts';
import { currentGeneration, type HaproxyState } from './state.ts';

const HANG_UP = 'script:hangUp';
const SETTLED = 'script:settled';
const STARTED = 'script:started';
const RESTED = 'script:rested';
export const SCRIPT_TIMERS: readonly string[] = [HANG_UP, SETTLED, STARTED, RESTED];

const LOOP_US = 500_000;
const SETTLE_MS = 100;
const REST_MS = 1000;
/** From exec to serving. UNCONFIRMED: 20 ms and 50 µs for each line of the file. */
const START_MS = 20;
const START_MS_PER_LINE = 0.05;

export function startScript(state: HaproxyState, context: Context): void {
  reload(state, context);
}

export function onReloadAsked(state: HaproxyState, context: Context, connection: ConnectionId): void {
  state.reloaders.push(connection);
  if (state.script.hangUp) return;
  state.script.hangUp = true;
  if (state.script.phase === 'idle') waitForLoop(state, context);
}

/** The shell looks for signals when its `sleep 0.5` ends. */
function waitForLoop(state: HaproxyState, context: Context): void {
  const sinceUs = (context.nowUs - state.script.loopStartUs) % LOOP_US;
  context.setTimer(HANG_UP, (LOOP_US - sinceUs) / 1000);
}

function reload(state: HaproxyState, context: Context): void {
  context.log('INFO', 'Reloading haproxy');
  state.script.hangUp = false;
  state.script.phase = 'dropping';
  state.dropSince = context.nowUs;
  context.setTimer(SETTLED, SETTLE_MS);
}

export function onScriptTimer(state: HaproxyState, context: Context, key: string): void {
  switch (key) {
    case HANG_UP:
      return reload(state, context);
    case SETTLED: {
      const file = context.disk.read(state.flags.config);
      const lines = file?.kind === 'text' ? file.text.split('\n').length : 0;
      state.script.phase = 'starting';
      context.setTimer(STARTED, START_MS + lines * START_MS_PER_LINE);
      return;
    }
    case STARTED:
      return onStarted(state, context);
    default:
      state.script.phase = 'idle';
      state.script = { ...state.script, loopStartUs: context.nowUs };
      if (state.script.hangUp) reload(state, context);
  }
}

function onStarted(state: HaproxyState, context: Context): void {
  const started = startGeneration(state, context);
  state.dropSince = null;
  state.script.phase = 'pausing';
  context.setTimer(RESTED, REST_MS);
  if (!started) return;
  state.reloads += 1;
  const pid = currentGeneration(state)?.pid ?? 0;
  context.trace('haproxy', { change: 'reloaded', pid });
  // Those who asked while this reload ran see its new process and are content, though it may have read the older file.
  for (const connection of state.reloaders) {
    const message: NewPidMessage = { type: 'haproxy.newPid', pid };
    if (context.isOpen(connection)) context.send(connection, message);
  }
  state.reloaders = [];
}
