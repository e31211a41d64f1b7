/** Reads the arguments of a command: Node's own parser, and values checked with a clear word for each mistake. */
import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { scenarioNames } from '../cluster/scenarios.ts';
import { usageError } from './usage.ts';

export type Arguments = { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] };

export function readArguments(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): Arguments {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usageError(firstSentence(error instanceof Error ? error.message : String(error)));
  }
}

/** Node adds advice that does not fit here, in lines and sentences of its own. */
function firstSentence(message: string): string {
  return message.split('\n')[0]?.split('. To specify')[0] ?? message;
}

export function scenarioOption(values: Arguments['values']): string {
  const name = String(values['scenario'] ?? 'default');
  if (!scenarioNames().includes(name)) {
    throw usageError(`unknown scenario ${name}; there are ${scenarioNames().join(', ')}`);
  }
  return name;
}

const LARGEST_SEED = 0xffff_ffff;

export function seedOption(values: Arguments['values']): number {
  const seed = Number(values['seed'] ?? 1);
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) {
    throw usageError(`--seed is a whole number from 0 to ${LARGEST_SEED}, not ${String(values['seed'])}`);
  }
  return seed;
}

/** A week: no run on the command line is longer. */
const LATEST_SECONDS = 7 * 24 * 3600;

export function secondsOf(text: unknown, name: string): number {
  const seconds = text === '' ? Number.NaN : Number(text);
  if (!(seconds >= 0 && seconds <= LATEST_SECONDS)) {
    throw usageError(`${name} is a number of seconds from 0 to ${LATEST_SECONDS}, not ${String(text)}`);
  }
  return seconds;
}

export function toUs(seconds: number): number {
  return Math.round(seconds * 1_000_000);
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw usageError(`cannot read ${path}`);
  }
}

export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw usageError(`${where}: ${error instanceof Error ? error.message : 'not JSON'}`);
  }
}

/** JSON lines of a file, blank ones left out, with their numbers. */
export function readJsonLines(path: string): { readonly line: number; readonly value: unknown }[] {
  const lines = readText(path).split('\n');
  return lines.flatMap((text, index) =>
    text.trim() === '' ? [] : [{ line: index + 1, value: parseJson(text, `${path}:${index + 1}`) }],
  );
}

export function noPositionals(positionals: readonly string[]): void {
  const [extra] = positionals;
  if (extra !== undefined) throw usageError(`unexpected argument ${extra}`);
}
