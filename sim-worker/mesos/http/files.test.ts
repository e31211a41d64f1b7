import { describe, expect, it } from 'vitest';
import { answerFiles, type FileView } from './files.ts';

/** What the WebUI's files and log window rely on (reference of the WebUI, 6), over a small disk. */
const texts: Readonly<Record<string, string>> = {
  '/var/run/1/stdout': 'x'.repeat(70_000),
  '/var/run/1/notes': 'äöü',
  '/var/run/1/page.html': '<p>',
  '/etc/secret': 'no',
};

const view: FileView = {
  attached: new Map([
    ['/var/run/1', '/var/run/1'],
    ['/slave/log', '/log'],
  ]),
  disk: {
    read: (path) => (texts[path] === undefined ? null : { kind: 'text', text: texts[path] }),
    exists: (path) => texts[path] !== undefined,
    changedUs: () => null,
    usage: () => ({ usedBytes: 0, isFull: false }),
    list: (folder) =>
      Object.keys(texts)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1))
        .sort(),
  },
  virtualText: (path) => (path === '/log' ? 'line\n' : null),
  mtimeSecs: () => 1_481_610_000,
};

function ask(endpoint: string, query: string) {
  return answerFiles(view, endpoint, new Map(new URLSearchParams(query).entries()));
}

const read = (query: string): unknown => JSON.parse(ask('read', query).body);

describe('files under /files', () => {
  it('read at most 65536 bytes at once, from the place that was asked for', () => {
    expect(read('path=/var/run/1/stdout&offset=10')).toEqual({ data: 'x'.repeat(65_536), offset: 10 });
    expect(read('path=/var/run/1/stdout&offset=60000&length=50000')).toEqual({
      data: 'x'.repeat(10_000),
      offset: 60_000,
    });
  });

  it('answer with the size at the end and beyond it', () => {
    for (const offset of ['', '&offset=-1', '&offset=70000', '&offset=99999'])
      expect(read(`path=/var/run/1/stdout${offset}`)).toEqual({ data: '', offset: 70_000 });
  });

  it('count bytes: a letter that is cut can break', () => {
    expect(read('path=/var/run/1/notes')).toEqual({ data: '', offset: 6 });
    expect(read('path=/var/run/1/notes&offset=2&length=2')).toEqual({ data: 'ö', offset: 2 });
    expect((read('path=/var/run/1/notes&offset=1&length=2') as { data: string }).data).not.toBe('ö');
  });

  it('are listed by path, as the asked path joined with the name; a file lists nothing', () => {
    const list = JSON.parse(ask('browse', 'path=/var/run/1/').body) as readonly object[];
    expect(list).toMatchObject([
      { path: '/var/run/1/notes', size: 6, mode: '-rw-r--r--', uid: 'root', gid: 'root', mtime: 1_481_610_000 },
      { path: '/var/run/1/page.html', size: 3 },
      { path: '/var/run/1/stdout', size: 70_000 },
    ]);
    expect(ask('browse', 'path=/slave/log').body).toBe('[]');
  });

  it('have a type by their name', () => {
    expect(ask('download', 'path=/var/run/1/page.html').headers).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': 'attachment; filename=page.html',
    });
  });

  it.each([
    ['/var/run', 404, ''],
    ['/slave/log/x', 404, ''],
    ['/var/run/1/../2/x', 404, ''],
    ['/var/run/1/../../../etc/secret', 400, "'/var/run/1/../../../etc/secret' is inaccessible.\n"],
  ])('%s: %s', (path, status, body) => {
    const answer = ask('read', `path=${path}&offset=0`);
    expect([answer.status, answer.body]).toEqual([status, body]);
  });
});
