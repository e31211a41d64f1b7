/** The calls of the page, on one session and its loop. */
import type { ApiResult, FramePort, HttpOutcome, SimulationApi } from '../api/contract.ts';
import { inspect, logOf } from '../cluster/views/inspector.ts';
import { activeFaults } from '../cluster/views/active-faults.ts';
import { completeTerminal, terminalView } from '../cluster/views/terminal-view.ts';
import { serviceView } from '../cluster/views/service-view.ts';
import { timelineOf } from '../cluster/views/timeline.ts';
import { dropFuture } from '../kernel/history.ts';
import { processId } from '../kernel/ids.ts';
import type { Simulator } from '../kernel/simulator.ts';
import { findProcess } from '../kernel/process-table.ts';
import { settleAfterSlice } from './after-slice.ts';
import { performCommand } from './commands.ts';
import { resetFrames } from './frame-state.ts';
import { startSeek, startStep, startStepBack } from './jobs.ts';
import { type Loop, wakeLoop } from './loop.ts';
import { choosePace, isSpeed } from './pace.ts';
import { mesosQueries } from './mesos-queries.ts';
import { serveReads } from './read-port.ts';
import { requestHttp } from './requests.ts';
import { afterJump, endJob, failRun, openRun } from './run.ts';
import { editZnode } from './znode-edits.ts';
import { znodeQueries, zookeeperQueries } from './zookeeper-queries.ts';
import { DONE, NO_RUN, type Session, exportOf, infoOf, refused } from './session.ts';

const LOG_LIMIT = 2000;
const COMPLETIONS_LIMIT = 1000;

export function serveSession(loop: Loop, connectFrames: (port: FramePort) => void): SimulationApi {
  const { session } = loop;
  return {
    ...transport(loop),
    ...actions(loop),
    ...queries(session),
    ...zookeeperQueries(session),
    ...znodeQueries(session),
    ...terminalQueries(session),
    ...mesosQueries(session),
    service: (query) => (session.run === null ? null : serviceView(session.run.history.simulator, query)),
    ...connection(loop, connectFrames),
  };
}

type Settle = (result: ApiResult<null>) => void;

function transport(
  loop: Loop,
): Pick<SimulationApi, 'open' | 'info' | 'play' | 'pause' | 'setSpeed' | 'step' | 'stepBack' | 'seek'> {
  const { session } = loop;
  const job = (start: (settle: Settle) => void) =>
    new Promise<ApiResult<null>>((settle) => {
      guard(session, () => start(settle));
      wakeLoop(loop);
    });
  return {
    open: (request) => {
      const result = openRun(session, request);
      if (result.ok && request.atUs > 0) startSeek(session, request.atUs, () => {});
      wakeLoop(loop);
      return result;
    },
    info: () => infoOf(session),
    play: () => {
      if (session.run === null || session.failure !== null) return;
      endJob(session, refused('SUPERSEDED', 'the run plays on'));
      session.playing = true;
      loop.lastMs = loop.clock.nowMs();
      session.measure = { sinceMs: 0, sinceUs: 0, speed: 0 };
      wakeLoop(loop);
    },
    pause: () => {
      session.playing = false;
      settleAfterSlice(session);
      wakeLoop(loop);
    },
    setSpeed: (speed, autoPace) => {
      if (!isSpeed(speed)) return refused('BAD_SPEED', 'speed is 0 (unlimited) or from 0.001 to 100000');
      choosePace(session.pace, speed, autoPace);
      wakeLoop(loop);
      return DONE;
    },
    step: (kind) => job((settle) => startStep(session, kind, settle)),
    stepBack: (kind) => job((settle) => startStepBack(session, kind, settle)),
    seek: (atUs) => job((settle) => startSeek(session, atUs, settle)),
  };
}

function actions(loop: Loop): Pick<SimulationApi, 'command' | 'http' | 'forgetFuture'> {
  const { session } = loop;
  return {
    command: (command) =>
      new Promise<ApiResult<null>>((settle) => {
        guard(session, () => {
          if (command.kind === 'znode') editZnode(session, command.operation, settle);
          else settle(performCommand(session, command));
        });
        if (session.failure !== null) settle(refused('FAILED', session.failure.message));
        wakeLoop(loop);
      }),
    forgetFuture: () => {
      const { run } = session;
      if (run === null) return { ok: false, error: NO_RUN };
      if (session.job !== null) return refused('BUSY', 'the run is on its way to another time');
      dropFuture(run.history);
      run.horizonUs = run.history.simulator.world.nowUs;
      wakeLoop(loop);
      return DONE;
    },
    http: (request) =>
      new Promise<HttpOutcome>((settle) => {
        guard(session, () => requestHttp(session, request, settle));
        if (session.failure !== null) settle({ kind: 'error', error: 'reset' });
        wakeLoop(loop);
      }),
  };
}

/** Our own failed assertions stop the run with a picture of where it stood; they are not thrown at the page. */
function guard(session: Session, act: () => void): void {
  try {
    act();
  } catch (error) {
    failRun(session, error);
  }
}

function queries(session: Session): Pick<SimulationApi, 'inspect' | 'timeline' | 'logs' | 'exportRun'> {
  return {
    inspect: (target) => (session.run === null ? null : inspect(session.run.history.simulator, target)),
    timeline: () => timeline(session),
    logs: (process, count) => {
      const simulator = session.run?.history.simulator;
      if (simulator === undefined) return [];
      const found = findProcess(simulator.world, processId(process));
      return found === undefined ? [] : logOf(simulator, found, Math.min(Math.max(0, count), LOG_LIMIT));
    },
    exportRun: () => exportOf(session),
  };
}

function terminalQueries(session: Session): Pick<SimulationApi, 'terminal' | 'completeTerminal' | 'faults'> {
  const simulator = (): Simulator | null => session.run?.history.simulator ?? null;
  return {
    terminal: (id, from) => {
      const found = simulator();
      return found === null ? null : terminalView(found, id, Math.max(0, from));
    },
    faults: () => {
      const found = simulator();
      return found === null ? [] : activeFaults(found);
    },
    completeTerminal: (id, line) => {
      const found = simulator();
      return found === null ? [] : completeTerminal(found, id, line).slice(0, COMPLETIONS_LIMIT);
    },
  };
}

function timeline(session: Session): ReturnType<SimulationApi['timeline']> {
  const { run } = session;
  if (run === null) return timelineOf({ landmarks: [], nowUs: 0, horizonUs: 0, snapshots: [] });
  const { simulator, snapshots } = run.history;
  return timelineOf({
    landmarks: simulator.trace.landmarks,
    nowUs: simulator.world.nowUs,
    horizonUs: run.horizonUs,
    snapshots: snapshots.map((snapshot) => snapshot.atUs),
  });
}

function connection(
  loop: Loop,
  connectFrames: (port: FramePort) => void,
): Pick<SimulationApi, 'connectFrames' | 'connectReads' | 'setVisible'> {
  const { session } = loop;
  return {
    connectFrames: (port) => {
      connectFrames(port);
      loop.hungry = true;
      if (session.run !== null) afterReconnect(session);
      wakeLoop(loop);
    },
    connectReads: (port) => serveReads(session, port),
    setVisible: (visible) => {
      if (visible && !session.visible && session.run !== null)
        resetFrames(session.frames, session.run.history.simulator.trace);
      session.visible = visible;
      wakeLoop(loop);
    },
  };
}

/** A new listener knows nothing yet. */
function afterReconnect(session: Session): void {
  if (session.job === null) afterJump(session);
}
