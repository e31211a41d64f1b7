import { describe, expect, it } from 'vitest';
import type { DocumentReader } from '../browser/documents/document-reader.ts';
import { groupsReader, queueReader } from './list-readers.ts';

function read<Model, Summary>(
  reader: DocumentReader<Model, Summary>,
  value: unknown,
  before: Model | null = null,
): Model {
  const parse = reader.begin(before);
  const text = JSON.stringify(value);
  for (let at = 0; at < text.length; at += 11) parse.push(text.slice(at, at + 11));
  return parse.finish();
}

const web = { id: '/prod/web', cpus: 0.5, mem: 16, instances: 2, tasksRunning: 1, labels: { TIER: 'x' }, cmd: 'sleep' };
const root = { id: '/', apps: [], groups: [{ id: '/prod', apps: [web], groups: [] }] };

describe('the list of applications, read in the worker', () => {
  const groups = read(groupsReader, root);

  it('gives rows without definitions, and the definition when it is asked for', () => {
    expect(groupsReader.summary(groups).items).toMatchObject([
      { kind: 'group', id: '/prod', app: null, instances: 2 },
      { kind: 'app', id: '/prod/web', status: 'Running', app: { labels: { TIER: 'x' }, hasVolumes: false } },
    ]);
    expect(JSON.stringify(groupsReader.summary(groups))).not.toContain('sleep');
    expect(groupsReader.answer(groups, { ask: 'app', id: '/prod/web' } as never)).toEqual(web);
    expect(groupsReader.answer(groups, { ask: 'app', id: '/gone' } as never)).toBeNull();
  });

  it('keeps what was made of the same text', () => {
    expect(read(groupsReader, root, groups)).toBe(groups);
    expect(read(groupsReader, { id: '/' }, groups)).not.toBe(groups);
  });

  it('throws on an answer that is no JSON, as on a page of an error', () => {
    const parse = groupsReader.begin(groups);
    parse.push('<html>');
    expect(() => parse.finish()).toThrow(SyntaxError);
  });

  it('takes only delays from the launch queue', () => {
    const delay = { timeLeftSeconds: 3, overdue: false };
    const queue = read(queueReader, {
      queue: [
        { app: web, count: 1, delay },
        { app: { id: '/b' }, delay: null },
      ],
    });
    expect(queueReader.summary(queue)).toEqual([['/prod/web', delay]]);
  });
});
