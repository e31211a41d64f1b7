/**
 * Hands operations of the master to its registrar. Results are taken up once the event in progress is handled.
 * Source: Mesos 1.0.1, src/master/master.cpp (the calls of registrar->apply).
 */
import type { Context } from '../../kernel/context.ts';
import { registrarApply } from '../registrar/registrar.ts';
import type { RegistryOperation } from '../registrar/registry.ts';
import type { MasterState, RegistrarTag } from './master-state.ts';

export function applyToRegistry(
  master: MasterState,
  context: Context,
  operation: RegistryOperation,
  tag: RegistrarTag,
): void {
  const queued = { operation, tag: Object.freeze(tag) };
  master.registrarOutputs.push(...registrarApply(master.registrar, context, master.log, queued, master.flags));
}
