/** A log line as glog 0.3.3 prints it: `I1204 12:01:28.122519 13557 master.cpp:1847] text`. Times are UTC. */
import { civilTime, two } from '../../host/civil-time.ts';

export type GlogLine = {
  readonly unixMs: number;
  readonly pid: number;
  readonly severity: 'I' | 'W' | 'E' | 'F';
  readonly source: string;
  readonly text: string;
};

export function glogLine(line: GlogLine): string {
  const time = civilTime(line.unixMs);
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}.${String(time.microsecond).padStart(6, '0')}`;
  return `${line.severity}${two(time.month)}${two(time.day)} ${clock} ${String(line.pid).padStart(5)} ${line.source}] ${line.text}`;
}
