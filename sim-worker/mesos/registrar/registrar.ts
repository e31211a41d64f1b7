/**
 * The registrar: applies operations to the registry in batches, at most one store in flight, each store one whole
 * registry appended to the log. A store that fails or takes too long ends the master.
 * Source: Mesos 1.0.1, src/master/registrar.cpp, src/state/log.cpp.
 */
import { recordTimed, type TimedValue } from '../http/timer-statistics.ts';
import { assert } from '../../kernel/assert.ts';
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import type { MasterInfo } from '../messages/infos.ts';
import { logAppend, logElect, type LogOutput, type LogState } from '../replicated-log/log.ts';
import { durationText } from '../master/duration.ts';
import {
  applyOperation,
  draftRegistry,
  EMPTY_REGISTRY,
  finishDraft,
  type Registry,
  type RegistryOperation,
  registrySizeBytes,
} from './registry.ts';

export type RegistrarFlags = {
  readonly registryFetchTimeoutMs: number; // --registry_fetch_timeout, 1 min
  readonly registryStoreTimeoutMs: number; // --registry_store_timeout, 20 s
};

type Queued = { readonly operation: RegistryOperation; readonly tag: unknown };

export type RegistrarState = {
  phase: 'idle' | 'fetching' | 'ready' | 'failed';
  registry: Registry;
  master: MasterInfo | null;
  queue: Queued[];
  storing: {
    readonly registry: Registry;
    readonly done: readonly { readonly tag: unknown; readonly result: boolean }[];
    readonly startedAtUs: number;
  } | null;
  fetchStartedAtUs: number;
  /** For metrics, in ms; null until measured. */
  lastFetchMs: number | null;
  storeTimes: readonly TimedValue[];
  stores: number;
};

export type RegistrarOutput =
  | { readonly kind: 'recovered'; readonly registry: Registry }
  | { readonly kind: 'applied'; readonly tag: unknown; readonly result: boolean }
  /** Every operation fails from now on, and the master dies with the message. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly recovering: boolean;
      readonly tags: readonly unknown[];
    };

const FETCH_TIMER = 'registrar.fetch';
const STORE_TIMER = 'registrar.store';
/** Tag of the operation that writes the new leader's own description. */
const RECOVER_TAG = 'recover';

export function initialRegistrar(): RegistrarState {
  return {
    phase: 'idle',
    registry: EMPTY_REGISTRY,
    master: null,
    queue: [],
    storing: null,
    fetchStartedAtUs: 0,
    lastFetchMs: null,
    storeTimes: [],
    stores: 0,
  };
}

/** Fetches the registry (which makes this master the log's coordinator) and stores the master in it. */
export function registrarRecover(
  registrar: RegistrarState,
  context: Context,
  log: LogState,
  options: { readonly master: MasterInfo; readonly flags: RegistrarFlags },
): readonly RegistrarOutput[] {
  if (registrar.phase !== 'idle') return [];
  context.log('INFO', 'Recovering registrar', 'registrar.cpp:332');
  registrar.phase = 'fetching';
  registrar.master = options.master;
  registrar.fetchStartedAtUs = context.nowUs;
  context.setTimer(FETCH_TIMER, options.flags.registryFetchTimeoutMs);
  return registrarLogOutputs(registrar, context, log, logElect(log, context), options.flags);
}

/** Queues an operation; `applied` with the tag follows once it is stored. */
export function registrarApply(
  registrar: RegistrarState,
  context: Context,
  log: LogState,
  queued: Queued,
  flags: RegistrarFlags,
): readonly RegistrarOutput[] {
  assert(registrar.phase === 'ready', 'operations go to a recovered registrar');
  registrar.queue.push(queued);
  return registrar.storing === null ? store(registrar, context, log, flags) : [];
}

export function registrarOwnsEvent(event: ProgramEvent): boolean {
  return event.kind === 'timer' && (event.key === FETCH_TIMER || event.key === STORE_TIMER);
}

export function registrarReceive(
  registrar: RegistrarState,
  context: Context,
  event: ProgramEvent,
  flags: RegistrarFlags,
): readonly RegistrarOutput[] {
  if (event.kind !== 'timer' || registrar.phase === 'failed') return [];
  if (event.key === FETCH_TIMER)
    return fail(registrar, context, `Failed to perform fetch within ${durationText(flags.registryFetchTimeoutMs)}`);
  return fail(registrar, context, `Failed to perform store within ${durationText(flags.registryStoreTimeoutMs)}`);
}

/** What the log tells about the registrar's own requests. */
export function registrarLogOutputs(
  registrar: RegistrarState,
  context: Context,
  log: LogState,
  outputs: readonly LogOutput[],
  flags: RegistrarFlags,
): readonly RegistrarOutput[] {
  const results: RegistrarOutput[] = [];
  for (const output of outputs) {
    if (registrar.phase === 'failed') return results;
    switch (output.kind) {
      case 'elected':
        results.push(...onFetched(registrar, context, log, { value: output.latest as Registry | null, flags }));
        break;
      case 'appended':
        results.push(...onStored(registrar, context, log, flags));
        break;
      case 'demoted':
        results.push(...fail(registrar, context, 'version mismatch'));
        break;
      case 'fatal':
        break; // The owner of the log dies of it.
    }
  }
  return results;
}

