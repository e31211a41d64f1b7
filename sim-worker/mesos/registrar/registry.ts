/**
 * The registry: what a new leading master must know before agents and frameworks come back; and the operations on it.
 * Source: Mesos 1.0.1, src/master/registry.proto, src/master/registrar.cpp, quota.cpp, weights.cpp, maintenance.cpp.
 * Operations with `strict` false, since 1.0.1 refuses --registry_strict.
 */
import { unreachable } from '../../kernel/assert.ts';
import type { AgentId } from '../ids.ts';
import type { MachineId, MasterInfo, SlaveInfo, Unavailability } from '../messages/infos.ts';
import type { Resources } from '../resources/resource.ts';

export type MachineMode = 'UP' | 'DRAINING' | 'DOWN';
export type RegistryMachine = {
  readonly id: MachineId;
  readonly mode: MachineMode;
  readonly unavailability: Unavailability | null;
};
export type MaintenanceWindow = { readonly machineIds: readonly MachineId[]; readonly unavailability: Unavailability };
export type MaintenanceSchedule = { readonly windows: readonly MaintenanceWindow[] };
export type QuotaInfo = { readonly role: string; readonly principal: string | null; readonly guarantee: Resources };
export type Weight = { readonly role: string; readonly weight: number };

/** Frozen; each update makes a new one. Agents in order of admission. */
export type Registry = {
  readonly master: MasterInfo | null;
  readonly slaves: ReadonlyMap<AgentId, SlaveInfo>;
  readonly machines: readonly RegistryMachine[];
  readonly schedules: readonly MaintenanceSchedule[];
  readonly quotas: readonly QuotaInfo[];
  readonly weights: readonly Weight[];
};

export const EMPTY_REGISTRY: Registry = Object.freeze({
  master: null,
  slaves: Object.freeze(new Map<AgentId, SlaveInfo>()),
  machines: Object.freeze([]),
  schedules: Object.freeze([]),
  quotas: Object.freeze([]),
  weights: Object.freeze([]),
});

export type RegistryOperation =
  | { readonly kind: 'recover'; readonly master: MasterInfo }
  | { readonly kind: 'admitSlave'; readonly slave: SlaveInfo & { readonly id: AgentId } }
  | { readonly kind: 'readmitSlave'; readonly slave: SlaveInfo & { readonly id: AgentId } }
  | { readonly kind: 'removeSlave'; readonly agentId: AgentId }
  | { readonly kind: 'updateQuota'; readonly quota: QuotaInfo }
  | { readonly kind: 'removeQuota'; readonly role: string }
  | { readonly kind: 'updateWeights'; readonly weights: readonly Weight[] }
  | { readonly kind: 'updateSchedule'; readonly schedule: MaintenanceSchedule }
  | { readonly kind: 'startMaintenance'; readonly machineIds: readonly MachineId[] }
  | { readonly kind: 'stopMaintenance'; readonly machineIds: readonly MachineId[] };

/** A batch of operations on its way to one new version of the registry. The agents are copied once for the batch. */
export type RegistryDraft = { registry: Registry; readonly slaves: Map<AgentId, SlaveInfo> };

export function draftRegistry(registry: Registry): RegistryDraft {
  return { registry, slaves: new Map(registry.slaves) };
}

export function finishDraft(draft: RegistryDraft): Registry {
  return Object.freeze({ ...draft.registry, slaves: Object.freeze(draft.slaves) });
}

/** Applies one operation; false where the operation itself fails (an id admitted twice). */
export function applyOperation(draft: RegistryDraft, operation: RegistryOperation): boolean {
  switch (operation.kind) {
    case 'recover':
      draft.registry = { ...draft.registry, master: operation.master };
      return true;
    case 'admitSlave':
      if (draft.slaves.has(operation.slave.id)) return false;
      draft.slaves.set(operation.slave.id, operation.slave);
      return true;
    case 'readmitSlave':
      if (!draft.slaves.has(operation.slave.id)) draft.slaves.set(operation.slave.id, operation.slave);
      return true;
    case 'removeSlave':
      draft.slaves.delete(operation.agentId);
      return true;
    default:
      draft.registry = { ...draft.registry, ...settingsAfter(draft.registry, operation) };
      return true;
  }
}

