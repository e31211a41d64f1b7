import { describe, expect, it } from 'vitest';
import { makeZxid, ZERO_ZXID } from '../../protocol/zxid.ts';
import { type QuorumServer, resolveConfig, type ServerConfig } from '../config.ts';
import {
  type Election,
  type ElectionEffect,
  initialElection,
  onNotification,
  onPollTimeout,
  pollDelayMs,
  startElection,
} from './fast-leader-election.ts';
import { containsQuorum } from './quorum-verifier.ts';
import { beats, type Notification, type PeerState } from './vote.ts';

function servers(count: number): QuorumServer[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    host: `10.0.0.${String(index + 1)}`,
    quorumPort: 2888,
    electionPort: 3888,
    observer: false,
  }));
}

function configOf(myid: number, count = 3): ServerConfig {
  return resolveConfig({ servers: servers(count) }, myid);
}

function says(
  sid: number,
  vote: { leader: number; round?: number; state?: PeerState; counter?: number; epoch?: number },
): Notification {
  const { leader, round = 1, state = 'LOOKING', counter = 0, epoch = 0 } = vote;
  return {
    type: 'election.notification',
    sid,
    leader,
    zxid: makeZxid(0, counter),
    electionEpoch: round,
    peerEpoch: epoch,
    state,
  };
}

function looking(config: ServerConfig): Election {
  const election = initialElection();
  startElection(election, config, { leader: config.myid, zxid: ZERO_ZXID, peerEpoch: 0 });
  onNotification(election, config, says(config.myid, { leader: config.myid }));
  return election;
}

function elected(effects: readonly ElectionEffect[]): ElectionEffect | undefined {
  return effects.find((effect) => effect.kind === 'elected');
}

describe('fast leader election', () => {
  it('prefers the higher epoch, then the higher zxid, then the higher id', () => {
    const config = configOf(1);
    const vote = (leader: number, peerEpoch: number, counter: number) => ({
      leader,
      peerEpoch,
      zxid: makeZxid(0, counter),
      electionEpoch: 1,
    });
    expect(beats(config, vote(1, 2, 0), vote(3, 1, 9))).toBe(true);
    expect(beats(config, vote(1, 1, 9), vote(3, 1, 8))).toBe(true);
    expect(beats(config, vote(2, 1, 8), vote(3, 1, 8))).toBe(false);
  });

  it('follows the better vote, tells everybody, and settles after 200 ms without a better one', () => {
    const config = configOf(1);
    const election = looking(config);
    const effects = onNotification(election, config, says(2, { leader: 2 }));
    expect(effects.some((effect) => effect.kind === 'sendNotifications')).toBe(true);
    onNotification(election, config, says(1, { leader: 2 }));
    expect(election.phase).toBe('draining');
    expect(pollDelayMs(election)).toBe(200);
    expect(elected(onPollTimeout(election, config, true))).toMatchObject({ state: 'FOLLOWING', vote: { leader: 2 } });
  });

  it('goes on when a better vote comes within the 200 ms', () => {
    const config = configOf(1);
    const election = looking(config);
    onNotification(election, config, says(2, { leader: 2 }));
    onNotification(election, config, says(1, { leader: 2 }));
    onNotification(election, config, says(3, { leader: 3 }));
    expect(election.phase).toBe('polling');
    expect(election.proposal.leader).toBe(3);
  });

  it('repeats itself after 200 ms, then 400, 800, up to a minute', () => {
    const config = configOf(1);
    const election = looking(config);
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      waits.push(election.timeoutMs);
      onPollTimeout(election, config, true);
    }
    expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000, 60_000]);
  });

  it('takes over a higher round and starts it with its own vote if that is better', () => {
    const config = configOf(3);
    const election = looking(config);
    onNotification(election, config, says(1, { leader: 1, round: 5 }));
    expect(election.round).toBe(5);
    expect(election.proposal).toMatchObject({ leader: 3, electionEpoch: 5 });
  });

  it('joins a formed quorum though its own vote is better, once leader and a follower have said so', () => {
    const config = configOf(3);
    const election = looking(config);
    expect(
      elected(onNotification(election, config, says(1, { leader: 2, state: 'FOLLOWING', round: 4 }))),
    ).toBeUndefined();
    const effects = onNotification(election, config, says(2, { leader: 2, state: 'LEADING', round: 4 }));
    expect(elected(effects)).toMatchObject({ state: 'FOLLOWING', vote: { leader: 2, electionEpoch: 4 } });
    expect(election.round).toBe(4);
  });

  it('does not elect a dead leader on hearsay', () => {
    const config = configOf(1);
    const election = looking(config);
    onNotification(election, config, says(2, { leader: 3, state: 'FOLLOWING' }));
    expect(elected(onNotification(election, config, says(1, { leader: 3, state: 'FOLLOWING' })))).toBeUndefined();
  });

  it('ignores votes of and for servers that do not vote', () => {
    const config = configOf(1);
    const election = looking(config);
    onNotification(election, config, says(9, { leader: 9 }));
    expect(election.received.has(9)).toBe(false);
  });
});

describe('quorums', () => {
  it('are more than half of the voters', () => {
    const config = configOf(1, 5);
    expect(containsQuorum(config, new Set([1, 2]))).toBe(false);
    expect(containsQuorum(config, new Set([1, 2, 5]))).toBe(true);
  });

  it('with groups: most of the weight in most of the groups', () => {
    const groups = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    const config = resolveConfig({ servers: servers(9), groups }, 1);
    expect(containsQuorum(config, new Set([1, 2, 4, 5]))).toBe(true);
    expect(containsQuorum(config, new Set([1, 2, 3, 4, 7]))).toBe(false);
  });

  it('a server without weight never wins', () => {
    const config = resolveConfig({ servers: servers(3), groups: [[1, 2, 3]], weights: { '3': 0 } }, 1);
    const vote = (leader: number) => ({ leader, zxid: ZERO_ZXID, electionEpoch: 1, peerEpoch: 0 });
    expect(beats(config, vote(3), vote(1))).toBe(false);
    expect(beats(config, vote(2), vote(1))).toBe(true);
  });
});
