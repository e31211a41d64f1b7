/**
 * What the console's Mesos pages show beyond the original's: allocation runs, the life of offers, shares over time, the
 * replicated log by replica, ping strikes, and every pending timer. Times are virtual microseconds; lists are bounded and
 * say how many there are. Resources are in Mesos' printed form (`cpus(*):1; mem(*):128`).
 */
import type { ProcessTile } from './views.ts';

/** `master`: the process that leads and has recovered; null while none does, and then all lists are empty. */
export type AllocatorView = {
  readonly master: string | null;
  readonly nowUs: number;
  /** Runs since this master leads, those that had nothing to look at included. */
  readonly runCount: number;
  /** When the next batch run is due. */
  readonly nextRunAtUs: number | null;
  /** After a failover with quota: agents that must be back before anything is allocated. */
  readonly pausedUntilAgents: number | null;
  /** Newest first, at most 60: only runs that handed out or passed over something. */
  readonly runs: readonly AllocationRunView[];
  /** Refusals that last now, those that end soonest first, at most 200 of `filterCount`. */
  readonly filters: readonly OfferFilterView[];
  readonly filterCount: number;
  readonly suppressed: readonly FrameworkName[];
  /** Now, then oldest first over the time that this master leads. */
  readonly shares: readonly DominantShareView[];
  readonly history: readonly ShareSampleView[];
};

export type FrameworkName = { readonly id: string; readonly name: string };
export type AgentName = { readonly id: string; readonly host: string };

export type AllocationRunView = {
  readonly atUs: number;
  /** `batch`, `addFramework`, `activateFramework`, `addAgent`, `updateAgent`, `reviveOffers`, `setQuota`, `removeQuota`, `updateWeights`, `updateUnavailability`. */
  readonly trigger: string;
  readonly agents: number;
  /** In the order in which the run asked: lowest share first. */
  readonly roles: readonly { readonly name: string; readonly share: number; readonly allocations: number }[];
  readonly frameworks: readonly {
    readonly framework: FrameworkName;
    readonly role: string;
    /** As the sorter of its role has it: of what the role holds. */
    readonly share: number;
    readonly allocations: number;
  }[];
  readonly offered: readonly {
    readonly framework: FrameworkName;
    readonly agent: AgentName;
    readonly resources: string;
    readonly stage: 'quota' | 'fair';
  }[];
  readonly offeredCount: number;
  readonly passedOver: readonly {
    readonly framework: FrameworkName;
    readonly agent: AgentName;
    readonly why: 'filtered' | 'suppressed' | 'gpus' | 'headroom';
    /** Of the longest refusal in force at the time of the run; null unless `filtered`. */
    readonly remainingSeconds: number | null;
  }[];
  readonly passedOverCount: number;
  readonly idleRunsBefore: number;
};

export type OfferFilterView = {
  readonly framework: FrameworkName;
  readonly agent: AgentName;
  readonly refused: string;
  /** When the refusing answer came; null: too long ago to be kept. */
  readonly setAtUs: number | null;
  /** Null: years away. */
  readonly expiresAtUs: number | null;
};

export type DominantShareView = {
  readonly framework: FrameworkName;
  readonly role: string;
  /** Of the whole cluster, offered and used: 0 to 1. */
  readonly share: number;
  readonly resource: string;
};

export type ShareSampleView = {
  readonly atUs: number;
  readonly shares: readonly { readonly framework: string; readonly share: number }[];
};

/** The life of offers: made, then accepted, declined, rescinded or expired. */
export type OffersView = {
  readonly master: string | null;
  readonly nowUs: number;
  /** Outstanding ones, oldest first, at most 200 of `openCount`. */
  readonly open: readonly OpenOfferView[];
  readonly openCount: number;
  /** Newest first, at most 200. */
  readonly ended: readonly EndedOfferView[];
};

export type OpenOfferView = {
  readonly id: string;
  readonly framework: FrameworkName;
  readonly agent: AgentName;
  readonly resources: string;
  readonly madeAtUs: number;
  /** Rescinded then (--offer_timeout); null: it waits for ever. */
  readonly expiresAtUs: number | null;
};

