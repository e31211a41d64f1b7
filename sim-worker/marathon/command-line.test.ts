import { describe, expect, it } from 'vitest';
import type { ReadonlyDisk } from '../kernel/context.ts';
import { readCommandLine } from './command-line.ts';

function disk(files: Readonly<Record<string, string>> = {}): ReadonlyDisk {
  return {
    read: (path: string) => {
      const text = files[path];
      return text === undefined ? null : { kind: 'text', text };
    },
    list: (folder: string) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
  } as unknown as ReadonlyDisk;
}

const line = (...commandLine: readonly string[]) => readCommandLine(disk(), { commandLine });

describe('the command line of Marathon', () => {
  it('leaves ready settings as they are', () => {
    expect(readCommandLine(disk(), { zk: 'zk://a/marathon' })).toEqual({ ok: true, values: {} });
  });

  it('takes a value behind a space or an equals sign, and toggles', () => {
    expect(line('--mesos_role web', '--max_tasks_per_offer=3', '--disable_checkpoint', '--https_port', '8443')).toEqual(
      {
        ok: true,
        values: { mesosRole: 'web', maxTasksPerOffer: 3, checkpoint: false },
      },
    );
    expect(line('--checkpoint', '--http_credentials admin:secret word')).toEqual({
      ok: true,
      values: { checkpoint: true, httpCredentials: 'admin:secret word' },
    });
  });

  it.each([
    [['--mesos_rol=web'], "Unknown option 'mesos_rol'"],
    [['--disable_hostname'], "Unknown option 'disable_hostname'"],
    [['web'], "Excess arguments provided: 'web'"],
    [['--max_apps', 'many'], "Bad arguments for option 'max_apps': 'many' - wrong arguments format"],
    [
      ['--mesos_role', '--checkpoint'],
      "Bad arguments for option 'mesos_role': '--checkpoint' - wrong arguments format",
    ],
    [['--zk', 'localhost:2181'], "Validation failure for 'zk' option parameters: localhost:2181"],
  ])('%j is refused', (words, message) =>
    expect(line(...words)).toEqual({ ok: false, lastLine: `[scallop] Error: ${message}` }),
  );

  it('names an unknown feature and those that there are', () => {
    expect(line('--enable_features vips,magic')).toMatchObject({
      ok: false,
      lastLine: expect.stringContaining('Unknown features specified: magic. Available features are: vips - ') as string,
    });
  });

  it('reads variables, but none of an application, and lets the typed line win', () => {
    const environment = { MARATHON_MESOS_ROLE: 'web', MARATHON_APP_ID: '/a', HOME: '/root' };
    const given = { commandLine: ['--mesos_role', 'other'], environment };
    expect(readCommandLine(disk(), given)).toEqual({ ok: true, values: { mesosRole: 'other' } });
  });

  it("reads the package's files: names are options, ?name is a toggle, /etc/mesos/zk stands in", () => {
    const files = {
      '/etc/marathon/conf/mesos_role': 'web\n',
      '/etc/marathon/conf/?disable_checkpoint': '',
      '/etc/marathon/conf/hostname': 'left.example',
      '/etc/mesos/zk': 'zk://1.1.1.1:2181,2.2.2.2:2181/mesos\n',
    };
    const given = { packageStart: true, commandLine: ['--hostname', 'right.example'] };
    expect(readCommandLine(disk(files), given)).toEqual({
      ok: true,
      values: {
        zk: 'zk://1.1.1.1:2181,2.2.2.2:2181/marathon',
        master: 'zk://1.1.1.1:2181,2.2.2.2:2181/mesos',
        mesosRole: 'web',
        checkpoint: false,
        hostname: 'right.example',
      },
    });
  });
});
