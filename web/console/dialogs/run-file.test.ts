import { describe, expect, test } from 'vitest';
import type { RunExport } from '../../../sim-worker/api.ts';
import { packRun, readRunFile, unpackRun } from './run-file.ts';

const run: RunExport = {
  format: 'mesoscope-run/1',
  scenario: 'default',
  seed: 7,
  journal: [
    { atUs: 61_000_000, afterEvents: 12, command: { kind: 'killProcess', process: 'mesos-master@192.168.1.231' } },
  ],
  atUs: 75_000_000,
  executed: 1234,
  runHash: 'abc',
};
const request = { scenario: run.scenario, seed: run.seed, journal: run.journal, atUs: run.atUs };

describe('a run as a file', () => {
  test('is read back as it was written', () => {
    expect(readRunFile(JSON.stringify(run))).toEqual({ ok: true, request });
  });

  test('is refused when it is no JSON, no run, of another format, or out of bounds', () => {
    expect(readRunFile('{')).toEqual({ ok: false, reason: 'notJson' });
    expect(readRunFile('[]')).toEqual({ ok: false, reason: 'notARun' });
    expect(readRunFile(JSON.stringify({ ...run, format: 'mesoscope-run/9' }))).toEqual({
      ok: false,
      reason: 'notARun',
    });
    expect(readRunFile(JSON.stringify({ ...run, seed: -1 }))).toEqual({ ok: false, reason: 'notARun' });
    expect(readRunFile(' '.repeat(5 * 1024 * 1024))).toEqual({ ok: false, reason: 'tooLarge' });
  });
});

describe('a run in a link', () => {
  test('is read back as it was packed, and is free of characters that addresses escape', () => {
    const packed = packRun(run);
    expect(packed).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(unpackRun(packed)).toEqual({ ok: true, request });
  });

  test('is refused when it is damaged', () => {
    expect(unpackRun('not*base64').ok).toBe(false);
    expect(unpackRun(packRun(run).slice(0, 20)).ok).toBe(false);
  });
});
