import { describe, expect, it } from 'vitest';
import { logSize, logSlice } from '../../kernel/append-log.ts';
import { command, type Ensemble, runFor, serverId, tell } from '../conformance/ensemble.ts';
import { SHELL, shellState, shellWorld } from './testing/shell-world.ts';
import { readTerminalLine } from './terminal-line.ts';
import { type TerminalInput, terminalLines, terminalPrompt, type TerminalState } from './terminal.ts';

function terminal(ensemble: Ensemble, id = 't1'): TerminalState | undefined {
  return shellState(ensemble).terminals.get(id);
}

function lines(ensemble: Ensemble, id = 't1'): string[] {
  const found = terminal(ensemble, id);
  if (found === undefined) return [];
  const all = terminalLines(found);
  return logSlice(all, 0, logSize(all));
}

function prompt(ensemble: Ensemble): string {
  const found = terminal(ensemble);
  return found === undefined ? '' : terminalPrompt(found, '10.0.0.100');
}

function give(ensemble: Ensemble, input: TerminalInput, id = 't1'): void {
  tell(ensemble, SHELL, { kind: 'terminal', terminal: id, input });
}

/** What a line prints, without the line itself. */
function type(ensemble: Ensemble, text: string, forMs = 300): string[] {
  const before = lines(ensemble).length;
  give(ensemble, { kind: 'line', text });
  runFor(ensemble, forMs);
  return lines(ensemble).slice(before + 1);
}

describe('terminal line', () => {
  it.each([
    ['zkCli.sh', { kind: 'zkCli', server: null, command: [] }],
    ['zkCli.sh -server 10.0.0.2:2181', { kind: 'zkCli', server: '10.0.0.2:2181', command: [] }],
    ['bin/zkCli.sh -timeout 5000 -r ls /', { kind: 'zkCli', server: null, command: ['ls', '/'] }],
    ['echo ruok | nc 10.0.0.2 2181', { kind: 'netcat', host: '10.0.0.2', port: 2181, word: 'ruok' }],
    ['echo -n stat|nc -q 1 10.0.0.2 2181', { kind: 'netcat', host: '10.0.0.2', port: 2181, word: 'stat' }],
    ['nc 10.0.0.2 2181', { kind: 'netcat', host: '10.0.0.2', port: 2181, word: null }],
    ['echo "a | b"', { kind: 'print', lines: ['a | b'] }],
    ['clear', { kind: 'clear' }],
  ])('reads %s', (line, request) => expect(readTerminalLine(line, [])).toEqual(request));

  it.each([
    ['ls', 'bash: ls: command not found'],
    ['nc', 'Cmd line: no destination'],
    ['nc 10.0.0.2', 'no port[s] to connect to'],
    ['nc 10.0.0.2 99999', 'invalid port 99999'],
    ['zkCli.sh -server', 'Error: no argument found for option -server'],
    ['echo ruok | cat', 'bash: cat: command not found'],
    ['| nc 10.0.0.2 2181', "bash: syntax error near unexpected token `|'"],
  ])('answers %s as the tools do', (line, first) => {
    const request = readTerminalLine(line, []);
    expect(request?.kind === 'print' ? request.lines[0] : null).toBe(first);
  });
});

