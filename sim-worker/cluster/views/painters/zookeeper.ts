/** How a ZooKeeper server shows: its role, epoch and zxid; while it looks for a leader, its vote and those it has heard. */
import type { ZookeeperServerState } from '../../../zookeeper/server/server-state.ts';
import { type ZookeeperServerView, summarizeZookeeperServer } from '../../../zookeeper/server/view.ts';
import { factsOf } from '../facts.ts';
import { PLAIN_PICTURE, type Painter } from '../program-picture.ts';
import type { VoteView } from '../views.ts';

export const paintZookeeper: Painter = (state, context) => {
  const { role, detail } = summarizeZookeeperServer(state as ZookeeperServerState, context.nowUs);
  return {
    ...PLAIN_PICTURE,
    role,
    leading: role === 'leader' || role === 'standalone',
    detail: `epoch ${String(detail.currentEpoch)} · zxid ${detail.lastZxid}`,
    facts: () => factsOf(detail),
    vote: voteOf(detail),
  };
};

function voteOf(detail: ZookeeperServerView['detail']): VoteView | null {
  const { election } = detail;
  if (election === null) return null;
  const { leader, round, zxid, peerEpoch } = election.proposal;
  const tally = election.received.map((vote) => ({ server: String(vote.from), leader: String(vote.leader) }));
  return { leader: String(leader), round, zxid, peerEpoch, tally };
}
