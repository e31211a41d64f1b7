/** Steps of `npm run check` and `npm test`: each is a command, reported with its time, its output shown when it fails. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ name: string, command: string[], live?: boolean, env?: Record<string, string> }} Step */
/** @typedef {{ name: string, ok: boolean }} Outcome */

/** @param {Step} step @returns {Promise<Outcome>} */
export function runStep(step) {
  const started = performance.now();
  const [tool, ...args] = step.command;
  if (tool === undefined) throw new Error(`step ${step.name} has no command`);
  // The tools of this project first, so that the steps also run without npm.
  const path = `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`;
  return new Promise((resolve) => {
    const child = spawn(tool, args, {
      cwd: ROOT,
      env: { ...process.env, ...step.env, PATH: path },
      stdio: step.live === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
    const finish = (/** @type {boolean} */ ok) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
      if (!ok && output !== '') console.log(output);
      resolve({ name: step.name, ok });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

/** @param {Step[]} steps @param {number} atOnce @returns {Promise<Outcome[]>} */
export async function runSteps(steps, atOnce) {
  /** @type {Outcome[]} */
  const outcomes = [];
  const waiting = [...steps];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) outcomes.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcomes;
}
