import { describe, expect, it } from 'vitest';
import { helpAnswer, type HelpIndex } from './help.ts';
import { loggingAnswer, metricsTimeoutError, profilerAnswer } from './process-endpoints.ts';
import { sortedJson } from './sorted-json.ts';
import { uuidBytesJson, uuidFromBase64 } from './uuid-bytes.ts';

const query = (text: string): ReadonlyMap<string, string> => new Map(new URLSearchParams(text).entries());

describe('endpoints of every libprocess process', () => {
  it.each([
    ['', 200, '0\n'],
    ['level=1', 400, "Expecting 'duration=value' in query.\n"],
    ['duration=5secs', 400, "Expecting 'level=value' in query.\n"],
    ['level=x&duration=5secs', 400, "Failed to convert 'x' to number.\n"],
    ['level=-1&duration=5secs', 400, "Invalid level '-1'.\n"],
    ['level=1&duration=5', 400, "Invalid duration '5'.\n"],
    ['level=1&duration=5secs', 200, ''],
  ])('/logging/toggle?%s', (text, status, body) => {
    expect(loggingAnswer(query(text), 0)).toMatchObject({ status, body });
  });

  it('has no profiler, as the packages', () => {
    expect(profilerAnswer()).toMatchObject({ status: 400 });
  });

  it('refuses a bad time-out of /metrics/snapshot', () => {
    expect(metricsTimeoutError(query('timeout=2secs'))).toBeNull();
    expect(metricsTimeoutError(query('timeout=2'))?.body).toBe("Invalid timeout '2': Invalid duration '2'.\n");
  });

  const index: HelpIndex = { first: 'master', endpoints: new Map([['master', ['state', 'state.json']]]) };
  const help = (rest: string, userAgent: string | null = 'curl/7.29.0', text = ''): ReturnType<typeof helpAnswer> =>
    helpAnswer(index, { rest, query: query(text), userAgent });

  it('lists processes and endpoints as help, as Markdown for curl', () => {
    expect(help('')).toMatchObject({
      headers: { 'content-type': 'text/x-markdown' },
      body: '## HELP\n> [/master][master]\n\n[master]: help/master\n',
    });
    expect(help('master').body).toContain('> [/master/state][master/state]\n');
    expect(help('master/state').body).toMatch(/^### USAGE ###\n> {8}\/state\n> {8}\/master\/state\n\n### TL;DR; ###\n/);
    expect(help('master/state.json').body).toContain('### AUTHENTICATION ###\n');
  });

  it('gives a page to a browser, everything as JSON at the root, and refuses what it does not know', () => {
    expect(help('', 'Mozilla/5.0').headers).toEqual({ 'content-type': 'text/html' });
    const json = JSON.parse(help('', null, 'format=json').body) as { processes: { id: string }[] };
    expect(json).toMatchObject({
      processes: [{ id: 'master', endpoints: [{ name: '/state' }, { name: '/state.json' }] }],
    });
    expect(help('nobody')).toMatchObject({ status: 404 });
    expect(help('master/nothing')).toMatchObject({ status: 400, body: "No help available for '/master/nothing'.\n" });
  });
});

describe('JSON of the v1 protobufs', () => {
  it('sorts keys at every depth and keeps numbers as they are written', () => {
    expect(sortedJson('{"b":[{"z":1.0,"a":"x,}\\""}],"a":{},"c":[]}')).toBe(
      '{"a":{},"b":[{"a":"x,}\\"","z":1.0}],"c":[]}',
    );
  });

  it('writes a UUID as base64 of its bytes and reads it back', () => {
    const uuid = '97238888-a67b-45f6-9ae7-3d8bd97db41c';
    const base64 = JSON.parse(uuidBytesJson(uuid)) as string;
    expect(base64).toBe('lyOIiKZ7Rfaa5z2L2X20HA==');
    expect(uuidFromBase64(base64)).toBe(uuid);
    expect(uuidFromBase64('nonsense')).toBeNull();
  });
});
