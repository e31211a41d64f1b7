/// <reference lib="webworker" />
/** The simulation's worker: scenarios, one session, the loop on real time, and the calls of the page over Comlink. */
import * as Comlink from 'comlink';
import type { FramePort } from './api/contract.ts';
import { scenarioSource } from './worker/scenario-source.ts';
import { createLoop, type LoopClock, wakeLoop } from './worker/loop.ts';
import { serveSession } from './worker/serve.ts';
import { createSession } from './worker/session.ts';

const yields = new MessageChannel();
const due: (() => void)[] = [];
yields.port1.onmessage = () => due.shift()?.();

const clock: LoopClock = {
  nowMs: () => performance.now(),
  // A message to ourselves queues behind the page's: timers would wait at least 4 ms.
  soon: (callback) => {
    due.push(callback);
    yields.port2.postMessage(null);
  },
  after: (delayMs, callback) => void setTimeout(callback, delayMs),
};

let frames: MessagePort | null = null;
const loop = createLoop(createSession(scenarioSource), clock, (frame) => frames?.postMessage(frame, [frame]));

function connectFrames(given: FramePort): void {
  const port = given as MessagePort;
  frames?.close();
  frames = port;
  port.onmessage = () => {
    loop.hungry = true;
    wakeLoop(loop);
  };
}

Comlink.expose(serveSession(loop, connectFrames));
