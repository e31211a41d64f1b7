/** How long an ensemble is without a leader after the old one was killed (reference/zookeeper.md 12.1). */
import {
  allServing,
  buildEnsemble,
  command,
  nowMs,
  runFor,
  runUntilTrue,
  serverId,
  servingLeader,
} from './ensemble.ts';

/** Virtual milliseconds from the leader's SIGKILL until another server leads and serves. */
export function failoverMs(seed: number, size: number): number {
  const ensemble = buildEnsemble({ seed, size });
  runUntilTrue(ensemble, () => allServing(ensemble), 30_000);
  // At any moment of the leader's tick.
  runFor(ensemble, 2000 + seed * 37);
  const old = servingLeader(ensemble);
  const from = nowMs(ensemble);
  if (old !== null) command(ensemble, { kind: 'killProcess', process: serverId(old) });
  runUntilTrue(ensemble, () => ![null, old].includes(servingLeader(ensemble)), 30_000);
  return nowMs(ensemble) - from;
}
