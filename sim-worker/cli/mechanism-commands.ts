/** `sim allocator --steps FILE` and `sim zk --ops FILE`: one mechanism driven by JSON lines, answered line by line. */
import { runAllocatorStep, startAllocatorSteps } from '../cluster/allocator-steps.ts';
import { createZkOps } from '../cluster/zk-ops.ts';
import { noPositionals, readArguments, readText, seedOption } from './options.ts';
import { usageError } from './usage.ts';

export function allocatorCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, { steps: { type: 'string' }, seed: { type: 'string' } });
  noPositionals(positionals);
  const lines = linesOf(values['steps'], 'sim allocator wants --steps FILE');
  const steps = startAllocatorSteps(seedOption(values));
  return answerLines(lines, (line) => runAllocatorStep(steps, line));
}

export function zkCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, { ops: { type: 'string' }, seed: { type: 'string' } });
  noPositionals(positionals);
  const lines = linesOf(values['ops'], 'sim zk wants --ops FILE');
  const ops = createZkOps({ seed: seedOption(values) });
  for (const line of lines) process.stdout.write(`${ops.apply(line) ?? ''}\n`);
  return 0;
}

function linesOf(file: unknown, wanted: string): string[] {
  if (typeof file !== 'string') throw usageError(wanted);
  return readText(file)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** 1 when a line was answered by an error of the tool itself. */
function answerLines(lines: readonly string[], answer: (line: string) => object): number {
  let failed = false;
  for (const line of lines) {
    const given = answer(line);
    failed ||= 'error' in given && typeof given.error === 'string';
    process.stdout.write(`${JSON.stringify(given)}\n`);
  }
  return failed ? 1 : 0;
}
