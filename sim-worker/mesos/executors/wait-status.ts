/**
 * Exit statuses in words, as Mesos prints them of `waitpid`.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/os/posix (WSTRINGIFY). The kernel gives statuses as a shell does: 128 + signal.
 */

const SIGNALS = new Map([
  [1, 'Hangup'],
  [2, 'Interrupt'],
  [3, 'Quit'],
  [4, 'Illegal instruction'],
  [6, 'Aborted'],
  [8, 'Floating point exception'],
  [9, 'Killed'],
  [11, 'Segmentation fault'],
  [13, 'Broken pipe'],
  [14, 'Alarm clock'],
  [15, 'Terminated'],
]);

/** Of a process that `waitpid` saw: `exited with status 1`, `terminated with signal Killed`. */
export function waitStatusText(code: number): string {
  const signal = SIGNALS.get(code - 128);
  return signal === undefined ? exitStatusText(code) : `terminated with signal ${signal}`;
}

/** What `waitpid` gives for a status of a shell: 9 for one that SIGKILL ended, 256 for exit status 1. */
export function rawWaitStatus(code: number): number {
  return SIGNALS.has(code - 128) ? code - 128 : (code & 0xff) << 8;
}

/** In words, as WSTRINGIFY puts it; -1 (unknown) is no status, and reads oddly in the original too. */
export function rawWaitStatusText(status: number): string {
  const signal = status & 0x7f;
  if (signal === 0) return exitStatusText((status >> 8) & 0xff);
  return `terminated with signal ${SIGNALS.get(signal) ?? `Unknown signal ${String(signal)}`}`;
}

/** Of a client that passes on another's status, such as `docker run`. */
export function exitStatusText(code: number): string {
  return `exited with status ${String(code)}`;
}
