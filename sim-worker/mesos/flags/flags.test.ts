import { describe, expect, it } from 'vitest';
import {
  AGENT_FLAG_ALIASES,
  AGENT_FLAG_DEFINITIONS,
  MASTER_FLAG_ALIASES,
  MASTER_FLAG_DEFINITIONS,
} from './definitions.ts';
import { loadFlags, usageText } from './load.ts';

const FILES: Readonly<Record<string, string>> = { '/etc/mesos/zk': 'zk://a:2181/mesos' };

function load(commandLine: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const readFile = (path: string): string | null => FILES[path] ?? null;
  return loadFlags({ commandLine, environment, readFile }, MASTER_FLAG_DEFINITIONS, MASTER_FLAG_ALIASES);
}

describe('flags from command line and environment', () => {
  it.each([
    [['--quorum=2'], {}, { quorum: 2 }],
    [['--quorum=2'], { MESOS_QUORUM: '1' }, { quorum: 2 }],
    [[], { MESOS_quorum: '1', MESOS_NO_SUCH: '1', PATH: '/bin' }, { quorum: 1 }],
    [['--no-hostname_lookup', '--log_auto_initialize'], {}, { hostnameLookup: false, logAutoInitialize: true }],
    [['--OFFER_TIMEOUT=60secs', 'stray', '--', '--nonsense'], {}, { offerTimeoutMs: 60_000 }],
    [['--zk=file:///etc/mesos/zk'], {}, { zk: 'zk://a:2181/mesos' }],
    [['--work_dir=file:///x'], {}, { workDir: 'file:///x' }],
    [['--slave_ping_timeout=20secs'], {}, { agentPingTimeoutMs: 20_000 }],
    [
      ['--authenticate_http', '--authenticate_slaves'],
      {},
      { authenticateHttpReadwrite: true, authenticateAgents: true },
    ],
    [['--authenticate'], { MESOS_cluster: 'c' }, { authenticateFrameworks: true, cluster: 'c' }],
  ])('takes %j with %j', (line, environment, values) => {
    expect(load(line, environment)).toMatchObject({ kind: 'loaded', values });
  });

  it.each([
    [['--foo=1'], "Failed to load unknown flag 'foo'"],
    [['--no-foo'], "Failed to load unknown flag 'foo' via 'no-foo'"],
    [['--quorum'], "Failed to load non-boolean flag 'quorum': Missing value"],
    [['--no-quorum'], "Failed to load non-boolean flag 'quorum' via 'no-quorum'"],
    [['--quorum=2', '--quorum=3'], "Flag 'quorum' is already loaded via name 'quorum'"],
    [
      ['--agent_ping_timeout=20secs', '--slave_ping_timeout=20secs'],
      "Flag 'agent_ping_timeout' is already loaded via name 'agent_ping_timeout'",
    ],
    [
      ['--authenticate_http', '--authenticate_http_readwrite'],
      "Flag 'authenticate_http_readwrite' is already loaded via name 'authenticate_http'",
    ],
    [
      ['--offer_timeout=15s'],
      "Failed to load flag 'offer_timeout': Failed to load value '15s': Unknown duration unit 's'; supported units are 'ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', and 'weeks'",
    ],
    [
      ['--quorum=two'],
      "Failed to load flag 'quorum': Failed to load value 'two': Failed to convert into required type",
    ],
    [['--offer_timeout=15'], "Failed to load flag 'offer_timeout': Failed to load value '15': Invalid duration '15'"],
    [
      ['--quiet=perhaps'],
      "Failed to load flag 'quiet': Failed to load value 'perhaps': Expecting a boolean (e.g., true or false)",
    ],
  ])('refuses %j', (line, error) => {
    expect(load(line)).toEqual({ kind: 'refused', error });
  });

  it('names given by an old name and a new one clash also across command line and environment', () => {
    expect(load(['--agent_ping_timeout=20secs'], { MESOS_SLAVE_PING_TIMEOUT: '20secs' })).toMatchObject({
      kind: 'refused',
      error: expect.stringMatching(/^Flag 'agent_ping_timeout' is already loaded via name /),
    });
  });

  it.each([
    '--fetcher_cache_size=2GB',
    '--network_cni_config_dir=/etc/cni',
    '--network_cni_plugins_dir=/opt/cni',
    '--perf_events=cycles',
    '--perf_interval=1mins',
    '--perf_duration=10secs',
    '--nvidia_gpu_devices=0,1',
    '--revocable_cpu_low_priority',
    '--slave_subsystems=cpu',
    '--hadoop_home=/opt/hadoop',
  ])('an agent takes %s, which has no effect here', (argument) => {
    const sources = { commandLine: [argument], environment: {}, readFile: () => null };
    expect(loadFlags(sources, AGENT_FLAG_DEFINITIONS, AGENT_FLAG_ALIASES)).toMatchObject({ kind: 'loaded' });
  });

  it('warns of deprecated names, and knows --help and --version', () => {
    expect(load(['--slave_ping_timeout=20secs'])).toMatchObject({
      warnings: ["Loaded deprecated flag 'slave_ping_timeout'"],
    });
    expect(load(['--help'])).toEqual({ kind: 'help' });
    expect(load(['--version'])).toEqual({ kind: 'version' });
    expect(usageText('mesos-master', MASTER_FLAG_DEFINITIONS)).toContain('\n  --[no-]hostname_lookup\n');
  });
});
