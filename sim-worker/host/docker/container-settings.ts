/**
 * How the software in a container behaves, from its labels (`mesoscope.NAME`, those of the container or of the Marathon
 * app), its environment (`MESOSCOPE_NAME`), its image and its command. The defaults are a healthy small web application.
 */
import { compileScript, type Script } from '../shell/script.ts';
import type { DockerPort, DockerRunOptions } from './docker-api.ts';

/** The part that a person may change while it runs. */
export type Behaviour = {
  /** From start until the ports answer; a change counts while they do not yet. */
  readonly startupMs: number;
  /** Share of requests answered with 500. */
  readonly failurePercent: number;
  /** Share of requests that are never answered. */
  readonly hangPercent: number;
  readonly responseMs: number;
  /** Added to each answer's time: up to this much, evenly spread. */
  readonly responseJitterMs: number;
  /** After the ports answer: for this long it is warming up, with failures (503) and answers of their own. */
  readonly warmupMs: number;
  readonly warmupFailurePercent: number;
  readonly warmupResponseMs: number;
};

export type ContainerSettings = Behaviour & {
  /** Path that tells whether it is well; empty: every path does. What it says of its health it says there only. */
  readonly healthPath: string;
  /** Status that it answers there; 200: well. */
  readonly healthStatus: number;
  /** Ends by itself this long after its start; null: never. */
  readonly crashAfterMs: number | null;
  readonly exitCode: number;
  /** Answers 503 from then on; null: never. */
  readonly unhealthyAfterMs: number | null;
  /** Memory that it needs; above the limit the kernel kills it. */
  readonly memoryMib: number;
  /** Exit code on SIGTERM; null: not handled, so that process 1 of the container goes on. */
  readonly sigtermExitCode: number | null;
  /** `graceful`: on SIGTERM it takes no more connections and ends once it has answered; `quick`: it ends with all it has. */
  readonly sigterm: 'graceful' | 'quick';
  /** Before that, after SIGTERM, it serves on for this long, and says on its health path that it is going. */
  readonly drainMs: number;
  /** From the end of draining to the exit, at least. */
  readonly stopMs: number;
  readonly script: Script | null;
  readonly ports: readonly number[];
};

/** `init`: the software is process 1 of a container, which ignores the signals it does not handle. */
export function containerSettings(options: DockerRunOptions, init: boolean): ContainerSettings {
  const environment = environmentOf(options);
  const read = (name: string, missing: number) => numberOf(options, environment, name) ?? missing;
  const script = scriptOf(options, environment);
  return Object.freeze({
    startupMs: read('startupMs', 200),
    failurePercent: read('failurePercent', 0),
    hangPercent: read('hangPercent', 0),
    responseMs: read('responseMs', 0),
    responseJitterMs: read('responseJitterMs', 0),
    warmupMs: read('warmupMs', 0),
    warmupFailurePercent: read('warmupFailurePercent', 100),
    warmupResponseMs: read('warmupResponseMs', 0),
    healthPath: textOf(options, environment, 'healthPath') ?? '',
    healthStatus: read('healthStatus', 200),
    crashAfterMs: numberOf(options, environment, 'crashAfterMs'),
    exitCode: read('exitCode', 1),
    unhealthyAfterMs: numberOf(options, environment, 'unhealthyAfterMs'),
    memoryMib: read('memoryMib', 0),
    sigtermExitCode: sigtermExitCode(options, environment, script, init),
    sigterm: textOf(options, environment, 'sigterm') === 'quick' ? 'quick' : 'graceful',
    drainMs: read('drainMs', 0),
    stopMs: read('stopMs', 50),
    script,
    ports: listenPorts(options, environment),
  });
}

export function environmentOf(options: DockerRunOptions): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const entry of options.environment) {
    const equals = entry.indexOf('=');
    if (equals > 0) variables.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return variables;
}

/**
 * `startupMs` is label `mesoscope.startupMs`, variable `MESOSCOPE_STARTUP_MS`, or the app's label as Marathon hands it on,
 * `MARATHON_APP_LABEL_MESOSCOPE_STARTUPMS`.
 */
function textOf(options: DockerRunOptions, environment: ReadonlyMap<string, string>, name: string): string | null {
  const variable = `MESOSCOPE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
  const ofApp = `MARATHON_APP_LABEL_MESOSCOPE_${name.toUpperCase()}`;
  return options.labels[`mesoscope.${name}`] ?? environment.get(variable) ?? environment.get(ofApp) ?? null;
}

/** Nonsense is passed over. */
function numberOf(options: DockerRunOptions, environment: ReadonlyMap<string, string>, name: string): number | null {
  const text = textOf(options, environment, name);
  return text === null || !/^\d{1,12}$/.test(text) ? null : Number(text);
}

function scriptOf(options: DockerRunOptions, environment: ReadonlyMap<string, string>): Script | null {
  const words = options.entrypoint === null ? options.command : [options.entrypoint, ...options.command];
  if (words.length === 0) return null;
  return compileScript(words.map(quoted).join(' '), environment);
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replace(/'/g, '"')}'`;
}

/** A plain `sleep` or loop as process 1 has no handler, and process 1 ignores what it does not handle. */
function sigtermExitCode(
  options: DockerRunOptions,
  environment: ReadonlyMap<string, string>,
  script: Script | null,
  init: boolean,
): number | null {
  if (textOf(options, environment, 'sigterm') === 'ignore') return null;
  const chosen = numberOf(options, environment, 'sigtermExitCode');
  if (chosen !== null) return chosen;
  if (script === null || !init) return 143;
  return script.some((instruction) => instruction.op === 'serve') ? 143 : null;
}

/** Bridge: the mapped host ports. Host network: those that the scheduler gave in PORT0, PORT1, …. */
function listenPorts(options: DockerRunOptions, environment: ReadonlyMap<string, string>): readonly number[] {
  if (options.network === 'bridge') return options.ports.filter(isTcp).map((port) => port.hostPort);
  if (options.network === 'none') return [];
  const ports: number[] = [];
  for (let index = 0; environment.has(`PORT${String(index)}`); index += 1)
    ports.push(Number(environment.get(`PORT${String(index)}`)));
  return ports.filter((port) => Number.isInteger(port) && port > 0);
}

function isTcp(port: DockerPort): boolean {
  return port.protocol === 'tcp';
}
