/** ResourcesTest.ParsingFromJSON, …WithRoles and …Error of Mesos 1.0.1's resources_tests.cpp restated. */
import { describe, expect, it } from 'vitest';
import { formatResources } from '../resources/format.ts';
import { parseResourcesFlag } from './resources-flag.ts';

const CPUS = { name: 'cpus', type: 'SCALAR', scalar: { value: 45.55 } };
const PORTS = {
  name: 'ports',
  type: 'RANGES',
  ranges: {
    range: [
      { begin: 10_000, end: 20_000 },
      { begin: 30_000, end: 50_000 },
    ],
  },
};
const PANDAS = { name: 'pandas', type: 'SET', set: { item: ['lun_lun', 'yang_yang'] } };
const disk = (value: object): object => ({ name: 'disk', type: 'SCALAR', scalar: { value: 1 }, ...value });

describe('--resources in JSON', () => {
  it.each([
    [[CPUS], '*', 'cpus(*):45.55'],
    [[CPUS, PORTS, PANDAS], '*', 'cpus(*):45.55; ports(*):[10000-20000, 30000-50000]; pandas(*):{lun_lun, yang_yang}'],
    [[{ ...CPUS, role: 'role1' }, CPUS], 'role2', 'cpus(role1):45.55; cpus(role2):45.55'],
    [[disk({ disk: { source: { type: 'MOUNT', mount: { root: '/mnt' } } } })], '*', 'disk(*)[MOUNT:/mnt]:1'],
  ])('reads %j', (value, role, printed) => {
    const parsed = parseResourcesFlag(JSON.stringify(value), role);
    expect(parsed.ok && formatResources(parsed.value)).toBe(printed);
  });

  it.each([
    [JSON.stringify(PANDAS), /^Failed to parse resource|^Bad value for resources/],
    [JSON.stringify([[PANDAS]]), /^Some JSON resources were not formatted properly: /],
    [JSON.stringify([{ ...CPUS, scalar: undefined }]), /^Invalid scalar resource$/],
    [JSON.stringify([{ ...CPUS, scalar: { value: -1 } }]), /^Invalid scalar resource: value < 0$/],
    [JSON.stringify([{ ...CPUS, scalar: { value: 0 } }]), /^Some JSON resources were empty: cpus\(\*\):0$/],
    [
      JSON.stringify([{ ...CPUS, revocable: {} }]),
      /^Revocable resources cannot be specified at the command line; do not include a 'revocable' key in the resources JSON$/,
    ],
    [
      JSON.stringify([{ ...CPUS, role: 'a', reservation: {} }]),
      /^Dynamic reservations cannot be specified at the command line; /,
    ],
    [
      JSON.stringify([disk({ role: 'a', disk: { persistence: { id: 'v' } } })]),
      /^Persistent volumes cannot be specified at the command line$/,
    ],
    [
      JSON.stringify([CPUS, { ...PORTS, name: 'cpus' }]),
      /^Resources with the same name \('cpus'\) but different types/,
    ],
  ])('refuses %s', (text, error) => {
    const parsed = parseResourcesFlag(text, '*');
    expect(parsed.ok ? '' : parsed.error).toMatch(error);
  });
});
