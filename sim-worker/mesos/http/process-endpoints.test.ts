import { describe, expect, it } from 'vitest';
import { helpAnswer, type HelpIndex, loggingAnswer, metricsTimeoutError, profilerAnswer } from './process-endpoints.ts';
import { sortedJson } from './sorted-json.ts';
import { uuidBytesJson, uuidFromBase64 } from './v1-json.ts';

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
    expect(loggingAnswer('toggle', query(text))).toMatchObject({ status, body });
  });

  it('has no profiler, as the packages', () => {
    expect(profilerAnswer('start')).toMatchObject({ status: 400 });
    expect(profilerAnswer('nothing')).toMatchObject({ status: 404 });
  });

  it('refuses a bad time-out of /metrics/snapshot', () => {
    expect(metricsTimeoutError(query('timeout=2secs'))).toBeNull();
    expect(metricsTimeoutError(query('timeout=2'))?.body).toBe("Invalid timeout '2': Invalid duration '2'.\n");
  });

  it('lists processes and endpoints as help, also as JSON', () => {
    const index: HelpIndex = { first: 'master', endpoints: new Map([['master', ['state']]]) };
    expect(helpAnswer(index, '', query('format=json')).body).toBe(
      '{"processes":[{"id":"master","endpoints":[{"name":"/state","text":"### USAGE ###\\n>        /state\\n>        /master/state\\n"}]}]}',
    );
    expect(helpAnswer(index, 'nobody', query(''))).toMatchObject({
      status: 400,
      body: "No help available for '/nobody'.\n",
    });
    expect(helpAnswer(index, 'master', query('')).body).toContain('href="master/state"');
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
