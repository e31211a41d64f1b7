/**
 * The documents' experiments on Mesos masters, each done as an operator would and measured by its row of the acceptance table
 * (section 19 of the project's experiments reference). E6 belongs to the browser; E9 and E16 are with ZooKeeper, E10 and E11 with
 * Mesos (conformance), E5 and E12 in conformance/marathon; the others in experiments-elsewhere.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { processId } from '../kernel/ids.ts';
import { findProcess } from '../kernel/process-table.ts';
import { agentTasks } from './inspect-mesos.ts';
import {
  AGENTS,
  hostOf,
  incarnations,
  agentIds,
  identity,
  logHas,
  until,
  leads,
  stop,
  start,
  wipe,
  master,
  felt,
  removeRecursively,
} from './testing/experiment-bed.ts';
import { act, type Bed, boot, leader, MASTERS, run, seconds, WEB, withService, write } from './testing/service-bed.ts';

describe('E1: all masters stopped, work_dir removed, ZooKeeper kept', () => {
  it('row 1: an empty registry, the same agents, framework and tasks, another Marathon leads', () => {
    const bed = withService(31);
    const before = identity(bed);
    const marathon = leader(bed, 'marathon');
    const at = seconds(bed);
    for (const host of MASTERS) stop(bed, master(host));
    run(bed, 30);
    for (const host of MASTERS) wipe(bed, host, '/var/lib/mesos/master', master(host));
    for (const host of MASTERS) start(bed, master(host));
    expect(until(bed, 10, () => leads(bed, 'mesos'))).toBeLessThanOrEqual(5);
    // Within 3 s, unless an agent asked while the log was being made (experiments-times.test.ts).
    until(bed, 10, () => agentIds(bed).length === AGENTS.length);
    run(bed, 30);
    expect(identity(bed)).toEqual(before);
    expect(leader(bed, 'marathon')).not.toBe(marathon);
    expect(felt(bed, at)).toMatchObject({ availability: 1, errors: [] });
  });

  it('row 2: two of three wiped never have a leader that recovers, until the third is wiped too', () => {
    const bed = withService(32);
    const before = identity(bed);
    for (const host of MASTERS) stop(bed, master(host));
    run(bed, 30);
    for (const host of MASTERS.slice(1)) wipe(bed, host, '/var/lib/mesos/master', master(host));
    for (const host of MASTERS) start(bed, master(host));
    run(bed, 75);
    expect(MASTERS.some((host) => logHas(bed, master(host), 'Failed to perform fetch within 1mins'))).toBe(true);
    for (const host of MASTERS) stop(bed, master(host));
    run(bed, 15);
    wipe(bed, must(MASTERS[0], 'a master'), '/var/lib/mesos/master', master(must(MASTERS[0], 'a master')));
    for (const host of MASTERS) start(bed, master(host));
    until(bed, 20, () => leads(bed, 'mesos') && agentIds(bed).length === AGENTS.length);
    run(bed, 30);
    expect(identity(bed).tasks).toEqual(before.tasks);
  });
});

describe('E2: all masters stopped, /mesos removed', () => {
  function removeMesos(bed: Bed, paths: readonly string[]): void {
    for (const host of MASTERS) stop(bed, master(host));
    run(bed, 15);
    for (const path of paths) removeRecursively(bed, path);
    run(bed, 10);
    for (const host of MASTERS) start(bed, master(host));
  }

  it('row 3: agents in containers die of it, and all tasks are restarted', () => {
    const bed = withService(33);
    const before = identity(bed);
    const lives = AGENTS.map((host) => incarnations(bed, `mesos-agent@${host}`));
    removeMesos(bed, ['/mesos']);
    expect(AGENTS.map((host) => incarnations(bed, `mesos-agent@${host}`) - 1)).toEqual(lives);
    until(
      bed,
      30,
      () => leads(bed, 'mesos') && leads(bed, 'marathon') && agentTasks(bed.history.simulator.world).length === 3,
    );
    run(bed, 5);
    const after = identity(bed);
    expect(after).toMatchObject({ framework: before.framework, agents: before.agents });
    expect(after.tasks.filter((task) => before.tasks.includes(task))).toEqual([]);
  });

  it('row 4: agents of the host keep their executors, no task is restarted', () => {
    const bed = boot(34);
    for (const host of AGENTS) {
      const process = processId(`mesos-agent@${host}`);
      const { flags } = must(findProcess(bed.history.simulator.world, process), host).spec;
      stop(bed, process);
      run(bed, 1);
      act(bed, { kind: 'configureProcess', process, flags: { ...flags, runtime: 'host+supervisord' } });
      start(bed, process);
    }
    run(bed, 10);
    expect(write(bed, 'PUT', '192.168.1.231', '/v2/apps//web', WEB)).toBe(201);
    run(bed, 25);
    const before = identity(bed);
    expect(before.tasks).toHaveLength(3);
    const at = seconds(bed);
    removeMesos(bed, ['/mesos']);
    until(bed, 20, () => leads(bed, 'mesos') && leads(bed, 'marathon') && agentIds(bed).length === AGENTS.length);
    run(bed, 30);
    expect(identity(bed)).toEqual(before);
    expect(felt(bed, at)).toMatchObject({ availability: 1, errors: [] });
  });

  it('row 5: only the children removed: no process ends, no task is restarted', () => {
    const bed = withService(35);
    const before = identity(bed);
    const lives = AGENTS.map((host) => incarnations(bed, `mesos-agent@${host}`));
    const at = seconds(bed);
    removeMesos(bed, ['/mesos/log_replicas']);
    until(bed, 20, () => leads(bed, 'mesos') && agentIds(bed).length === AGENTS.length);
    run(bed, 30);
    expect(AGENTS.map((host) => incarnations(bed, `mesos-agent@${host}`))).toEqual(lives);
    expect(identity(bed)).toEqual(before);
    expect(felt(bed, at)).toMatchObject({ availability: 1, errors: [] });
  });
});

describe('E3 and E7: masters killed', () => {
  it('row 6: the leading master dies: another leads 10 to 13 s after its last sign of life, Marathon changes its leader once', () => {
    const bed = withService(36);
    const before = identity(bed);
    const [mesos, marathon] = [leader(bed, 'mesos'), leader(bed, 'marathon')];
    const at = seconds(bed);
    stop(bed, mesos);
    run(bed, 0.5);
    const waited = until(bed, 20, () => leads(bed, 'mesos') && leader(bed, 'mesos') !== mesos) + 0.5;
    // The last sign of life comes up to a third of the session before (experiments-times.test.ts measures from there).
    expect(waited).toBeGreaterThanOrEqual(10 - 10 / 3);
    expect(waited).toBeLessThanOrEqual(13);
    expect(until(bed, 5, () => agentIds(bed).length === AGENTS.length)).toBeLessThanOrEqual(2);
    run(bed, 20);
    expect(identity(bed)).toEqual(before);
    expect(leader(bed, 'marathon')).not.toBe(marathon);
    expect(felt(bed, at)).toMatchObject({ availability: 1, errors: [] });
  });

  it('row 12: one that only follows dies: launches go on', () => {
    const bed = withService(37);
    const follower = must(
      MASTERS.find((host) => master(host) !== leader(bed, 'mesos')),
      'a follower',
    );
    stop(bed, master(follower));
    expect(write(bed, 'PUT', hostOf(leader(bed, 'marathon')), '/v2/apps//web', { instances: 4 })).toBe(200);
    until(bed, 8, () => agentTasks(bed.history.simulator.world).length === 4);
  });

  it('row 13: two die: no leader recovers, it ends every 70 to 75 s; healthy 15 s after the quorum is back', () => {
    const bed = withService(38);
    const before = identity(bed);
    const at = seconds(bed);
    const dead = [
      leader(bed, 'mesos'),
      ...MASTERS.map(master)
        .filter((id) => id !== leader(bed, 'mesos'))
        .slice(1),
    ];
    for (const process of dead) stop(bed, process);
    const survivor = must(
      MASTERS.map(master).find((id) => !dead.includes(id as never)),
      'a survivor',
    );
    const lives = incarnations(bed, survivor);
    run(bed, 90);
    expect(logHas(bed, survivor, 'Failed to perform fetch within 1mins')).toBe(true);
    expect(incarnations(bed, survivor)).toBe(lives + 1);
    for (const process of dead) start(bed, process);
    until(bed, 27, () => leads(bed, 'mesos') && agentIds(bed).length === AGENTS.length);
    run(bed, 30);
    expect(identity(bed)).toEqual(before);
    expect(felt(bed, at)).toMatchObject({ availability: 1, errors: [] });
  });
});
