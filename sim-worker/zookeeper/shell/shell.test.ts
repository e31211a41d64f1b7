import { describe, expect, it } from 'vitest';
import { logSize, logSlice } from '../../kernel/append-log.ts';
import { command, type Ensemble, runFor, serverId, tell } from '../conformance/ensemble.ts';
import { SHELL, shellState, shellWorld } from './testing/shell-world.ts';
import { completions, splitWords } from './command-line.ts';
import { shellPrompt } from './shell-session.ts';

function printed(ensemble: Ensemble): string[] {
  const shell = shellState(ensemble).shell;
  return shell === null ? [] : logSlice(shell.lines, 0, logSize(shell.lines));
}

/** What a command prints, without its own prompt line. */
function type(ensemble: Ensemble, text: string): string[] {
  const before = printed(ensemble).length;
  tell(ensemble, SHELL, { kind: 'line', text });
  runFor(ensemble, 300);
  return printed(ensemble).slice(before + 1);
}

/** Starts zkCli and drops what it prints until it is connected. */
function started(): Ensemble {
  const ensemble = shellWorld();
  tell(ensemble, SHELL, { kind: 'start', server: null });
  runFor(ensemble, 300);
  return ensemble;
}

describe('command line', () => {
  it('splits at spaces and keeps quoted words together', () => {
    expect(splitWords('create /a "hello world" x')).toEqual(['create', '/a', 'hello world', 'x']);
    expect(splitWords("set /a 'b c'")).toEqual(['set', '/a', 'b c']);
    expect(splitWords('set /a "unclosed word')).toEqual(['set', '/a', 'unclosed', 'word']);
    expect(splitWords('set /a it"s')).toEqual(['set', '/a', 'it"s']);
  });

  it('completes commands and paths', () => {
    expect(completions('ge', () => null)).toEqual(['get', 'getAcl']);
    expect(completions('redo li', () => null)).toEqual(['listquota']);
    expect(completions('ls /me', (path) => (path === '/' ? ['mesos', 'marathon', 'me'] : null))).toEqual([
      '/me',
      '/mesos',
    ]);
    expect(
      completions('ls /mesos/j', (path) => (path === '/mesos' ? ['json.info_0000000000', 'log_replicas'] : null)),
    ).toEqual(['/mesos/json.info_0000000000']);
  });
});

