import { describe, expect, it } from 'vitest';
import type { ProcessTile } from '../../sim-worker/api.ts';
import { suggestionsFor } from './suggestions.ts';

const tile = (program: string, host: string) => ({ program, host, title: program, leading: false }) as ProcessTile;
const tiles = [tile('mesos-master', '192.168.1.231'), tile('marathon', '192.168.1.231')];
const urls = (typed: string, visited: readonly string[] = []) =>
  suggestionsFor(typed, tiles, visited).map((suggestion) => suggestion.url);

describe('suggestions of the address bar', () => {
  it('offer the pages of the cluster before anything is typed', () =>
    expect(urls('').slice(0, 2)).toEqual(['http://192.168.1.231:5050/', 'http://192.168.1.231:8080/']));
  it('find an endpoint by words in any order', () =>
    expect(urls('snapshot 231')).toEqual(['http://192.168.1.231:5050/metrics/snapshot']));
  it('put what was visited first, once, and never what is typed already', () => {
    const visited = ['http://192.168.1.231:5050/', 'http://192.168.1.231:8080/v2/apps'];
    expect(urls('231', visited).slice(0, 2)).toEqual([visited[1], visited[0]]);
    expect(urls('http://192.168.1.231:8080/v2/apps', visited)).toEqual([]);
  });
  it('are few', () => expect(urls('http')).toHaveLength(8));
});