describe('terminal', () => {
  it('sends four-letter words over the client port and prints the answer', () => {
    const ensemble = shellWorld();
    expect(type(ensemble, 'echo ruok | nc 10.0.0.2 2181')).toEqual(['imok']);
    expect(type(ensemble, 'echo srvr | nc 10.0.0.3 2181').join()).toContain('Mode: leader');
    expect(prompt(ensemble)).toBe('operator@10.0.0.100:~$ ');
  });

  it('says when nobody listens, and speaks to no other port', () => {
    const ensemble = shellWorld();
    command(ensemble, { kind: 'killProcess', process: serverId(2) });
    expect(type(ensemble, 'echo ruok | nc 10.0.0.2 2181')).toEqual([
      '(UNKNOWN) [10.0.0.2] 2181 (?) : Connection refused',
    ]);
    expect(type(ensemble, 'echo ruok | nc 10.0.0.3 3888')[0]).toContain("ZooKeeper's client port only (2181)");
  });

  it('runs zkCli against the server that is named, and comes back after quit', () => {
    const ensemble = shellWorld();
    expect(type(ensemble, 'zkCli.sh -server 10.0.0.2:2181')).toContain('Welcome to ZooKeeper!');
    expect(prompt(ensemble)).toBe('[zk: 10.0.0.2:2181(CONNECTED) 0] ');
    expect(type(ensemble, 'create /a 1')).toEqual(['Created /a']);
    expect(type(ensemble, 'get a')).toEqual([
      'Command failed: java.lang.IllegalArgumentException: Path must start with / character',
    ]);
    expect(type(ensemble, 'quit')).toEqual(['Quitting...']);
    expect(prompt(ensemble)).toBe('operator@10.0.0.100:~$ ');
  });

  it('shows the lost connection in the prompt and finds back', () => {
    const ensemble = shellWorld();
    type(ensemble, 'zkCli.sh -server 10.0.0.2:2181');
    command(ensemble, { kind: 'stopProcess', process: serverId(2) });
    runFor(ensemble, 1000);
    expect(prompt(ensemble)).toBe('[zk: 10.0.0.2:2181(CONNECTING) 0] ');
    expect(lines(ensemble)).toContain('WatchedEvent state:Disconnected type:None path:null');
    command(ensemble, { kind: 'startProcess', process: serverId(2) });
    runFor(ensemble, 8000);
    expect(prompt(ensemble)).toBe('[zk: 10.0.0.2:2181(CONNECTED) 0] ');
  });

  it('runs one command given in the arguments, without greeting', () => {
    const ensemble = shellWorld();
    expect(type(ensemble, 'zkCli.sh -server 10.0.0.3 ls /', 1500)).toEqual([
      'Connecting to 10.0.0.3',
      '',
      'WATCHER::',
      '',
      'WatchedEvent state:SyncConnected type:None path:null',
      '[zookeeper]',
    ]);
    expect(prompt(ensemble)).toBe('operator@10.0.0.100:~$ ');
  });

  it('Ctrl-C ends zkCli; its session lingers', () => {
    const ensemble = shellWorld();
    type(ensemble, 'zkCli.sh -server 10.0.0.2:2181');
    type(ensemble, 'create -e /mine 1');
    give(ensemble, { kind: 'interrupt' });
    runFor(ensemble, 100);
    expect(lines(ensemble).at(-1)).toBe('[zk: 10.0.0.2:2181(CONNECTED) 1] ^C');
    type(ensemble, 'zkCli.sh -server 10.0.0.3:2181');
    expect(type(ensemble, 'ls /')).toEqual(['[mine, zookeeper]']);
  });

  it('keeps terminals apart; a closed one forgets what it showed', () => {
    const ensemble = shellWorld();
    give(ensemble, { kind: 'line', text: 'echo one' }, 't1');
    give(ensemble, { kind: 'line', text: 'echo two' }, 't2');
    runFor(ensemble, 1);
    expect(lines(ensemble, 't1').at(-1)).toBe('one');
    expect(lines(ensemble, 't2').at(-1)).toBe('two');
    expect(terminal(ensemble, 't2')?.taken).toBe(1);
    give(ensemble, { kind: 'close' }, 't2');
    runFor(ensemble, 1);
    expect(terminal(ensemble, 't2')).toBeUndefined();
  });

  it('what is typed while nc waits is run afterwards', () => {
    const ensemble = shellWorld();
    give(ensemble, { kind: 'line', text: 'nc 10.0.0.1 2181' });
    give(ensemble, { kind: 'line', text: 'isro' });
    give(ensemble, { kind: 'line', text: 'echo done' });
    runFor(ensemble, 300);
    expect(lines(ensemble).slice(-3)).toEqual(['rw', 'operator@10.0.0.100:~$ echo done', 'done']);
  });
});
