/**
 * Runs a compiled script step by step: it goes on until it has to wait (a sleep, a server) or ends.
 * A loop that never waits keeps its processor busy for ever; here it waits without an event.
 */
import { must } from '../../kernel/assert.ts';
import type { Script } from './script.ts';

export type ShellState = {
  readonly script: Script;
  position: number;
  status: number;
  waiting: 'sleep' | 'serve' | 'busy' | 'ended' | null;
};

export type ShellEffect =
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'sleep'; readonly durationMs: number }
  | { readonly kind: 'serve'; readonly ports: readonly number[] }
  | { readonly kind: 'exited'; readonly code: number };

/** Instructions between two waits: more than any sensible script has. */
const MAX_STEPS = 2_000;

export function initialShell(script: Script): ShellState {
  return { script, position: 0, status: 0, waiting: null };
}

/** Starts, or goes on after a sleep. */
export function stepShell(shell: ShellState): readonly ShellEffect[] {
  const effects: ShellEffect[] = [];
  shell.waiting = null;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    runInstruction(shell, effects);
    if (shell.waiting !== null) return effects;
  }
  shell.waiting = 'busy';
  return effects;
}

function runInstruction(shell: ShellState, effects: ShellEffect[]): void {
  const instruction = must(shell.script[shell.position], 'next instruction of a script');
  shell.position += 1;
  switch (instruction.op) {
    case 'sleep':
      shell.waiting = 'sleep';
      effects.push({ kind: 'sleep', durationMs: instruction.durationMs });
      return;
    case 'serve':
      shell.waiting = 'serve';
      effects.push({ kind: 'serve', ports: instruction.ports });
      return;
    case 'echo':
      effects.push({ kind: 'output', stream: instruction.stream, text: instruction.text });
      return;
    case 'status':
      shell.status = instruction.code;
      return;
    case 'exit':
      shell.waiting = 'ended';
      effects.push({ kind: 'exited', code: instruction.code ?? shell.status });
      return;
    case 'jump':
      shell.position = instruction.to;
      return;
    case 'jumpIfFailed':
      if (shell.status !== 0) shell.position = instruction.to;
      return;
    case 'jumpIfOk':
      if (shell.status === 0) shell.position = instruction.to;
  }
}
