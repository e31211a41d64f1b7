/** Rows 15 and 22 of the acceptance table (section 19 of the project's experiments reference): E9 and E16. */
import { describe, expect, it } from 'vitest';
import { must } from '../../kernel/assert.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { recentLines } from '../../kernel/process-log.ts';
import {
  allServing,
  buildEnsemble,
  command,
  type Ensemble,
  isServing,
  nowMs,
  runFor,
  runUntilTrue,
  serverHost,
  serverId,
  serverState,
  servingLeader,
} from '../conformance/ensemble.ts';
import { answerWord } from './four-letter-words.ts';

const SEEDS = [1, 2, 3, 4];

function settled(ensemble: Ensemble): Ensemble {
  expect(runUntilTrue(ensemble, () => allServing(ensemble), 20_000)).toBe(true);
  return ensemble;
}

function word(ensemble: Ensemble, myid: number, text: string): string {
  const { simulator } = ensemble;
  simulator.current.process = must(findProcess(simulator.world, serverId(myid)), 'a server');
  return answerWord(must(serverState(ensemble, myid), 'its state'), simulator.context, null, text) ?? '';
}

describe('row 15, E9: ZooKeeper servers started too far apart', () => {
  it.each(SEEDS)(
    'one alone looks for five minutes and ends nothing; with the second a leader within 2 s: seed %i',
    (seed) => {
      const ensemble = settled(buildEnsemble({ seed, size: 3 }));
      const before = word(ensemble, 1, 'srvr')
        .split('\n')
        .find((line) => line.startsWith('Node count'));
      for (const myid of [1, 2, 3]) command(ensemble, { kind: 'killProcess', process: serverId(myid) });
      runFor(ensemble, 1000);
      command(ensemble, { kind: 'startProcess', process: serverId(1) });
      const life = must(findProcess(ensemble.simulator.world, serverId(1)), 'the first server').incarnation;
      runFor(ensemble, 300_000);
      const alone = must(findProcess(ensemble.simulator.world, serverId(1)), 'the first server');
      expect(alone.incarnation).toBe(life);
      expect(isServing(ensemble, 1)).toBe(false);
      expect(word(ensemble, 1, 'ruok')).toBe('imok');
      expect(word(ensemble, 1, 'stat')).toContain('This ZooKeeper instance is not currently serving requests');
      const text = recentLines(alone, 2000).map((line) => line.text);
      for (const ms of [400, 800, 51_200, 60_000])
        expect(text.some((line) => line.includes(`Notification time out: ${String(ms)}`))).toBe(true);
      command(ensemble, { kind: 'startProcess', process: serverId(2) });
      const at = nowMs(ensemble);
      expect(runUntilTrue(ensemble, () => isServing(ensemble, 1) && isServing(ensemble, 2), 10_000)).toBe(true);
      expect(nowMs(ensemble) - at).toBeLessThanOrEqual(2000);
      expect(word(ensemble, 1, 'srvr')).toContain(before);
    },
  );
});

describe('row 22, E16: observers', () => {
  const servers = [1, 2, 3, 4].map((id) => ({
    id,
    host: serverHost(id),
    quorumPort: 2888,
    electionPort: 3888,
    observer: id === 4,
  }));

  it.each(SEEDS)('its vote counts nowhere, whoever dies: seed %i', (seed) => {
    const ensemble = settled(buildEnsemble({ seed, size: 4, flags: { servers } }));
    const leader = must(servingLeader(ensemble), 'a leader');
    command(ensemble, { kind: 'killProcess', process: serverId(leader) });
    const voters = [1, 2, 3].filter((myid) => myid !== leader);
    const heard = new Set<number>();
    const chosen = new Set<number>();
    const look = (): boolean => {
      for (const myid of voters) {
        const election = serverState(ensemble, myid)?.election;
        if (election === undefined) continue;
        for (const from of election.received.keys()) heard.add(from);
        chosen.add(election.proposal.leader);
      }
      return voters.some((myid) => servingLeader(ensemble) === myid);
    };
    expect(runUntilTrue(ensemble, look, 20_000)).toBe(true);
    expect([...heard, ...chosen].filter((sid) => sid === 4)).toEqual([]);
    settledVoters(ensemble, [...voters, 4]);
    expect(word(ensemble, 4, 'stat')).toContain('Mode: observer');
  });

  function settledVoters(ensemble: Ensemble, myids: readonly number[]): void {
    expect(runUntilTrue(ensemble, () => myids.every((myid) => isServing(ensemble, myid)), 20_000)).toBe(true);
  }
});
