/** An election as a drawing and as a state after each step, from the steps that the servers recorded. Pure; it decides nothing. */
import type { ElectionStepView, EnsembleServerView, VoteOfStep } from '../../../sim-worker/api.ts';

/** A column of the drawing. */
export type ElectionServer = { readonly myid: number; readonly process: string };

export type ElectionMark = {
  readonly step: number;
  readonly column: number;
  readonly kind: 'started' | 'vote' | 'tally' | 'quorum' | 'decided' | 'role' | 'failed' | 'own';
};

/** A notification on its way. `toStep` null: not taken up, as far as the record goes. */
export type ElectionArrow = {
  readonly fromStep: number;
  readonly toStep: number | null;
  readonly from: number;
  readonly to: number;
  readonly again: boolean;
};

export type ElectionDrawing = {
  readonly servers: readonly ElectionServer[];
  readonly marks: readonly ElectionMark[];
  readonly arrows: readonly ElectionArrow[];
};

/** Columns: all servers of the ensemble by `myid`, and whoever else took part. */
export function serversOf(
  ensemble: readonly EnsembleServerView[],
  steps: readonly ElectionStepView[],
): readonly ElectionServer[] {
  const found = new Map<string, ElectionServer>();
  for (const { process, myid } of ensemble) if (myid !== null) found.set(process, { process, myid });
  for (const { process, server } of steps)
    if (server !== null && !found.has(process)) found.set(process, { process, myid: server });
  return [...found.values()].sort((a, b) => a.myid - b.myid);
}

export function drawingOf(steps: readonly ElectionStepView[], servers: readonly ElectionServer[]): ElectionDrawing {
  const columns = new Map(servers.map((server, column) => [server.process, column]));
  const marks: ElectionMark[] = [];
  for (const step of steps) {
    const column = columns.get(step.process);
    const kind = markOf(step);
    if (column !== undefined && kind !== null) marks.push({ step: step.index, column, kind });
  }
  return { servers, marks, arrows: arrowsOf(steps, servers) };
}

function markOf(step: ElectionStepView): ElectionMark['kind'] | null {
  switch (step.step) {
    case 'started':
      return 'started';
    case 'voteChanged':
      return 'vote';
    case 'tally':
      return step.quorum === true ? 'quorum' : 'tally';
    case 'decided':
      return 'decided';
    case 'role':
      return 'role';
    case 'dialFailed':
    case 'timedOut':
    case 'outvoted':
      return 'failed';
    case 'received':
      return step.from === step.server ? 'own' : null;
    case 'sent':
      return null;
  }
}

/** A notification that was received is the earliest one of the same words that was sent and not taken up yet. */
function arrowsOf(steps: readonly ElectionStepView[], servers: readonly ElectionServer[]): ElectionArrow[] {
  const columns = new Map(servers.map((server, column) => [server.myid, column]));
  const open = new Map<string, number[]>();
  const arrows: ElectionArrow[] = [];
  for (const step of steps) {
    const { from, to, server, vote } = step;
    if (server === null || vote === undefined) continue;
    if (step.step === 'sent' && to !== undefined) {
      const ends = { from: columns.get(server), to: columns.get(to) };
      if (ends.from === undefined || ends.to === undefined) continue;
      const words = wordsOf(server, to, vote);
      open.set(words, [...(open.get(words) ?? []), arrows.length]);
      arrows.push({ fromStep: step.index, toStep: null, from: ends.from, to: ends.to, again: step.again === true });
    } else if (step.step === 'received' && from !== undefined) {
      const waiting = open.get(wordsOf(from, server, vote));
      const at = waiting?.shift();
      const arrow = at === undefined ? undefined : arrows[at];
      if (at !== undefined && arrow !== undefined) arrows[at] = { ...arrow, toStep: step.index };
    }
  }
  return arrows;
}

function wordsOf(from: number, to: number, vote: VoteOfStep): string {
  return [from, to, vote.leader, vote.zxid, vote.peerEpoch, vote.round].join(' ');
}

export type ElectionServerState = {
  readonly server: ElectionServer;
  /** The last role that it took; empty before. */
  readonly role: string;
  readonly vote: VoteOfStep | null;
  /** The last vote heard of each server in this round. */
  readonly heard: ReadonlyMap<number, VoteOfStep>;
  /** Who votes as it does, after its last count. */
  readonly supporters: readonly number[];
  readonly quorum: boolean;
};

/** What each server thinks after the steps up to and including one. */
export function stateAfter(
  steps: readonly ElectionStepView[],
  last: number,
  servers: readonly ElectionServer[],
): readonly ElectionServerState[] {
  const states = new Map<string, ElectionServerState>();
  for (const server of servers) states.set(server.process, initialState(server));
  for (const step of steps) {
    if (step.index > last) break;
    const state = states.get(step.process);
    if (state !== undefined) states.set(step.process, afterStep(state, step));
  }
  return [...states.values()];
}

function initialState(server: ElectionServer): ElectionServerState {
  return { server, role: '', vote: null, heard: new Map(), supporters: [], quorum: false };
}

function afterStep(state: ElectionServerState, step: ElectionStepView): ElectionServerState {
  const { vote, from } = step;
  switch (step.step) {
    case 'started':
      return { ...state, role: 'looking', vote: vote ?? null, heard: new Map(), supporters: [], quorum: false };
    case 'voteChanged': {
      const newRound = step.before !== undefined && vote !== undefined && step.before.round !== vote.round;
      return { ...state, vote: vote ?? null, heard: newRound ? new Map() : state.heard, supporters: [], quorum: false };
    }
    case 'received': {
      const counts = step.verdict === 'counted' || step.verdict === 'better' || step.verdict === 'newerRound';
      if (from === undefined || vote === undefined || !(counts || step.verdict === 'serving')) return state;
      return { ...state, heard: new Map(state.heard).set(from, vote) };
    }
    case 'tally':
      return { ...state, supporters: step.supporters ?? [], quorum: step.quorum === true };
    case 'decided':
      return { ...state, vote: vote ?? state.vote, role: (step.state ?? '').toLowerCase() };
    case 'role':
      return { ...state, role: step.role ?? state.role };
    default:
      return state;
  }
}

/** Steps at which a vote is cast, changed, counted to a quorum or decided: where "next vote" stops. */
function isLandmark(step: ElectionStepView): boolean {
  switch (step.step) {
    case 'started':
    case 'voteChanged':
    case 'decided':
      return true;
    case 'received':
      return step.from !== step.server;
    case 'tally':
      return step.quorum === true;
    case 'role':
      return step.role === 'leader';
    default:
      return false;
  }
}

/** The next such step in a direction; the end when there is none. */
export function landmarkFrom(steps: readonly ElectionStepView[], at: number, direction: 1 | -1): number {
  for (let index = at + direction; index >= 0 && index < steps.length; index += direction) {
    const step = steps[index];
    if (step !== undefined && isLandmark(step)) return index;
  }
  return direction > 0 ? Math.max(0, steps.length - 1) : 0;
}

/** The last step that has happened by an instant; -1 before the first. */
export function stepAt(steps: readonly ElectionStepView[], atUs: number): number {
  let last = -1;
  for (const step of steps) if (step.atUs <= atUs) last = step.index;
  return last;
}
