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

/** Of a client that passes on another's status, such as `docker run`. */
export function exitStatusText(code: number): string {
  return `exited with status ${String(code)}`;
}