type SettingsOperation = Exclude<
  RegistryOperation,
  { readonly kind: 'recover' | 'admitSlave' | 'readmitSlave' | 'removeSlave' }
>;

function settingsAfter(registry: Registry, operation: SettingsOperation): Partial<Registry> {
  switch (operation.kind) {
    case 'updateQuota':
      return { quotas: [...registry.quotas.filter((quota) => quota.role !== operation.quota.role), operation.quota] };
    case 'removeQuota':
      return { quotas: registry.quotas.filter((quota) => quota.role !== operation.role) };
    case 'updateWeights':
      return { weights: weightsAfter(registry.weights, operation.weights) };
    case 'updateSchedule':
      return afterSchedule(registry, operation.schedule);
    case 'startMaintenance':
      return {
        machines: registry.machines.map((machine) =>
          named(operation.machineIds, machine.id) ? { ...machine, mode: 'DOWN' as const } : machine,
        ),
      };
    case 'stopMaintenance':
      return afterStop(registry, operation.machineIds);
    default:
      return unreachable(operation);
  }
}

/** Host names are compared without regard to case. Source: include/mesos/type_utils.hpp (operator== of MachineID). */
export function sameMachine(a: MachineId, b: MachineId): boolean {
  return a.hostname.toLowerCase() === b.hostname.toLowerCase() && a.ip === b.ip;
}

function named(ids: readonly MachineId[], id: MachineId): boolean {
  return ids.some((other) => sameMachine(other, id));
}

function weightsAfter(old: readonly Weight[], changes: readonly Weight[]): readonly Weight[] {
  const kept = old.map((weight) => changes.find((change) => change.role === weight.role) ?? weight);
  return [...kept, ...changes.filter((change) => !old.some((weight) => weight.role === change.role))];
}

/** Replaces the schedule: machines in it that were UP drain, machines left out are gone (UP). */
function afterSchedule(registry: Registry, schedule: MaintenanceSchedule): Partial<Registry> {
  const machines: RegistryMachine[] = [];
  for (const window of schedule.windows) {
    for (const id of window.machineIds) {
      const old = registry.machines.find((machine) => sameMachine(machine.id, id));
      const mode = old === undefined || old.mode === 'UP' ? 'DRAINING' : old.mode;
      machines.push({ id, mode, unavailability: window.unavailability });
    }
  }
  return { machines, schedules: schedule.windows.length === 0 ? [] : [schedule] };
}

function afterStop(registry: Registry, ids: readonly MachineId[]): Partial<Registry> {
  const windowsLeft = (schedule: MaintenanceSchedule): MaintenanceWindow[] =>
    schedule.windows
      .map((window) => ({ ...window, machineIds: window.machineIds.filter((id) => !named(ids, id)) }))
      .filter((window) => window.machineIds.length > 0);
  const schedules = registry.schedules.map((schedule) => ({ windows: windowsLeft(schedule) }));
  return {
    machines: registry.machines.filter((machine) => !named(ids, machine.id)),
    schedules: schedules.filter((schedule) => schedule.windows.length > 0),
  };
}

/** Size of the registry as protobuf, about: 100 to 300 bytes an agent. */
export function registrySizeBytes(registry: Registry): number {
  let bytes = registry.master === null ? 0 : 100;
  for (const slave of registry.slaves.values()) bytes += 150 + slave.hostname.length + 20 * slave.attributes.length;
  return bytes + 60 * registry.machines.length + 60 * registry.quotas.length + 20 * registry.weights.length;
}
