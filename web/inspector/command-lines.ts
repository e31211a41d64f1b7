/** What a person types for the next start of a program, as lines, and what the program has now. */
import type { ProcessInspector } from '../../sim-worker/api.ts';

export type StartSettings = {
  /** One argument a line. */
  readonly flags: string;
  /** `NAME=value`, one a line. */
  readonly variables: string;
  /** Started by the package's script, which reads files below /etc. */
  readonly packageStart: boolean;
};

/** Empty lines say nothing. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/;

/** The first line that is no `NAME=value` is named instead. */
export function readVariables(
  text: string,
):
  | { readonly ok: true; readonly value: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly line: string } {
  const variables: Record<string, string> = {};
  for (const line of linesOf(text)) {
    const [, name, value] = VARIABLE.exec(line) ?? [];
    if (name === undefined || value === undefined) return { ok: false, line };
    variables[name] = value;
  }
  return { ok: true, value: variables };
}

/** As given at an earlier time; nothing was given to a process with ready settings. */
export function settingsOf(flags: ProcessInspector['flags']): StartSettings {
  const valueOf = (name: string): unknown => {
    const text = flags.find((flag) => flag.name === name)?.value;
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  };
  const listed = valueOf('commandLine');
  const variables = Object.entries((valueOf('environment') ?? {}) as Readonly<Record<string, string>>);
  return {
    flags: Array.isArray(listed) ? listed.map(String).join('\n') : '',
    variables: variables.map(([name, value]) => `${name}=${value}`).join('\n'),
    packageStart: valueOf('packageStart') === true,
  };
}
