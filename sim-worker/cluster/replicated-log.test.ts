import { describe, expect, it } from 'vitest';
import { hostId } from '../kernel/ids.ts';
import { agentProcess, AGENTS, type Bed, masterProcess, MASTERS, startBed, WORK_DIR } from './testing/mesos-bed.ts';

const statuses = (bed: Bed): readonly string[] => MASTERS.map((host) => bed.master(host).log.replica.status);

function stopMasters(bed: Bed, hosts: readonly string[] = MASTERS): void {
  for (const host of hosts) bed.command({ kind: 'stopProcess', process: masterProcess(host) });
}

function wipe(bed: Bed, hosts: readonly string[]): void {
  for (const host of hosts) bed.command({ kind: 'wipeFolder', host: hostId(host), folder: WORK_DIR, process: null });
}

function startMasters(bed: Bed, hosts: readonly string[] = MASTERS): void {
  for (const host of hosts) bed.command({ kind: 'startProcess', process: masterProcess(host) });
}

describe('replicated log', () => {
  it('initialises an empty log where all three replicas answer: REGR-02', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    expect(statuses(bed)).toEqual(['VOTING', 'VOTING', 'VOTING']);
    expect(bed.leader().state.registrar.registry.slaves.size).toBe(5);
    const ends = MASTERS.map((host) => bed.master(host).log.replica.end);
    expect(new Set(ends).size).toBe(1);
  });

  it('never initialises with two of three: leaders abort after a minute, until the third starts: REGR-01, REGR-02', () => {
    const bed = startBed({ framework: null });
    const third = MASTERS[2] as string;
    bed.run(0.4);
    bed.run(0.75);
    stopMasters(bed, [third]);
    bed.run(60);
    expect(bed.inRole('leading')).toEqual([]);
    expect(bed.inRole('recovering')).toHaveLength(1);
    const leading = bed.inRole('recovering')[0] as string;
    bed.run(75);
    expect(bed.logOf(masterProcess(leading))).toContain('Recovery failed: Failed to recover registrar: Failed to perform fetch within 1mins');
    startMasters(bed, [third]);
    bed.run(150);
    expect(bed.inRole('leading')).toHaveLength(1);
    expect(bed.leader().state.agents.size).toBe(5);
  });

  it('lets one wiped replica catch up from the two others: REGR-03', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    const standby = bed.inRole('standby')[0] as string;
    stopMasters(bed, [standby]);
    wipe(bed, [standby]);
    bed.run(40);
    startMasters(bed, [standby]);
    bed.run(70);
    expect(statuses(bed)).toEqual(['VOTING', 'VOTING', 'VOTING']);
    expect(bed.logOf(masterProcess(standby))).toContain('Successfully joined the Paxos group');
    expect(bed.master(standby).log.replica.end).toBe(bed.leader().state.log.replica.end);
  });

  it('is wedged for ever with two wiped replicas: REGR-04', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    stopMasters(bed);
    wipe(bed, MASTERS.slice(0, 2));
    bed.run(40);
    startMasters(bed);
    bed.run(300);
    expect(statuses(bed)).toEqual(['EMPTY', 'EMPTY', 'VOTING']);
    expect(bed.inRole('leading')).toEqual([]);
  });

  it('starts over with all three wiped: agents keep their ids, tasks keep running: REGR-05, REG-09', () => {
    const bed = startBed();
    bed.run(20);
    bed.launch(['t1', 't2']);
    bed.run(40);
    const agentIds = [...bed.leader().state.agents.keys()].sort();
    stopMasters(bed);
    wipe(bed, MASTERS);
    bed.run(70);
    startMasters(bed);
    bed.run(100);
    const { state } = bed.leader();
    expect([...state.agents.keys()].sort()).toEqual(agentIds);
    const id = bed.framework().frameworkId;
    expect(id === null ? [] : [...(state.tasks.get(id)?.values() ?? [])].map((task) => task.state)).toEqual(['TASK_RUNNING', 'TASK_RUNNING']);
    expect(bed.framework().statuses.filter((status) => status.state === 'TASK_LOST')).toEqual([]);
  });

  it('ends the leader 20 s after a store that reaches no quorum: REGR-06', () => {
    const bed = startBed({ framework: null });
    const late = agentProcess(AGENTS[4] as string);
    bed.run(0.9);
    bed.command({ kind: 'stopProcess', process: late });
    bed.run(20);
    const { host } = bed.leader();
    stopMasters(bed, MASTERS.filter((other) => other !== host));
    bed.run(22);
    bed.command({ kind: 'startProcess', process: late });
    bed.run(40);
    expect(bed.inRole('leading')).toEqual([host]);
    bed.run(46);
    expect(bed.logOf(masterProcess(host)).some((line) => line.includes("Failed to update 'registry': Failed to perform store within 20secs"))).toBe(true);
    expect(bed.inRole('leading')).toEqual([]);
  });

  it('batches the operations of agents that come back together: REGR-08', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    const { host } = bed.leader();
    bed.command({ kind: 'killProcess', process: masterProcess(host) });
    bed.run(60);
    const { state } = bed.leader();
    expect(state.agents.size).toBe(5);
    expect(state.registrar.stores).toBeLessThanOrEqual(6);
  });
});
