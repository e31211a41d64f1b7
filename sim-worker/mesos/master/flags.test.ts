import { describe, expect, it } from 'vitest';
import { durationText, parseDurationMs } from './duration.ts';
import { masterFlags, masterFlagsError } from './flags.ts';
import { parseZkUrl } from '../zookeeper-group/zk-url.ts';

const good = { zk: 'zk://a:2181,b/mesos', quorum: 2, workDir: '/var/lib/mesos' };

describe('flags of the master', () => {
  it.each([
    [{}, '--work_dir needed for replicated log based registry'],
    [{ ...good, quorum: null }, 'Need to specify --quorum for replicated log based registry when using ZooKeeper'],
    [{ ...good, registry: 'files' }, "'files' is not a supported option for registry persistence"],
    [
      { ...good, registryStrict: true },
      "Support for '--registry_strict' has been disabled and will be removed in a future version of Mesos",
    ],
    [
      { ...good, agentReregisterTimeoutMs: 60_000 },
      "Invalid value '1mins' for --agent_reregister_timeout: Must be at least 10mins",
    ],
    [{ ...good, agentPingTimeoutMs: 500 }, 'Expected `--agent_ping_timeout` to be between 1secs and 15mins'],
    [{ ...good, maxAgentPingTimeouts: 0 }, 'Expected `--max_agent_ping_timeouts` to be at least 1'],
    [
      { ...good, recoveryAgentRemovalLimit: '10' },
      "Invalid value '10' for --recovery_agent_removal_percent_limit: missing '%'",
    ],
    [
      { ...good, zk: 'zk://a:2181/' },
      "Failed to create a master contender: Expecting a (chroot) path for ZooKeeper ('/' is not supported)",
    ],
    [
      { ...good, agentRemovalRateLimit: '5' },
      'Invalid agent_removal_rate_limit: 5. Format is <Number of agents>/<Duration>',
    ],
    [
      { ...good, agentRemovalRateLimit: 'a/10mins' },
      "Invalid agent_removal_rate_limit: a/10mins. Format is <Number of agents>/<Duration>: Failed to convert 'a' to number",
    ],
    [
      { ...good, agentRemovalRateLimit: '1/10' },
      "Invalid agent_removal_rate_limit: 1/10. Format is <Number of agents>/<Duration>: Invalid duration '10'",
    ],
    [
      { ...good, ip: '10.0.0.1', ipDiscoveryCommand: 'hostname -i' },
      'Only one of `--ip` or `--ip_discovery_command` should be specified',
    ],
    [{ ...good, agentRemovalRateLimit: '1/10mins' }, null],
    [good, null],
    [{ registry: 'in_memory' }, null],
  ])('%o: %s', (given, error) => {
    expect(masterFlagsError(masterFlags(given))).toBe(error);
  });

  it('reads ZooKeeper URLs with and without ports and credentials', () => {
    expect(parseZkUrl('zk://user:pw@a:2182,b/mesos')).toEqual({
      servers: [
        { host: 'a', port: 2182 },
        { host: 'b', port: 2181 },
      ],
      path: '/mesos',
      credentials: 'user:pw',
    });
  });

  it.each([
    [75_000, '75secs'],
    [600_000, '10mins'],
    [604_800_000, '1weeks'],
    [0, '0ns'],
    [1_500, '1500ms'],
  ])('prints %d ms as %s and reads it back', (ms, text) => {
    expect(durationText(ms)).toBe(text);
    expect(parseDurationMs(text)).toEqual({ ok: true, value: ms });
  });

  it('wants a unit that it knows', () => {
    expect(parseDurationMs('15')).toEqual({ ok: false, error: "Invalid duration '15'" });
    expect(parseDurationMs('15s')).toMatchObject({
      ok: false,
      error: expect.stringContaining("Unknown duration unit 's'"),
    });
  });
});
