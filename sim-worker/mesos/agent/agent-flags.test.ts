import { describe, expect, it } from 'vitest';
import { formatResources } from '../resources/format.ts';
import { agentFlags, agentFlagsError } from './agent-flags.ts';
import { buildSlaveInfo } from './agent-info.ts';

const good = { master: 'zk://a:2181,b/mesos', workDir: '/data/mesos' };

describe('flags of the agent', () => {
  it.each([
    [{ ...good, workDir: null }, "Flag 'work_dir' is required, but it was not provided"],
    [{ ...good, master: null }, 'Missing required option `--master` or `--master_detector`.'],
    [
      { ...good, ip: '10.0.0.1', ipDiscoveryCommand: 'hostname -i' },
      'Only one of `--ip` or `--ip_discovery_command` should be specified',
    ],
    [
      { ...good, recover: 'never' },
      "Unknown option for 'recover' flag never. Please run the agent with '--help' to see the valid options",
    ],
    [
      { ...good, registrationBackoffFactorMs: 61_000 },
      "Invalid value '61secs' for --registration_backoff_factor: Must be less than 1mins",
    ],
    [
      { ...good, master: 'zk://a:2181/' },
      "Failed to create a master detector: Expecting a (chroot) path for ZooKeeper ('/' is not supported)",
    ],
    [{ ...good, master: '10.0.0.1:5050', recover: 'cleanup', registrationBackoffFactorMs: 60_000 }, null],
    [good, null],
  ])('%o: %s', (given, error) => {
    expect(agentFlagsError(agentFlags(given))).toBe(error);
  });
});

describe('resources that --resources does not name', () => {
  const MACHINE = { machineCpus: 4, machineMemMib: 7_985, machineDiskMib: 51_180 };
  const SMALL = { machineCpus: 1, machineMemMib: 1_501, machineDiskMib: 8_001 };

  it.each([
    [MACHINE, null, 'cpus(*):4; mem(*):6961; disk(*):46060; ports(*):[31000-32000]'],
    [
      { ...MACHINE, machineMemMib: 2_048, machineDiskMib: 10_240 },
      'cpus:2',
      'cpus(*):2; mem(*):1024; disk(*):5120; ports(*):[31000-32000]',
    ],
    [SMALL, null, 'cpus(*):1; mem(*):750; disk(*):4000; ports(*):[31000-32000]'],
    [
      MACHINE,
      'mem:64;disk:10;ports:[8000-8010, 31000-31001]',
      'mem(*):64; disk(*):10; ports(*):[8000-8010, 31000-31001]; cpus(*):4',
    ],
    [MACHINE, 'memory_cards:2;disk:1;ports:[1-2];cpus:1', 'memory_cards(*):2; disk(*):1; ports(*):[1-2]; cpus(*):1'],
    [
      { ...MACHINE, defaultRole: 'ops' },
      'cpus(web):1;mem:1;disk:1',
      'cpus(web):1; mem(ops):1; disk(ops):1; ports(ops):[31000-32000]',
    ],
  ])('%o with %s: %s', (machine, resources, printed) => {
    const built = buildSlaveInfo(agentFlags({ ...good, ...machine, resources }), '10.0.0.2');
    expect(built.kind === 'ok' && formatResources(built.info.resources)).toBe(printed);
  });
});
