/** Goes to exactly where a saved run stood, which may lie between events of one instant. */
import { advance, stepEvent } from '../kernel/history.ts';
import { nextEventAtUs } from '../kernel/simulator.ts';
import { type Headless, nowUs, runTo } from './headless.ts';

export function replayTo(run: Headless, atUs: number, executed: number): void {
  const { history } = run;
  if (atUs > nowUs(run) + 1) runTo(run, atUs - 1);
  while (history.simulator.world.executed < executed) {
    const next = nextEventAtUs(history.simulator);
    if (next === null || next > atUs || !stepEvent(history)) break;
  }
  const next = nextEventAtUs(history.simulator);
  if (next === null || next > atUs) advance(history, atUs);
}