describe('zkCli', () => {
  it('greets, connects and shows the session in its prompt', () => {
    const ensemble = shellWorld();
    tell(ensemble, SHELL, { kind: 'start', server: '10.0.0.2:2181' });
    runFor(ensemble, 1);
    expect(printed(ensemble)).toEqual([
      'Connecting to 10.0.0.2:2181',
      'Welcome to ZooKeeper!',
      'JLine support is enabled',
    ]);
    const shell = shellState(ensemble).shell;
    expect(shell === null ? '' : shellPrompt(shell)).toBe('[zk: 10.0.0.2:2181(CONNECTING) 0] ');
    runFor(ensemble, 300);
    expect(printed(ensemble).slice(3)).toEqual([
      '',
      'WATCHER::',
      '',
      'WatchedEvent state:SyncConnected type:None path:null',
    ]);
  });

  it('refuses an empty access list as the library does, after the path', () => {
    const ensemble = started();
    expect(type(ensemble, 'create /q v world:anyone')).toEqual([
      'world:anyone does not have the form scheme:id:perm',
      'Acl is not valid : null',
    ]);
    expect(type(ensemble, 'setAcl / ,')).toEqual(['Acl is not valid : /']);
    expect(type(ensemble, 'create -s -s /q x')).toEqual([
      'x does not have the form scheme:id:perm',
      'Command failed: java.lang.IllegalArgumentException: Path must start with / character',
    ]);
    expect(type(ensemble, 'ls /')).toEqual(['[zookeeper]']);
  });

  it('is not connected any more after a login without a name', () => {
    const ensemble = started();
    expect(type(ensemble, 'addauth digest')).toEqual([
      '',
      'WATCHER::',
      '',
      'WatchedEvent state:AuthFailed type:None path:null',
    ]);
    expect(type(ensemble, 'ls /')).toEqual(['Not connected']);
    expect(type(ensemble, 'printwatches')).toEqual(['printwatches is on', 'Not connected']);
  });

  it('creates, reads, changes and deletes with the original’s words', () => {
    const ensemble = started();
    expect(type(ensemble, 'create /a "hello world"')).toEqual(['Created /a']);
    expect(type(ensemble, 'get /a')[0]).toBe('hello world');
    expect(type(ensemble, 'create -s -e /a/m_ x')).toEqual(['Created /a/m_0000000000']);
    expect(type(ensemble, 'ls /')).toEqual(['[a, zookeeper]']);
    expect(type(ensemble, 'create /a 1')).toEqual(['Node already exists: /a']);
    expect(type(ensemble, 'create /x/y 1')).toEqual(['Node does not exist: /x/y']);
    expect(type(ensemble, 'set /a 2 9')).toEqual(['version No is not valid : /a']);
    expect(type(ensemble, 'delete /a')).toEqual(['Node not empty: /a']);
    expect(type(ensemble, 'create /a/m_0000000000/k 1')).toEqual([
      'Ephemerals cannot have children: /a/m_0000000000/k',
    ]);
    expect(type(ensemble, 'getAcl /a')).toEqual(["'world,'anyone", ': cdrwa']);
    expect(type(ensemble, 'setAcl /a bad')).toEqual([
      'bad does not have the form scheme:id:perm',
      'Acl is not valid : /a',
    ]);
    expect(type(ensemble, 'create /p 1 world:anyone:rxd,bad')).toEqual([
      'Unknown perm type: x',
      'bad does not have the form scheme:id:perm',
      'Created /p',
    ]);
    expect(type(ensemble, 'getAcl /p')).toEqual(["'world,'anyone", ': dr']);
    expect(type(ensemble, 'setAcl /a world:anyone:cdrwa 7')).toContain('aclVersion = 1');
    expect(type(ensemble, 'setAcl /a world:anyone:cdrwa 7 x')).toEqual(['version No is not valid : /a']);
    expect(type(ensemble, 'sync /a')).toEqual(['Sync returned 0']);
    expect(type(ensemble, 'rmr /a')).toEqual([]);
    expect(type(ensemble, 'stat /a')).toEqual(['Node does not exist: /a']);
  });

  it('prints a watch’s event once', () => {
    const ensemble = started();
    type(ensemble, 'create /w 1');
    type(ensemble, 'get /w watch');
    expect(type(ensemble, 'set /w 2').slice(0, 4)).toEqual([
      '',
      'WATCHER::',
      '',
      'WatchedEvent state:SyncConnected type:NodeDataChanged path:/w',
    ]);
    expect(type(ensemble, 'set /w 3').join()).not.toContain('WATCHER');
  });

  it('answers wrong commands and paths as the original', () => {
    const ensemble = started();
    expect(type(ensemble, 'bogus')[0]).toBe('ZooKeeper -server host:port cmd args');
    expect(type(ensemble, '  ')[0]).toBe('ZooKeeper -server host:port cmd args');
    for (const short of ['get', 'create /a', 'set /a', 'setAcl /a', 'redo', 'delquota', 'addauth'])
      expect(type(ensemble, short), short).toEqual([]);
    expect(type(ensemble, 'delete /a x')).toEqual([
      'Command failed: java.lang.NumberFormatException: For input string: "x"',
    ]);
    expect(type(ensemble, 'redo x')).toEqual([
      'Command failed: java.lang.NumberFormatException: For input string: "x"',
    ]);
    expect(type(ensemble, 'ls x')).toEqual([
      'Command failed: java.lang.IllegalArgumentException: Path must start with / character',
    ]);
    expect(type(ensemble, 'rmr /')).toEqual([
      'Command failed: java.lang.IllegalArgumentException: Invalid path string "//zookeeper" caused by empty node name specified @1',
    ]);
    expect(type(ensemble, 'rmr /zookeeper')).toEqual(['Arguments are not valid : /zookeeper/quota']);
    expect(type(ensemble, 'redo 90')).toEqual(['Command index out of range']);
    expect(type(ensemble, 'printwatches')).toEqual(['printwatches is on']);
    expect(type(ensemble, 'create -s /a').slice(0, 1)).toEqual([
      'Exception in thread "main" java.lang.ArrayIndexOutOfBoundsException: 3',
    ]);
  });

  it('sets, lists and removes quotas', () => {
    const ensemble = started();
    type(ensemble, 'create /q 1');
    expect(type(ensemble, 'listquota /q')).toEqual([
      'absolute path is /zookeeper/quota/q/zookeeper_limits',
      'quota for /q does not exist.',
    ]);
    expect(type(ensemble, 'setquota -n 5 /q')).toEqual(['Comment: the parts are option -n val 5 path /q']);
    expect(type(ensemble, 'listquota /q').slice(1)).toEqual([
      'Output quota for /q count=5,bytes=-1',
      'Output stat for /q count=1,bytes=1',
    ]);
    type(ensemble, 'create /q/r 1');
    const refused = 'Command failed: java.lang.IllegalArgumentException:';
    expect(type(ensemble, 'setquota -n 3 /q/r')[1]).toBe(
      `${refused} /q/r has a parent /zookeeper/quota/q which has a quota`,
    );
    expect(type(ensemble, 'setquota -b 9 /q')[1]).toBe(
      `${refused} /q has a parent /zookeeper/quota/q which has a quota`,
    );
    expect(type(ensemble, 'setquota -n 9 /')[1]).toBe(`${refused} Path must not end with / character`);
    expect(type(ensemble, 'setquota -n 9 /no')[1]).toBe(`${refused} /no does not exist.`);
    expect(type(ensemble, 'setquota -x 9 /q')[1]).toBe('ZooKeeper -server host:port cmd args');
    expect(type(ensemble, 'delquota -n /q')).toEqual([]);
    expect(type(ensemble, 'listquota /q')[1]).toBe('Output quota for /q count=-1,bytes=-1');
    expect(type(ensemble, 'delquota /q')).toEqual([]);
    expect(type(ensemble, 'delquota /q')).toEqual(['Quota does not exist for /q']);
    expect(type(ensemble, 'ls /zookeeper/quota')).toEqual(['[]']);
  });

  it('closes, connects elsewhere, quits', () => {
    const ensemble = started();
    type(ensemble, 'close');
    expect(type(ensemble, 'ls /')).toEqual(['Not connected']);
    expect(type(ensemble, 'history').at(-1)).toBe('Not connected');
    expect(type(ensemble, 'connect 10.0.0.3:2181')[3]).toContain('SyncConnected');
    expect(type(ensemble, 'connect 10.0.0.1,10.0.0.3:2181/zookeeper')[3]).toContain('SyncConnected');
    expect(type(ensemble, 'ls /')).toEqual(['[quota]']);
    type(ensemble, 'connect 10.0.0.3:2181');
    expect(type(ensemble, 'ls /')).toEqual(['[zookeeper]']);
    expect(type(ensemble, 'quit')).toEqual(['Quitting...']);
    expect(type(ensemble, 'ls /')).toEqual([]);
  });

  it('dies of a lost connection, as it does not catch that', () => {
    const ensemble = started();
    command(ensemble, { kind: 'pauseProcess', process: serverId(1) });
    tell(ensemble, SHELL, { kind: 'line', text: 'ls /' });
    runFor(ensemble, 10);
    command(ensemble, { kind: 'killProcess', process: serverId(1) });
    runFor(ensemble, 1000);
    expect(printed(ensemble).join('\n')).toContain('KeeperErrorCode = ConnectionLoss for /');
    expect(shellState(ensemble).shell?.status).toBe('exited');
  });
});

describe('edits of the znode page', () => {
  it('are made one after the other and leave their outcomes', () => {
    const ensemble = shellWorld();
    const edits = [
      { op: 'create', path: '/page', data: '6869', ephemeral: false, sequential: false },
      { op: 'create', path: '/page/x', data: null, ephemeral: false, sequential: true },
      { op: 'set', path: '/page', data: '', version: 7 },
      { op: 'deleteRecursively', path: '/page' },
      { op: 'delete', path: '/page', version: -1 },
    ];
    for (const operation of edits) tell(ensemble, SHELL, { kind: 'znode', operation });
    runFor(ensemble, 3000);
    const { outcomes } = shellState(ensemble).edits;
    expect(outcomes.map(({ errorName, path }) => `${errorName} ${path}`)).toEqual([
      'OK /page',
      'OK /page/x0000000000',
      'BADVERSION /page',
      'OK /page',
      'NONODE /page',
    ]);
  });
});
