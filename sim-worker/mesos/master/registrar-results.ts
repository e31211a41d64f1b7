/**
 * What follows when the registrar stored an operation, or failed for good.
 * Source: Mesos 1.0.1, src/master/master.cpp (_registerSlave, _reregisterSlave, _removeSlave, fail).
 */
import { unreachable } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { RegistrarOutput } from '../registrar/registrar.ts';
import { onRemoved } from './agent-removal.ts';
import { onAdmitted, onReadmitted } from './agents.ts';
import { ABORT, onRecovered } from './leadership.ts';
import type { MasterState, RegistrarTag } from './master-state.ts';
import { onHttpStored } from './http/stored.ts';

/** Takes up all results, also those of operations that follow from them. */
export function takeUpResults(master: MasterState, context: Context): void {
  while (master.registrarOutputs.length > 0) {
    const outputs = master.registrarOutputs;
    master.registrarOutputs = [];
    for (const output of outputs) takeUp(master, context, output);
  }
}

function takeUp(master: MasterState, context: Context, output: RegistrarOutput): void {
  switch (output.kind) {
    case 'recovered':
      return onRecovered(master, context, output.registry);
    case 'applied':
      return onApplied(master, context, output.tag as RegistrarTag);
    case 'failed':
      return die(context, output);
  }
}

function onApplied(master: MasterState, context: Context, tag: RegistrarTag): void {
  switch (tag.kind) {
    case 'admit':
      return onAdmitted(master, context, tag);
    case 'readmit':
      return onReadmitted(master, context, tag);
    case 'remove':
      return onRemoved(master, context, tag);
    case 'forget':
    case 'seedWeights':
      return;
    case 'http':
      return onHttpStored(master, context, tag);
    default:
      return unreachable(tag);
  }
}

/** A master whose registry cannot be stored aborts. */
function die(context: Context, output: Extract<RegistrarOutput, { readonly kind: 'failed' }>): void {
  const text = lastWords(output);
  context.log('FATAL', text, 'master.cpp:1490');
  context.exit(ABORT, text);
}

function lastWords(output: Extract<RegistrarOutput, { readonly kind: 'failed' }>): string {
  const { reason } = output;
  if (output.recovering) {
    const what = reason.startsWith('Failed to perform fetch')
      ? reason
      : `Failed to persist MasterInfo: Failed to update 'registry': ${reason}`;
    return `Recovery failed: Failed to recover registrar: ${what}`;
  }
  const tag = output.tags[0] as RegistrarTag | undefined;
  const why = `Failed to update 'registry': ${reason}`;
  switch (tag?.kind) {
    case 'admit':
      return `Failed to admit agent ${tag.agentId} at ${tag.pid} (${tag.info.hostname}): ${why}`;
    case 'readmit':
      return `Failed to readmit agent ${tag.agentId} at ${tag.pid} (${tag.info.hostname}): ${why}`;
    case 'remove':
      return `Failed to remove agent ${tag.agentId} (${tag.hostname}) from the registrar: ${why}`;
    case 'forget':
      return `Failed to remove agent ${tag.agentId}: ${why}`;
    default:
      return `Registrar aborting: ${why}`;
  }
}
