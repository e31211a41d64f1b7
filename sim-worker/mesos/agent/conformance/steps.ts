/** The few words in which the cases of the agent's table are written. A failed check throws what was found instead. */
import {
  agentState,
  type AgentWorld,
  runTask,
  runUntilTrue,
  statesOf,
  taskInfo,
  type TaskOptions,
} from './agent-bed.ts';

type Run = (world: AgentWorld) => void;

/** Waits until the agent has registered. */
export function registerThen(run: Run): Run {
  return (world) => {
    runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
    run(world);
  };
}

/** Waits until `task.1` runs. */
export function runningThen(options: TaskOptions, run: Run): Run {
  return registerThen((world) => {
    runTask(world, taskInfo('task.1', options));
    runUntilTrue(world, 'running', () => statesOf(world, 'task.1').includes('TASK_RUNNING'));
    run(world);
  });
}

export function check(what: string, found: unknown, expected: unknown): void {
  const [foundText, expectedText] = [JSON.stringify(found), JSON.stringify(expected)];
  if (foundText !== expectedText)
    throw new Error(`${what}: expected ${expectedText ?? 'undefined'}, found ${foundText ?? 'undefined'}`);
}

export function checkBetween(what: string, found: number, least: number, most: number): void {
  if (found < least || found > most)
    throw new Error(`${what}: expected ${String(least)} to ${String(most)}, found ${String(found)}`);
}
