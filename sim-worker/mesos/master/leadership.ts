/**
 * Contending, detecting, winning and losing the lead; recovery of the registry by a new leader.
 * Source: Mesos 1.0.1, src/master/master.cpp (contended, lostCandidacy, detected, recover, _recover).
 */
import type { Context } from '../../kernel/context.ts';
import type { Resources } from '../resources/resource.ts';
import { registrarRecover, sizeText } from '../registrar/registrar.ts';
import { type Registry, registrySizeBytes } from '../registrar/registry.ts';
import { contend, type ContenderOutput } from '../zookeeper-group/contender.ts';
import type { DetectorOutput } from '../zookeeper-group/detector.ts';
import { allocator, BATCH_TIMER } from './allocation.ts';
import { durationText } from './duration.ts';
import type { MasterState } from './master-state.ts';
import { applyToRegistry } from './registry-operations.ts';
import { nowSecs } from './wire.ts';

export const REREGISTER_TIMER = 'agents.reregister';
export const ALLOCATOR_RECOVERY_TIMER = 'allocator.recovery';
export const WHITELIST_TIMER = 'whitelist';
/** Source: src/master/constants.hpp, WHITELIST_WATCH_INTERVAL. */
export const WHITELIST_INTERVAL_MS = 5_000;
/** Source: src/master/allocator/mesos/hierarchical.cpp, recover: 80 % of the agents, or ten minutes. */
const RECOVERY_AGENTS_PERCENT = 80;
const RECOVERY_TIMEOUT_MS = 600_000;
/** What abort() gives as the exit status. */
export const ABORT = 134;

const LOST_LEADERSHIP = 'Lost leadership... committing suicide!';

export function onContender(master: MasterState, context: Context, output: ContenderOutput): void {
  switch (output.kind) {
    case 'entered':
      return;
    case 'lost':
      if (master.elected) return context.exit(1, LOST_LEADERSHIP);
      context.log('INFO', 'Lost candidacy as a follower... Contend again', 'master.cpp:1828');
      if (master.contender !== null) contend(master.contender, context, master.info);
      return;
    case 'failed':
      return context.exit(1, `Failed to contend: ${output.message}`);
    case 'fatal':
      context.log('FATAL', output.message, 'group.cpp:480');
      return context.exit(ABORT, output.message);
  }
}

export function onDetector(master: MasterState, context: Context, output: DetectorOutput): void {
  switch (output.kind) {
    case 'leader':
      return onDetected(
        master,
        context,
        output.master === null || output.upid === null ? null : { info: output.master, pid: output.upid },
      );
    case 'failed':
      return context.exit(1, `Failed to detect the leading master: ${output.message}; committing suicide!`);
    case 'fatal':
      context.log('FATAL', output.message, 'group.cpp:480');
      return context.exit(ABORT, output.message);
  }
}

export function onDetected(master: MasterState, context: Context, leader: MasterState['leader']): void {
  const wasElected = master.elected;
  master.leader = leader;
  master.elected = leader !== null && leader.info.id === master.info.id;
  const text = leader === null ? 'None' : `${leader.pid} with id ${leader.info.id}`;
  context.log('INFO', `The newly elected leader is ${text}`, 'master.cpp:1847');
  if (wasElected && !master.elected) return context.exit(1, LOST_LEADERSHIP);
  if (!master.elected) return traceRole(context, 'standby');
  if (wasElected) return context.log('INFO', 'Re-elected as the leading master', 'master.cpp:1869');
  context.log('INFO', 'Elected as the leading master!', 'master.cpp:1860');
  master.electedAtSecs = nowSecs(context);
  traceRole(context, 'recovering');
  context.log('INFO', 'Recovering from registrar', 'master.cpp:1547');
  master.registrarOutputs.push(
    ...registrarRecover(master.registrar, context, master.log, { master: master.info, flags: master.flags }),
  );
}

function traceRole(context: Context, role: 'standby' | 'recovering' | 'leading'): void {
  context.trace('role', { role });
  if (role === 'leading') context.trace('leader', { system: 'mesos', leader: context.self });
}

/** The registry is known: from now on messages are handled. */
export function onRecovered(master: MasterState, context: Context, registry: Registry): void {
  for (const [id, info] of registry.slaves) master.recoveredAgents.set(id, info);
  master.agentsInRecoveredRegistry = registry.slaves.size;
  master.machines = registry.machines;
  master.recovered = true;
  traceRole(context, 'leading');
  const size = sizeText(registrySizeBytes(registry));
  const window = durationText(master.flags.agentReregisterTimeoutMs);
  context.log(
    'INFO',
    `Recovered ${String(registry.slaves.size)} agents from the Registry (${size}) ; allowing ${window} for agents to re-register`,
    'master.cpp:1655',
  );
  context.setTimer(REREGISTER_TIMER, master.flags.agentReregisterTimeoutMs);
  recoverAllocator(master, context, registry);
  context.setTimer(BATCH_TIMER, master.flags.allocationIntervalMs);
  if (master.flags.whitelist !== null) readWhitelist(master, context, master.flags.whitelist);
}

function recoverAllocator(master: MasterState, context: Context, registry: Registry): void {
  const quotas = new Map<string, Resources>(registry.quotas.map((quota) => [quota.role, quota.guarantee]));
  const expectedAgents = Math.floor((registry.slaves.size * RECOVERY_AGENTS_PERCENT) / 100);
  allocator(master, context, {
    kind: 'recover',
    quotas,
    expectedAgents: quotas.size > 0 && expectedAgents > 0 ? expectedAgents : null,
  });
  if (quotas.size > 0 && expectedAgents > 0) context.setTimer(ALLOCATOR_RECOVERY_TIMER, RECOVERY_TIMEOUT_MS);
  const weights = registry.weights.length > 0 ? registry.weights : flagWeights(master.flags.weights);
  if (registry.weights.length > 0 && master.flags.weights !== null) {
    context.log(
      'WARN',
      `Ignoring the --weights flag '${master.flags.weights}', and recovering the weights from registry.`,
      'master.cpp:1616',
    );
  }
  if (weights.length > 0) allocator(master, context, { kind: 'updateWeights', weights });
  // The flag's weights fill an empty registry; whatever later masters' flags say, the registry's count then.
  if (registry.weights.length === 0 && weights.length > 0)
    applyToRegistry(master, context, { kind: 'updateWeights', weights }, { kind: 'seedWeights' });
}

/** `role=weight,…`. */
function flagWeights(text: string | null): readonly { readonly role: string; readonly weight: number }[] {
  return (text ?? '').split(',').flatMap((pair) => {
    const [role = '', value = ''] = pair.split('=');
    const weight = Number(value);
    return role !== '' && weight > 0 ? [{ role, weight }] : [];
  });
}

/** The file of --whitelist, one hostname a line, looked at every five seconds. */
export function readWhitelist(master: MasterState, context: Context, path: string): void {
  const file = context.disk.read(path);
  const hosts =
    file === null || file.kind !== 'text'
      ? null
      : file.text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
  const same =
    hosts === null ? master.allocator.whitelist === null : hosts.join('\n') === master.allocator.whitelist?.join('\n');
  if (!same || (hosts !== null && master.allocator.whitelist === null))
    allocator(master, context, { kind: 'updateWhitelist', hosts });
  context.setTimer(WHITELIST_TIMER, WHITELIST_INTERVAL_MS);
}
