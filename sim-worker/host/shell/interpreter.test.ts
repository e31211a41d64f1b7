import { describe, expect, it } from 'vitest';
import { initialShell, stepShell, type ShellEffect } from './interpreter.ts';
import { compileScript } from './script.ts';

/** Effects of a script, sleeps passed over, up to its end or its first server; at most 20 waits. */
function run(text: string, variables: ReadonlyMap<string, string> = new Map()): readonly ShellEffect[] {
  const shell = initialShell(compileScript(text, variables));
  const effects: ShellEffect[] = [];
  for (let wait = 0; wait < 20; wait += 1) {
    effects.push(...stepShell(shell));
    if (shell.waiting !== 'sleep') break;
  }
  return effects;
}

const exited = (code: number): ShellEffect => ({ kind: 'exited', code });

describe('commands of tasks', () => {
  it.each([
    ['true', 0],
    ['false', 1],
    ['exit 3', 3],
    ['true && exit 4', 4],
    ['false && exit 4', 1],
    ['false || exit 5', 5],
    ['true || exit 5', 0],
    ['false; exit 6', 6],
    ['no-such-thing', 127],
    ["sh -c 'exit 7'", 7],
    ['false && true || exit 8', 8],
    ['FOO=1 true', 0],
    ['ls -l | grep x', 0],
    ['', 0],
  ])('"%s" ends with %i', (text, code) => {
    expect(run(text).at(-1)).toEqual(exited(code));
  });

  it('sleeps for seconds, minutes and fractions', () => {
    expect(run('sleep 1.5 && sleep 2m')).toEqual([
      { kind: 'sleep', durationMs: 1500 },
      { kind: 'sleep', durationMs: 120_000 },
      exited(0),
    ]);
  });

  it('prints with variables outside single quotes', () => {
    const variables = new Map([['PORT0', '31005']]);
    expect(run("echo port $PORT0; echo '$PORT0' >&2", variables)).toEqual([
      { kind: 'output', stream: 'stdout', text: 'port 31005\n' },
      { kind: 'output', stream: 'stderr', text: '$PORT0\n' },
      exited(0),
    ]);
  });

  it('repeats a loop that sleeps, for ever', () => {
    const effects = run('while true; do echo tick; sleep 1; done');
    expect(effects).toHaveLength(40);
    expect(effects.at(-1)).toEqual({ kind: 'sleep', durationMs: 1000 });
  });

  it('a loop without a wait keeps running without an event', () => {
    const shell = initialShell(compileScript('while true; do true; done', new Map()));
    expect(stepShell(shell)).toEqual([]);
    expect(shell.waiting).toBe('busy');
  });

  it('an unknown program runs for ever and listens on the port it names', () => {
    const variables = new Map([['PORT0', '31005']]);
    expect(run('python3 -m http.server 8080', variables)).toEqual([{ kind: 'serve', ports: [8080] }]);
    expect(run('python -m SimpleHTTPServer $PORT0', variables)).toEqual([{ kind: 'serve', ports: [31005] }]);
    expect(run('/usr/sbin/nginx -g x', variables)).toEqual([{ kind: 'serve', ports: [31005] }]);
    expect(run('./batch --all', variables)).toEqual([{ kind: 'serve', ports: [] }]);
  });

  it('writes a for loop out', () => {
    expect(run('for i in 1 2; do echo $i; done; exit 9')).toEqual([
      { kind: 'output', stream: 'stdout', text: '1\n' },
      { kind: 'output', stream: 'stdout', text: '2\n' },
      exited(9),
    ]);
  });
});
