/**
 * A Marathon that is started by a command line instead of ready settings: `commandLine` and `environment` among its
 * settings, and with `packageStart` the files below /etc/marathon/conf. What the binary refuses ends the process.
 * Source: Marathon 1.1.1, bin/marathon-framework, MarathonConf.scala; scallop 0.9.5 (words of what is wrong).
 */
import type { Context, ReadonlyDisk } from '../kernel/context.ts';
import type { MarathonFlags } from './flags.ts';
import { FEATURES, OPTIONS, type Option } from './options.ts';

export type CommandLine =
  | { readonly ok: true; readonly values: Partial<MarathonFlags> }
  /** What it prints before it ends. */
  | { readonly ok: false; readonly lastLine: string };

const CONFIG_FOLDER = '/etc/marathon/conf';
const VARIABLE_PREFIX = 'MARATHON_';
/** Servers and a path, both needed (ZookeeperConf.zkURLPattern). */
const ZK_OPTION = /^zk:\/\/(?:[^/:]+:[^@]+@)?[A-z0-9-.]+(?::\d+)?(?:,[A-z0-9-.]+(?::\d+)?)*(?:\/[^/]+)+$/;

/** Settings without a command line stay as they are. */
export function readCommandLine(disk: ReadonlyDisk, given: Context['flags']): CommandLine {
  const listed = given['commandLine'];
  const packaged = given['packageStart'] === true;
  if (!packaged && !Array.isArray(listed)) return { ok: true, values: {} };
  const typed = (Array.isArray(listed) ? listed.map(String) : []).flatMap(wordsOf);
  const environment = (given['environment'] ?? {}) as Readonly<Record<string, string>>;
  const line = [...(packaged ? wordsOfFiles(disk, typed) : []), ...wordsOfVariables(environment), ...typed];
  return readWords(packaged ? withDefaults(disk, line) : line);
}

/** `--name value` on one line are two words, as a shell would give them. */
function wordsOf(line: string): readonly string[] {
  const match = /^(--[^\s=]+)\s+(.*)$/.exec(line.trim());
  return match === null ? [line.trim()] : [match[1] ?? '', match[2] ?? ''];
}

/** A file named `?name` is the bare toggle; one whose option stands on the command line is left out. */
function wordsOfFiles(disk: ReadonlyDisk, typed: readonly string[]): readonly string[] {
  return [...disk.list(CONFIG_FOLDER)].sort().flatMap((name) => {
    const content = textAt(disk, `${CONFIG_FOLDER}/${name}`);
    const option = `--${name.replace(/^\?/, '')}`;
    if (content === null || name.startsWith('.') || typed.includes(option)) return [];
    return name.startsWith('?') ? [option] : [option, content];
  });
}

function wordsOfVariables(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment)
    .filter(([name]) => name.startsWith(VARIABLE_PREFIX) && !name.startsWith('MARATHON_APP'))
    .flatMap(([name, value]) => [`--${name.slice(VARIABLE_PREFIX.length).toLowerCase()}`, value])
    .filter((word) => word !== '');
}

/** /etc/mesos/zk stands in for --zk and --master. */
function withDefaults(disk: ReadonlyDisk, line: readonly string[]): readonly string[] {
  const ensemble = textAt(disk, '/etc/mesos/zk') ?? '';
  if (ensemble === '') return line;
  const zk = line.includes('--zk') ? [] : ['--zk', `${ensemble.split('/').slice(0, 3).join('/')}/marathon`];
  const master = line.some((word) => word.startsWith('--master')) ? [] : ['--master', ensemble];
  return [...zk, ...master, ...line];
}

function readWords(words: readonly string[]): CommandLine {
  const values: Record<string, unknown> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('--')) return refused(`Excess arguments provided: '${word}'`);
    const [name = '', inline] = splitOnce(word.slice(2));
    const found = optionOf(name);
    if (found === null) return refused(`Unknown option '${name}'`);
    const { option, value: switched } = found;
    if (option.type === 'toggle') {
      if (option.key !== null) values[option.key] = switched;
      continue;
    }
    const text = inline ?? words[at + 1];
    if (inline === undefined) at += 1;
    const read = text === undefined || (inline === undefined && text.startsWith('--')) ? null : valueOf(option, text);
    if (read === null) return refused(`Bad arguments for option '${name}': '${text ?? ''}' - wrong arguments format`);
    const wrong = validate(name, text ?? '');
    if (wrong !== null) return refused(wrong);
    if (option.key !== null) values[option.key] = read;
  }
  return { ok: true, values: values as Partial<MarathonFlags> };
}

function splitOnce(word: string): readonly [string, string?] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function optionOf(name: string): { readonly option: Option; readonly value: boolean } | null {
  const own = OPTIONS.get(name);
  if (own !== undefined) return { option: own, value: true };
  const disabled = name.startsWith('disable_') ? OPTIONS.get(name.slice('disable_'.length)) : undefined;
  return disabled?.type === 'toggle' ? { option: disabled, value: false } : null;
}

function valueOf(option: Option, text: string): string | number | null {
  if (option.type === 'text') return text;
  return /^-?\d+$/.test(text) ? Number(text) : null;
}

/** Null: right. */
function validate(name: string, text: string): string | null {
  if (name === 'zk' && !ZK_OPTION.test(text)) return `Validation failure for 'zk' option parameters: ${text}`;
  if (name !== 'enable_features') return null;
  const unknown = featuresOf(text).filter((feature) => !FEATURES.has(feature));
  if (unknown.length === 0) return null;
  const known = [...FEATURES].map(([feature, meaning]) => `${feature} - ${meaning}`).join(', ');
  return `requirement failed: Unknown features specified: ${unknown.join(', ')}. Available features are: ${known}`;
}

/** `--enable_features` as a set, in its order. */
export function featuresOf(text: string | null): readonly string[] {
  const features = (text ?? '').split(',').map((feature) => feature.trim());
  return [...new Set(features.filter((feature) => feature !== ''))];
}

function refused(message: string): CommandLine {
  return { ok: false, lastLine: `[scallop] Error: ${message}` };
}

function textAt(disk: ReadonlyDisk, path: string): string | null {
  const file = disk.read(path);
  return file?.kind === 'text' ? file.text.trim() : null;
}
