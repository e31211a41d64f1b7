/**
 * What marathon_lb.py and HAProxy's run script say to each other on one host. In reality these are signals, runit's
 * control files and `pidof`; here they are local connections to port numbers that no address can name.
 */
import type { Message } from '../kernel/context.ts';

/** Control of the service `haproxy` (`sv reload`). */
export const SUPERVISE_PORT = 100_001;
/** Signals to marathon_lb.py (`pkill -HUP`). */
export const SIGNAL_PORT = 100_002;

export type ReloadMessage = Message & { readonly type: 'runit.reload' };
/** A new HAProxy process runs. */
export type NewPidMessage = { readonly type: 'haproxy.newPid'; readonly pid: number };
export type SignalMessage = { readonly type: 'unix.signal'; readonly signal: 'SIGHUP' | 'SIGUSR1' };
