/**
 * Addresses that marathon-lb adds to HAProxy. Source: marathon-lb v1.4.3, getpids.lua, getconfig.lua, getmaps.lua,
 * signalmlb.lua. Signals reach marathon_lb.py over a local connection that stands for `pkill`.
 */
import type { Context, ReadContext } from '../../kernel/context.ts';
import type { HttpReply } from '../../kernel/http.ts';
import { SIGNAL_PORT, type SignalMessage } from '../control.ts';
import { errorReply, serviceReply } from './replies.ts';
import type { Generation, HaproxyState } from './state.ts';

/** Null for the services that do something. */
export function readLua(state: HaproxyState, generation: Generation, service: string): HttpReply | null {
  const folder = state.flags.config.slice(0, state.flags.config.lastIndexOf('/'));
  switch (service) {
    case 'lua.getpids':
      return serviceReply(200, processIds(state).join(' '));
    case 'lua.getconfig':
      return serviceReply(200, generation.config.text);
    case 'lua.getvhostmap':
      return serviceReply(200, generation.startupMaps.get(`${folder}/domain2backend.map`) ?? '');
    case 'lua.getappmap':
      return serviceReply(200, generation.startupMaps.get(`${folder}/app2backend.map`) ?? '');
    case 'lua.signalmlbhup':
    case 'lua.signalmlbusr1':
      return null;
    default:
      return errorReply(500);
  }
}

export function serveLua(state: HaproxyState, generation: Generation, context: Context, service: string): HttpReply {
  const read = readLua(state, generation, service);
  if (read !== null) return read;
  const signal = service === 'lua.signalmlbhup' ? 'SIGHUP' : 'SIGUSR1';
  const connection = context.connect(context.host, SIGNAL_PORT, 'control');
  const message: SignalMessage = { type: 'unix.signal', signal };
  context.send(connection, message);
  context.close(connection);
  return serviceReply(200, `Sent ${signal} signal to marathon-lb`);
}

/** `pidof haproxy`: newest first. */
export function processIds(state: HaproxyState): number[] {
  return [...state.generations.values()].map((generation) => generation.pid).reverse();
}

/** A read by the page leaves no mark, so it cannot send a signal. */
export function refusedSignal(_context: ReadContext): HttpReply {
  return serviceReply(501, 'Reading this address from the page sends no signal; send a POST.');
}
