import { describe, expect, it } from 'vitest';
import type { PageCommand } from '../api/contract.ts';
import { createLoop } from './loop.ts';
import { scenarioSource } from './scenario-source.ts';
import { serveSession } from './serve.ts';
import { createSession } from './session.ts';
import { manualClock } from './testing/toy-scenario.ts';

const ZK = (last: number): string => `zookeeper@192.168.1.${String(last)}`;

/** The default cluster, booted and standing still. */
function booted() {
  const clock = manualClock();
  const session = createSession(scenarioSource);
  const loop = createLoop(session, clock, () => (loop.hungry = true));
  const api = serveSession(loop, () => {});
  const settle = (): void => {
    for (let turn = 0; session.job !== null && turn < 20_000; turn += 1) clock.turn();
  };
  api.open({ scenario: 'default', seed: 1, journal: [], atUs: 20_000_000 });
  settle();
  const seek = (atUs: number): void => {
    void api.seek(atUs);
    settle();
  };
  return { api, session, seek };
}

describe('faults that hold', () => {
  it('are told with the command that takes each back, and are gone after it', async () => {
    const { api } = booted();
    const given: readonly PageCommand[] = [
      { kind: 'partition', from: ['192.168.1.231'], to: ['192.168.1.232'], oneWay: true },
      { kind: 'partition', from: ['192.168.1.233'], to: ['192.168.1.232'], oneWay: false },
      { kind: 'setClock', host: '192.168.1.231', skewMs: -5000 },
      { kind: 'setDisk', host: '192.168.1.233', full: true },
      { kind: 'setDisk', host: '192.168.1.233', slowFactor: 100 },
      { kind: 'pause', process: ZK(232) },
      { kind: 'stop', process: ZK(231) },
    ];
    for (const command of given) expect((await api.command(command)).ok).toBe(true);
    const faults = api.faults();
    expect(faults.map(({ kind, target, amount }) => `${kind} ${target} ${String(amount)}`).sort()).toEqual([
      'clock 192.168.1.231 -5000',
      'cut 192.168.1.231 1',
      'cut 192.168.1.232 2',
      'diskFull 192.168.1.233 0',
      'diskSlow 192.168.1.233 100',
      `paused ${ZK(232)} 0`,
      `stopped ${ZK(231)} 0`,
    ]);
    for (const fault of faults) expect((await api.command(fault.undo)).ok).toBe(true);
    expect(api.faults()).toEqual([]);
  });

  it('wiping all servers together leaves a fresh ensemble of epoch 1', async () => {
    const { api, seek } = booted();
    const processes = [ZK(231), ZK(232), ZK(233)];
    expect((await api.command({ kind: 'wipeStores', processes, startAgain: true })).ok).toBe(true);
    seek(30_000_000);
    expect(api.ensemble()?.servers.map((server) => server.currentEpoch)).toEqual([1, 1, 1]);
    expect(api.faults()).toEqual([]);
    const logged = api.exportRun().journal as readonly { readonly command: { readonly kind: string } }[];
    expect(logged.map(({ command }) => command.kind)).toEqual([
      ...['stopProcess', 'stopProcess', 'stopProcess', 'wipeFolder', 'wipeFolder', 'wipeFolder'],
      ...['startProcess', 'startProcess', 'startProcess'],
    ]);
  });

  it('a wipe of a process that stores nothing is refused before anything is stopped', async () => {
    const { api } = booted();
    const answer = await api.command({
      kind: 'wipeStores',
      processes: [ZK(231), 'marathon@192.168.1.231'],
      startAgain: true,
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'NO_STORE' } });
    expect(api.faults()).toEqual([]);
  });
});
