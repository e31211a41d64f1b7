import { describe, expect, it } from 'vitest';
import { linesOf, readVariables, settingsOf } from './command-lines.ts';

describe('what is typed for the next start', () => {
  it('is an argument a line, without empty lines', () => {
    expect(linesOf(' --quorum=2\n\n--no-registry_strict \n')).toEqual(['--quorum=2', '--no-registry_strict']);
  });

  it('takes variables as NAME=value, with any text after the first sign', () => {
    expect(readVariables('MESOS_QUORUM=2\nMESOS_CLUSTER=a=b\n')).toEqual({
      ok: true,
      value: { MESOS_QUORUM: '2', MESOS_CLUSTER: 'a=b' },
    });
  });

  it('names the first line that is no variable', () => {
    expect(readVariables('MESOS_QUORUM=2\nMESOS QUORUM\n=x')).toEqual({ ok: false, line: 'MESOS QUORUM' });
  });

  it('shows what an earlier start was given, and nothing for ready settings', () => {
    const given = [
      { name: 'quorum', value: '2' },
      { name: 'commandLine', value: '["--quorum=3","--acls=x"]' },
      { name: 'environment', value: '{"MESOS_CLUSTER":"mine"}' },
      { name: 'packageStart', value: 'true' },
    ];
    expect(settingsOf(given)).toEqual({
      flags: '--quorum=3\n--acls=x',
      variables: 'MESOS_CLUSTER=mine',
      packageStart: true,
    });
    expect(settingsOf(given.slice(0, 1))).toEqual({ flags: '', variables: '', packageStart: false });
  });
});