export type EndedOfferView = Omit<OpenOfferView, 'expiresAtUs'> & {
  readonly endedAtUs: number;
  readonly outcome: 'accepted' | 'declined' | 'rescinded' | 'expired';
  readonly tasks: number;
  readonly refuseSeconds: number | null;
};

/** The replicated log: each master's replica side by side. */
export type ReplicatedLogView = {
  readonly quorum: number | null;
  readonly replicas: readonly LogReplicaView[];
  /** Positions that a replica still holds, highest first, at most 100. */
  readonly positions: readonly LogPositionView[];
};

export type LogReplicaView = {
  readonly process: string;
  readonly host: string;
  readonly status: ProcessTile['status'];
  /** Null while the process does not run. */
  readonly replica: 'VOTING' | 'RECOVERING' | 'STARTING' | 'EMPTY' | null;
  /** Highest proposal promised; begin and end of its log; positions missing or not learned in between. */
  readonly promised: number;
  readonly begin: number;
  readonly end: number;
  readonly holes: number;
  readonly unlearned: number;
  /** Replicas that it knows of, itself included. */
  readonly members: readonly string[];
  readonly role: 'none' | 'electing' | 'coordinator';
  readonly proposal: number;
  /** Last position written as coordinator. */
  readonly index: number;
  readonly queued: number;
  /** Broadcast under way: its kind, whom it asked, and who answered what. */
  readonly round: {
    readonly request: 'promise' | 'write' | 'learn' | 'recover';
    readonly proposal: number | null;
    readonly position: number | null;
    /** Null: it waits for a quorum of known replicas. */
    readonly asked: number | null;
    readonly answers: readonly { readonly from: string; readonly answer: string }[];
  } | null;
  /** A record that is on its way to the disk. */
  readonly writing: boolean;
};

export type LogPositionView = {
  readonly position: number;
  readonly type: 'NOP' | 'APPEND' | 'TRUNCATE' | null;
  readonly sizeBytes: number;
  /** One for each replica, in their order: `absent`, `promised`, `written` (accepted), `learned`, `truncated` (below its begin). */
  readonly places: readonly {
    readonly place: 'absent' | 'promised' | 'written' | 'learned' | 'truncated';
    readonly proposal: number | null;
  }[];
};

/** The health checks of the leading master. */
export type PingsView = {
  readonly master: string | null;
  readonly nowUs: number;
  readonly pingTimeoutMs: number;
  readonly maxStrikes: number;
  /** Most strikes first, then by host; at most 500 of `agentCount`. */
  readonly agents: readonly AgentPingView[];
  readonly agentCount: number;
};

export type AgentPingView = {
  readonly agent: AgentName;
  readonly connected: boolean;
  /** Pings in a row without an answer so far. */
  readonly strikes: number;
  /** The last ping has not been answered yet. */
  readonly awaited: boolean;
  readonly nextPingAtUs: number | null;
  /** If it stays silent, it is removed then. */
  readonly removedAtUs: number | null;
  /** Its removal waits for a permit of --agent_removal_rate_limit. */
  readonly waitsForPermit: boolean;
};

export type TimerQuery = {
  /** Part of a process id, a timer's name or what it is about. */
  readonly filter: string;
  /** Meanings whose explanation, in the reader's language, holds the filter: they match too. */
  readonly meanings: readonly string[];
  readonly offset: number;
  readonly limit: number;
};

export type TimersView = {
  readonly nowUs: number;
  readonly total: number;
  readonly matching: number;
  /** Meanings that any of the pending timers have. */
  readonly meanings: readonly string[];
  /** Soonest first. */
  readonly rows: readonly TimerRow[];
};

export type TimerRow = {
  readonly process: string;
  readonly program: string;
  /** As the program calls it. */
  readonly name: string;
  /** Key of its explanation: `offerTimeout`, `agentPing`, `sessionExpiry`, …; empty when there is none. */
  readonly meaning: string;
  /** What it is about: an offer, an agent, a framework; empty for a timer of the whole process. */
  readonly about: string;
  readonly setAtUs: number;
  readonly dueAtUs: number;
};
