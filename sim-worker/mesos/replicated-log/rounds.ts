/**
 * Broadcasts to the replicas and the answers to them. A broadcast waits until the network knows a quorum of replicas.
 * Source: Mesos 1.0.1, src/log/network.hpp (broadcast, watch), src/log/consensus.cpp.
 */
import type { Upid } from '../libprocess/transport.ts';
import { parseUpid, upid } from '../libprocess/upid.ts';
import type { LogAction, ReplicaRequest, ReplicaResponse } from './log-messages.ts';
import type { LogState, Round } from './log-state.ts';

export function startRound(log: LogState, request: ReplicaRequest): void {
  log.round = { number: log.nextRound, request, asked: null, responses: [] };
  log.nextRound += 1;
  broadcastRound(log);
}

/** Sends the open round's request once enough replicas are known. */
export function broadcastRound(log: LogState): void {
  const { round } = log;
  if (round === null || round.asked !== null || log.members.length < log.options.quorum) return;
  round.asked = log.members;
  for (const member of log.members) post(log, roundPid(log, round.number), { to: member, request: round.request });
}

/** Fire and forget: every replica, our own first, learns what stands at a position. */
export function broadcastLearned(log: LogState, action: LogAction): void {
  const request: ReplicaRequest = {
    type: 'mesos.internal.log.LearnedMessage',
    action: Object.freeze({ ...action, learned: true }),
  };
  for (const member of log.members) post(log, roundPid(log, 0), { to: member, request });
}

/** Takes an answer in; null when it belongs to no open round. */
export function takeResponse(
  log: LogState,
  answer: { readonly to: string; readonly from: Upid; readonly response: ReplicaResponse },
): Round | null {
  const { round } = log;
  if (round === null || answer.to !== roundName(round.number)) return null;
  if (round.responses.some((earlier) => earlier.from === answer.from)) return null;
  round.responses.push({ from: answer.from, response: answer.response });
  return round;
}

export function roundName(number: number): string {
  return `log(${String(number)})`;
}

function roundPid(log: LogState, number: number): Upid {
  const { host, port } = parseUpid(log.options.pid);
  return upid(roundName(number), host, port);
}

function post(log: LogState, from: Upid, addressed: { readonly to: Upid; readonly request: ReplicaRequest }): void {
  if (addressed.to === log.options.pid) log.inbox.push({ kind: 'request', from, request: addressed.request });
  else log.outbox.push({ kind: 'send', from, to: addressed.to, message: addressed.request });
}
