/**
 * The three canvases of the topology and the one loop that draws them: links below, boxes, messages above. The loop runs
 * while something moves and rests otherwise; a paused world costs nothing.
 */
import { shownTimeUs } from '../console/simulation/frame-clock.ts';
import { live, onFrame } from '../console/simulation/live.ts';
import { drawBoxes } from './draw-boxes.ts';
import { drawLinks } from './draw-links.ts';
import { type DrawnParticle, drawParticles } from './draw-particles.ts';
import { addTraffic, fadeFlows } from './flow-rates.ts';
import { type Scene, setSize } from './scene.ts';

export type Stage = {
  readonly scene: Scene;
  /** Messages of the last picture. */
  particles(): readonly DrawnParticle[];
  /** Something changed: draw once more. */
  wake(): void;
  stop(): void;
};

type Canvases = readonly [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement];

const MAX_PIXEL_RATIO = 2;

export function createStage(scene: Scene, canvases: Canvases, host: HTMLElement): Stage {
  const contexts = canvases.map((canvas) => canvas.getContext('2d')).filter((context) => context !== null);
  const [links, boxes, messages] = contexts;
  if (links === undefined || boxes === undefined || messages === undefined)
    throw new Error('this browser has no 2D canvas');
  let drawn: readonly DrawnParticle[] = [];
  let pending = 0;
  let lastMs = performance.now();

  const draw = (realMs: number): void => {
    pending = 0;
    const passedMs = Math.min(200, realMs - lastMs);
    lastMs = realMs;
    const nowUs = shownTimeUs(live.clock, realMs);
    const { playing, speed } = live.clock;
    if (playing) fadeFlows(scene, passedMs);
    drawLinks(links, scene, realMs);
    if (scene.dirty) drawBoxes(boxes, scene);
    scene.dirty = false;
    drawn = drawParticles(messages, scene, live.particles, { nowUs, realMs, speed, playing });
    if (playing || scene.pulses.length > 0) wake();
  };
  const wake = (): void => {
    if (pending === 0) pending = requestAnimationFrame(draw);
  };

  const resize = (): void => {
    const { clientWidth: width, clientHeight: height } = host;
    const ratio = Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio || 1);
    if (width === 0 || height === 0) return;
    for (const canvas of canvases) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    setSize(scene, { width, height }, ratio);
    wake();
  };
  const observer = new ResizeObserver(resize);
  observer.observe(host);
  resize();

  const stopFrames = onFrame((frame) => {
    if (frame.reset || !frame.playing) scene.flows.clear();
    if (frame.playing) addTraffic(scene, frame, live.clock.speed, live.particles.names);
    wake();
  });

  return {
    scene,
    particles: () => drawn,
    wake,
    stop: () => {
      cancelAnimationFrame(pending);
      observer.disconnect();
      stopFrames();
    },
  };
}