function onFetched(
  registrar: RegistrarState,
  context: Context,
  log: LogState,
  fetched: { readonly value: Registry | null; readonly flags: RegistrarFlags },
): readonly RegistrarOutput[] {
  if (registrar.phase !== 'fetching' || registrar.master === null) return [];
  registrar.registry = fetched.value ?? EMPTY_REGISTRY;
  registrar.lastFetchMs = (context.nowUs - registrar.fetchStartedAtUs) / 1000;
  context.clearTimer(FETCH_TIMER);
  const size = fetched.value === null ? 0 : registrySizeBytes(fetched.value);
  context.log(
    'INFO',
    `Successfully fetched the registry (${sizeText(size)}) in ${elapsedText(registrar.lastFetchMs)}`,
    'registrar.cpp:365',
  );
  registrar.phase = 'ready';
  registrar.queue.push({ operation: { kind: 'recover', master: registrar.master }, tag: RECOVER_TAG });
  return store(registrar, context, log, fetched.flags);
}

function store(
  registrar: RegistrarState,
  context: Context,
  log: LogState,
  flags: RegistrarFlags,
): readonly RegistrarOutput[] {
  const batch = registrar.queue;
  registrar.queue = [];
  const draft = draftRegistry(registrar.registry);
  const done = batch.map(({ operation, tag }) => ({ tag, result: applyOperation(draft, operation) }));
  const registry = finishDraft(draft);
  registrar.storing = Object.freeze({ registry, done: Object.freeze(done), startedAtUs: context.nowUs });
  registrar.stores += 1;
  context.log(
    'INFO',
    `Applied ${String(batch.length)} operations in ${elapsedText(0.1)}; attempting to update the 'registry'`,
    'registrar.cpp:464',
  );
  context.setTimer(STORE_TIMER, flags.registryStoreTimeoutMs);
  return registrarLogOutputs(
    registrar,
    context,
    log,
    logAppend(log, context, { value: registry, sizeBytes: registrySizeBytes(registry) }),
    flags,
  );
}

function onStored(
  registrar: RegistrarState,
  context: Context,
  log: LogState,
  flags: RegistrarFlags,
): readonly RegistrarOutput[] {
  const { storing } = registrar;
  if (storing === null) return [];
  registrar.storing = null;
  registrar.registry = storing.registry;
  const storeMs = (context.nowUs - storing.startedAtUs) / 1000;
  registrar.storeTimes = recordTimed(registrar.storeTimes, { atUs: context.nowUs, ms: storeMs });
  context.clearTimer(STORE_TIMER);
  context.log('INFO', `Successfully updated the 'registry' in ${elapsedText(storeMs)}`, 'registrar.cpp:509');
  const outputs: RegistrarOutput[] = [];
  for (const { tag, result } of storing.done) {
    if (tag === RECOVER_TAG) {
      context.log('INFO', 'Successfully recovered registrar', 'registrar.cpp:395');
      outputs.push({ kind: 'recovered', registry: registrar.registry });
    } else {
      outputs.push({ kind: 'applied', tag, result });
    }
  }
  if (registrar.queue.length > 0) outputs.push(...store(registrar, context, log, flags));
  return outputs;
}

function fail(registrar: RegistrarState, context: Context, reason: string): readonly RegistrarOutput[] {
  const recovering =
    registrar.phase === 'fetching' || registrar.storing?.done.some(({ tag }) => tag === RECOVER_TAG) === true;
  if (registrar.phase !== 'fetching')
    context.log('ERROR', `Registrar aborting: Failed to update 'registry': ${reason}`, 'registrar.cpp:523');
  registrar.phase = 'failed';
  const tags = [...(registrar.storing?.done ?? []), ...registrar.queue]
    .map(({ tag }) => tag)
    .filter((tag) => tag !== RECOVER_TAG);
  return [{ kind: 'failed', reason, recovering, tags }];
}

/** Bytes as Mesos prints them: `0B`, `187B`, `2KB`. */
export function sizeText(bytes: number): string {
  if (bytes < 10_240) return `${String(bytes)}B`;
  return bytes < 10_485_760 ? `${String(Math.floor(bytes / 1024))}KB` : `${String(Math.floor(bytes / 1_048_576))}MB`;
}

/** A measured duration as Mesos prints it: `4.2ms`, `1.5secs`. */
export function elapsedText(ms: number): string {
  if (ms < 1) return `${String(Math.round(ms * 1000))}us`;
  if (ms < 1000) return `${String(Number(ms.toFixed(6)))}ms`;
  return `${String(Number((ms / 1000).toFixed(9)))}secs`;
}
