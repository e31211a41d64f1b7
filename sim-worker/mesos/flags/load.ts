/**
 * Flags from the command line, the environment and files, taken or refused as stout does.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/flags/flags.hpp, fetch.hpp; messages of main.cpp go to stderr.
 */
import { parseDurationMs } from '../master/duration.ts';
import type { Parsed } from '../resources/parse.ts';

export type FlagType = 'text' | 'boolean' | 'integer' | 'number' | 'duration' | 'path';

/** `field`: where the program keeps it; durations in milliseconds. */
export type FlagDefinition = { readonly type: FlagType; readonly field: string };

export type FlagDefinitions = ReadonlyMap<string, FlagDefinition>;

/** Old names that still work. Value: the name of today. */
export type FlagAliases = ReadonlyMap<string, string>;

export type FlagSources = {
  /** Arguments after the program's name. */
  readonly commandLine: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** For values that begin with `file://`; null: no such file. */
  readonly readFile: (path: string) => string | null;
};

export type LoadedFlags =
  | {
      readonly kind: 'loaded';
      readonly values: Readonly<Record<string, unknown>>;
      /** Deprecated names that were used: a warning each once logging has begun. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'refused'; readonly error: string };

const PREFIX = 'MESOS_';

type Given = { readonly name: string; readonly value: string | null; readonly negated: boolean };

export function loadFlags(sources: FlagSources, definitions: FlagDefinitions, aliases: FlagAliases): LoadedFlags {
  const given = givenFlags(sources, definitions, aliases);
  if (!given.ok) return { kind: 'refused', error: given.error };
  const values: Record<string, unknown> = {};
  const warnings: string[] = [];
  const loaded = new Map<string, string>();
  for (const flag of given.value) {
    const name = aliases.get(flag.name) ?? flag.name;
    const earlier = loaded.get(name);
    if (earlier !== undefined)
      return { kind: 'refused', error: `Flag '${name}' is already loaded via name '${earlier}'` };
    loaded.set(name, flag.name);
    if (name === 'help' || name === 'version') continue;
    const value = valueOf(flag, definitions.get(name), sources);
    if (!value.ok) return { kind: 'refused', error: value.error };
    const field = definitions.get(name)?.field;
    if (field !== undefined) values[field] = value.value;
    if (flag.name !== name) warnings.push(`Loaded deprecated flag '${flag.name}'`);
  }
  if (loaded.has('help')) return { kind: 'help' };
  return loaded.has('version') ? { kind: 'version' } : { kind: 'loaded', values, warnings };
}

/** The command line wins over a variable of the same name; unknown variables are nobody's business. */
function givenFlags(
  sources: FlagSources,
  definitions: FlagDefinitions,
  aliases: FlagAliases,
): Parsed<readonly Given[]> {
  const isKnown = (name: string): boolean =>
    definitions.has(name) || aliases.has(name) || name === 'help' || name === 'version';
  const fromLine: Given[] = [];
  for (const argument of sources.commandLine) {
    if (argument === '--') break;
    if (!argument.startsWith('--')) continue;
    const flag = readArgument(argument.slice(2), isKnown);
    if (!flag.ok) return flag;
    fromLine.push(flag.value);
  }
  const named = new Set(fromLine.map((flag) => flag.name));
  const fromEnvironment: Given[] = [];
  for (const [variable, value] of Object.entries(sources.environment)) {
    if (!variable.startsWith(PREFIX)) continue;
    const name = variable.slice(PREFIX.length).toLowerCase();
    if (isKnown(name) && !named.has(name)) fromEnvironment.push({ name, value, negated: false });
  }
  return { ok: true, value: [...fromEnvironment, ...fromLine] };
}

function readArgument(text: string, isKnown: (name: string) => boolean): Parsed<Given> {
  const equals = text.indexOf('=');
  const written = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
  const value = equals < 0 ? null : text.slice(equals + 1);
  if (isKnown(written)) return { ok: true, value: { name: written, value, negated: false } };
  if (value === null && written.startsWith('no-')) {
    const name = written.slice('no-'.length);
    if (isKnown(name)) return { ok: true, value: { name, value: null, negated: true } };
    return { ok: false, error: `Failed to load unknown flag '${name}' via '${written}'` };
  }
  return { ok: false, error: `Failed to load unknown flag '${written}'` };
}

function valueOf(flag: Given, definition: FlagDefinition | undefined, sources: FlagSources): Parsed<unknown> {
  const { name, value, negated } = flag;
  if (definition === undefined) return { ok: true, value };
  if (definition.type === 'boolean') {
    if (negated) return { ok: true, value: false };
    if (value === null || value === '') return { ok: true, value: true };
  }
  if (negated) return { ok: false, error: `Failed to load non-boolean flag '${name}' via 'no-${name}'` };
  if (value === null) return { ok: false, error: `Failed to load non-boolean flag '${name}': Missing value` };
  const failed = (reason: string): Parsed<unknown> => ({
    ok: false,
    error: `Failed to load flag '${name}': Failed to load value '${value}': ${reason}`,
  });
  const text = definition.type === 'path' ? value : contentOf(value, sources);
  if (text === null) return failed(`Error reading file '${value.slice('file://'.length)}': No such file or directory`);
  const parsed = parseAs(text, definition.type);
  return parsed.ok ? parsed : failed(parsed.error);
}

function contentOf(value: string, sources: FlagSources): string | null {
  return value.startsWith('file://') ? sources.readFile(value.slice('file://'.length)) : value;
}

/** As a stream's extraction fails. */
const NOT_CONVERTED: Parsed<never> = { ok: false, error: 'Failed to convert into required type' };

function parseAs(text: string, type: FlagType): Parsed<unknown> {
  switch (type) {
    case 'boolean':
      if (text === 'true' || text === '1') return { ok: true, value: true };
      if (text === 'false' || text === '0') return { ok: true, value: false };
      return { ok: false, error: 'Expecting a boolean (e.g., true or false)' };
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? { ok: true, value: Number(text) } : NOT_CONVERTED;
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? { ok: true, value: Number(text) } : NOT_CONVERTED;
    case 'duration':
      return parseDurationMs(text);
    case 'text':
    case 'path':
      return { ok: true, value: text };
  }
}

/** What --help prints before the list that a person reads; the list has each flag with its form. */
export function usageText(program: string, definitions: FlagDefinitions): string {
  const sorted = [...definitions].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([name, { type }]) => (type === 'boolean' ? `  --[no-]${name}` : `  --${name}=VALUE`));
  return [`Usage: ${program} [options]`, '', ...lines, ''].join('\n');
}
