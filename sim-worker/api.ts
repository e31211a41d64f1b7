/**
 * The simulation as the page sees it: the only file of sim-worker/ that web/ may import. It starts the worker, hands out
 * the typed calls, decodes frames, and brings a run back when the worker dies.
 */
import * as Comlink from 'comlink';
import type { RunExport, RunRequest, SimulationApi } from './api/contract.ts';
import { decodeFrame } from './api/frame-codec.ts';
import type { Frame } from './cluster/views/views.ts';

export type * from './api/contract.ts';
export type * from './cluster/views/mesos-views.ts';
export type * from './cluster/views/service-view.ts';
export type * from './cluster/views/views.ts';
export type * from './cluster/views/zookeeper-views.ts';
export type * from './cluster/views/zookeeper-history-views.ts';
export type { ZnodeRowsQuery, ZnodeRowsView, ZnodeTreeRow } from './cluster/views/znode-rows.ts';
export type { ActiveFault } from './cluster/views/active-faults.ts';
export type { TerminalView } from './cluster/views/terminal-view.ts';
export type { ClientSettings } from './host/clients/state.ts';
export type { Behaviour } from './host/docker/container-settings.ts';
export type { WaitingCause } from './marathon/api/waiting-causes.ts';
export type { TerminalInput } from './zookeeper/shell/terminal.ts';

export type FrameListener = (frame: Frame) => void;
export type FailureListener = (message: string) => void;

export type Simulation = {
  /** Calls to the worker. After a restart this is another object: do not keep it. */
  readonly api: Comlink.Remote<SimulationApi>;
  /** Called with each frame, at most one for each animation frame. Returns the way to stop. */
  subscribeFrames(listener: FrameListener): () => void;
  /** The worker died by itself (out of memory, a script that cannot be loaded). Returns the way to stop listening. */
  subscribeFailures(listener: FailureListener): () => void;
  /** A new worker with the run as it was last kept; null while nothing was opened. */
  restart(): Promise<RunExport | null>;
  dispose(): void;
};

/** How often the run is kept aside, in ms, for the case that the worker dies. */
const KEEP_INTERVAL_MS = 5000;

type Connection = {
  readonly worker: Worker;
  readonly api: Comlink.Remote<SimulationApi>;
  readonly frames: MessagePort;
};

export function connectSimulation(): Simulation {
  const frameListeners = new Set<FrameListener>();
  const failureListeners = new Set<FailureListener>();
  let kept: RunExport | null = null;
  let connection = connect();
  const keeper = setInterval(() => void keep(), KEEP_INTERVAL_MS);

  function connect(): Connection {
    const made = startWorker();
    made.frames.onmessage = (event: MessageEvent<ArrayBuffer>) => {
      const frame = decodeFrame(event.data);
      for (const listener of frameListeners) listener(frame);
      acknowledge(made.frames);
    };
    made.worker.onerror = (event) => fail(event.message === '' ? 'worker stopped' : event.message);
    made.worker.onmessageerror = () => fail('worker sent something unreadable');
    return made;
  }

  function fail(message: string): void {
    for (const listener of failureListeners) listener(message);
  }

  async function keep(): Promise<void> {
    const asked = connection;
    const run = await asked.api.exportRun();
    if (asked === connection && run.scenario !== '') kept = run;
  }

  return {
    get api() {
      return connection.api;
    },
    subscribeFrames: (listener) => subscribe(frameListeners, listener),
    subscribeFailures: (listener) => subscribe(failureListeners, listener),
    restart: async () => {
      stopWorker(connection);
      connection = connect();
      if (kept !== null) await connection.api.open(requestOf(kept));
      return kept;
    },
    dispose: () => {
      clearInterval(keeper);
      stopWorker(connection);
    },
  };
}

function requestOf(run: RunExport): RunRequest {
  return { scenario: run.scenario, seed: run.seed, journal: run.journal, atUs: run.atUs };
}

function startWorker(): Connection {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'simulation' });
  const api = Comlink.wrap<SimulationApi>(worker);
  const channel = new MessageChannel();
  void api.connectFrames(Comlink.transfer(channel.port2, [channel.port2]));
  return { worker, api, frames: channel.port1 };
}

function stopWorker(connection: Connection): void {
  connection.worker.terminate();
  connection.frames.close();
}

/** The next frame is asked for once this one can be on screen: a hidden page paints nothing and asks for nothing. */
function acknowledge(port: MessagePort): void {
  requestAnimationFrame(() => port.postMessage(null));
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
