/**
 * Times of the acceptance table (section 19 of the project's experiments reference) that must hold whatever the seed and the
 * instant of the fault are. A session's ten seconds count from the last thing that ZooKeeper heard of the process, up to a third
 * of the session before its death: so the table's figures are measured from there.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { findProcess } from '../kernel/process-table.ts';
import { processId } from '../kernel/ids.ts';
import { lastSentUs } from '../kernel/socket-table.ts';
import type { MarathonState } from '../marathon/state.ts';
import type { MasterState } from '../mesos/master/master-state.ts';
import type { ZkClientState } from '../zookeeper/client/client.ts';
import { AGENTS, agentIds, get, hostOf, leads, master, start, stop, wipe } from './testing/experiment-bed.ts';
import { type Bed, boot, leader, MASTERS, run, seconds } from './testing/service-bed.ts';

type System = 'mesos' | 'marathon';

/** Whose end is the end of its leadership. */
function session(bed: Bed, system: System): ZkClientState {
  const state = must(findProcess(bed.history.simulator.world, processId(leader(bed, system))), 'the leader').state;
  if (system === 'mesos') return must((state as MasterState).contender, 'a contender').group.client;
  const { election } = state as MarathonState;
  return must(election.handle.client, 'a session of the election');
}

function lastSign(bed: Bed, system: System): number {
  const connection = must(session(bed, system).connection, 'a connection');
  return lastSentUs(bed.history.simulator.world, connection) / 1e6;
}

function waitFor(bed: Bed, holds: () => boolean): number {
  for (const from = seconds(bed); !holds() && seconds(bed) - from < 30;) run(bed, 0.05);
  return seconds(bed);
}

const INSTANTS = [
  { seed: 61, after: 0.3 },
  { seed: 62, after: 1.1 },
  { seed: 63, after: 1.9 },
  { seed: 64, after: 2.7 },
  { seed: 65, after: 3.5 },
];

describe.each([
  { row: 6, system: 'mesos', what: 'E3: the leading master stopped', most: 13 },
  { row: 14, system: 'marathon', what: 'E8: the leading Marathon stopped', most: 14 },
] as const)('row $row, $what', ({ system, most }) => {
  it.each(INSTANTS)(
    `another leads 10 to ${String(most)} s after the last sign of life: seed $seed, $after s later`,
    ({ seed, after }) => {
      const bed = boot(seed);
      run(bed, after);
      const sign = lastSign(bed, system);
      const [old, at] = [leader(bed, system), seconds(bed)];
      expect(at - sign).toBeLessThanOrEqual(10 / 3);
      stop(bed, old);
      run(bed, 0.05);
      const led = waitFor(bed, () => leads(bed, system) && leader(bed, system) !== old);
      expect(led - sign).toBeGreaterThanOrEqual(10);
      expect(led - sign).toBeLessThanOrEqual(most);
      if (system === 'marathon') return;
      // Agents ask within the second that follows their detection.
      expect(waitFor(bed, () => agentIds(bed).length === AGENTS.length) - led).toBeLessThanOrEqual(2);
    },
  );
});

describe('row 1, E1: all masters stopped, work_dir removed', () => {
  function metric(bed: Bed, name: string): unknown {
    const { json } = get(bed, hostOf(leader(bed, 'mesos')), 5050, '/metrics/snapshot');
    return (json as Readonly<Record<string, unknown>>)[`master/${name}`];
  }

  // Seed 70 is one where agents ask twice while the log initialises: their third try comes up to 4 s after the second.
  it.each([7, 14, 28, 70])('a leader within 5 s, and every agent with its first question to it: seed %i', (seed) => {
    const bed = boot(seed);
    for (const host of MASTERS) stop(bed, master(host));
    run(bed, 30);
    for (const host of MASTERS) wipe(bed, host, '/var/lib/mesos/master', master(host));
    const at = seconds(bed);
    for (const host of MASTERS) start(bed, master(host));
    const led = waitFor(bed, () => leads(bed, 'mesos'));
    expect(led - at).toBeLessThanOrEqual(5);
    const all = waitFor(bed, () => agentIds(bed).length === AGENTS.length);
    expect(metric(bed, 'messages_reregister_slave')).toBe(AGENTS.length);
    expect(metric(bed, 'slave_reregistrations')).toBe(AGENTS.length);
    // No question was lost: then all came within the 3 s of the table.
    if (metric(bed, 'dropped_messages') === 0) expect(all - led).toBeLessThanOrEqual(3);
  });
});
