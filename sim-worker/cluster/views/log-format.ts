/**
 * Log lines as each real system prints them. Sources: ZooKeeper 3.4.14 conf/log4j.properties; glog's prefix as Mesos
 * 1.0.1 prints it; Marathon 1.1.1 logback.xml; docker's logrus text. Times are the host's wall clock in UTC.
 */
import { type CivilTime, civilTime, isoText, two } from '../../host/civil-time.ts';
import type { LogLine, Severity } from '../../kernel/context.ts';
import type { Process } from '../../kernel/world.ts';
import type { LogLineView } from './views.ts';
import type { ZookeeperServerState } from '../../zookeeper/server/server-state.ts';

type Layout = (line: LogLine, time: CivilTime, process: Process, unixMs: number) => string;

/** `startEpochMs`: wall clock of the host at virtual time 0. */
export function formatLogLine(process: Process, line: LogLine, startEpochMs: number): LogLineView {
  const unixMs = startEpochMs + line.at / 1000;
  const layout = LAYOUTS.get(process.spec.program) ?? plainLayout;
  return { atUs: line.at, severity: line.severity, text: layout(line, civilTime(unixMs), process, unixMs) };
}

const LAYOUTS: ReadonlyMap<string, Layout> = new Map<string, Layout>([
  ['zookeeper', log4jLayout],
  ['mesos-master', glogLayout],
  ['mesos-agent', glogLayout],
  ['docker-executor', glogLayout],
  ['command-executor', glogLayout],
  ['marathon', logbackLayout],
  ['dockerd', logrusLayout],
  ['marathon-lb', pythonLayout],
  ['haproxy', haproxyLayout],
]);

function dateText(time: CivilTime): string {
  return `${String(time.year)}-${two(time.month)}-${two(time.day)}`;
}

function clockText(time: CivilTime): string {
  return `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
}

function millisText(time: CivilTime): string {
  return String(Math.floor(time.microsecond / 1000)).padStart(3, '0');
}

/** As the server read it from its file; empty before that, and once it has ended. */
function myidOf(process: Process): string {
  const server = process.state as ZookeeperServerState | null;
  return process.spec.program === 'zookeeper' && server !== null ? String(server.config.myid) : '';
}

/** `2015-12-03 15:39:07,292 [myid:1] - INFO  [thread:Class@line] - message`. */
function log4jLayout(line: LogLine, time: CivilTime, process: Process): string {
  const myid = myidOf(process);
  const source = line.source === '' ? 'main:QuorumPeerMain@0' : line.source;
  const place = source.includes(':') ? source : `main:${source}`;
  return `${dateText(time)} ${clockText(time)},${millisText(time)} [myid:${myid}] - ${severityWord(line.severity).padEnd(5)} [${place}] - ${line.text}`;
}

/** `I1204 12:00:00.123456  1234 master.cpp:1847] message`. */
function glogLayout(line: LogLine, time: CivilTime): string {
  const micros = String(time.microsecond).padStart(6, '0');
  const place = line.source === '' ? '' : ` ${line.source}]`;
  return `${glogLetter(line.severity)}${two(time.month)}${two(time.day)} ${clockText(time)}.${micros} ${String(line.pid).padStart(5)}${place} ${line.text}`;
}

function glogLetter(severity: Severity): string {
  return severity === 'DEBUG' ? 'I' : severity.charAt(0);
}

/** `[2016-12-13 06:36:14,897] INFO message (logger:thread)`. */
function logbackLayout(line: LogLine, time: CivilTime): string {
  const place = line.source === '' ? '' : ` (${line.source})`;
  return `[${dateText(time)} ${clockText(time)},${millisText(time)}] ${severityWord(line.severity).padEnd(5)} ${line.text}${place}`;
}

/** Java's levels know no FATAL in slf4j and log4j's is never used here. */
function severityWord(severity: Severity): string {
  return severity === 'FATAL' ? 'ERROR' : severity;
}

/** `time="2016-12-04T12:00:00.123456789Z" level=info msg="…"`. */
function logrusLayout(line: LogLine, _time: CivilTime, _process: Process, unixMs: number): string {
  const level = line.severity === 'WARN' ? 'warning' : line.severity.toLowerCase();
  return `time="${isoText(unixMs)}" level=${level} msg=${JSON.stringify(line.text)}`;
}

/** `2016-12-04 12:00:00,123 marathon_lb: message`: marathon-lb's own format. */
function pythonLayout(line: LogLine, time: CivilTime): string {
  return `${dateText(time)} ${clockText(time)},${millisText(time)} marathon_lb: ${line.text}`;
}

/** `[WARNING] 338/120000 (1234) : message`: day of the year, clock, pid. */
function haproxyLayout(line: LogLine, time: CivilTime): string {
  const word = { DEBUG: 'INFO', INFO: 'INFO', WARN: 'WARNING', ERROR: 'ALERT', FATAL: 'ALERT' }[line.severity];
  if (!line.text.startsWith('Server ') && !line.text.startsWith('backend ')) return line.text;
  return `[${word}] ${String(dayOfYear(time)).padStart(3, '0')}/${clockText(time).replaceAll(':', '')} (${String(line.pid)}) : ${line.text}`;
}

/** From 0, as C's tm_yday. */
function dayOfYear(time: CivilTime): number {
  const isLeap = (time.year % 4 === 0 && time.year % 100 !== 0) || time.year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30];
  return lengths.slice(0, time.month - 1).reduce((sum, days) => sum + days, 0) + time.day - 1;
}

function plainLayout(line: LogLine): string {
  return line.text;
}
