/**
 * A process that is started by a command line instead of ready settings: `commandLine` and `environment` among its settings,
 * or `packageStart` to read the files of the package. What the binary refuses ends the process as the binary ends.
 */
import type { Context } from '../../kernel/context.ts';
import { type FlagAliases, type FlagDefinitions, loadFlags, usageText } from './load.ts';
import { wrapperCommandLine } from './package-wrapper.ts';

export type FlagProgram = {
  /** `mesos-master`, `mesos-agent`. */
  readonly name: string;
  readonly definitions: FlagDefinitions;
  readonly aliases: FlagAliases;
  readonly folder: string;
  readonly zkFlag: 'zk' | 'master';
};

export type CommandFlags =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>>; readonly warnings: readonly string[] }
  /** `lastLine`: what it prints before it ends with the code. */
  | { readonly ok: false; readonly code: number; readonly lastLine: string };

/** Settings without a command line stay as they are. */
export function flagsFromCommandLine(context: Context, given: Context['flags'], program: FlagProgram): CommandFlags {
  const packaged = given['packageStart'] === true;
  const listed = given['commandLine'];
  if (!packaged && !Array.isArray(listed)) return { ok: true, values: {}, warnings: [] };
  const commandLine = [
    ...(packaged ? wrapperCommandLine(context.disk, program.folder, program.zkFlag) : []),
    ...(Array.isArray(listed) ? listed.map(String) : []),
  ];
  const environment = (given['environment'] ?? {}) as Readonly<Record<string, string>>;
  const readFile = (path: string): string | null => {
    const file = context.disk.read(path);
    return file?.kind === 'text' ? file.text : null;
  };
  const loaded = loadFlags({ commandLine, environment, readFile }, program.definitions, program.aliases);
  switch (loaded.kind) {
    case 'loaded':
      return { ok: true, values: loaded.values, warnings: loaded.warnings };
    case 'help':
      return { ok: false, code: 0, lastLine: usageText(program.name, program.definitions) };
    case 'version':
      return { ok: false, code: 0, lastLine: 'mesos 1.0.1' };
    case 'refused':
      return { ok: false, code: 1, lastLine: loaded.error };
  }
}
