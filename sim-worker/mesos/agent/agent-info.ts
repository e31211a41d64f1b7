/**
 * The agent's description of itself: resources, attributes, hostname.
 * Source: Mesos 1.0.1, src/slave/containerizer/containerizer.cpp (Containerizer::resources), src/slave/slave.cpp (initialize).
 */
import type { SlaveInfo } from '../messages/infos.ts';
import { parseAttributes } from '../resources/attributes.ts';
import { parseResources } from '../resources/parse.ts';
import type { Resources } from '../resources/resource.ts';
import { addResources, equalResources } from '../resources/resources.ts';
import type { AgentFlags } from './agent-flags.ts';
import { parseResourcesFlag } from './resources-flag.ts';

export type BuiltInfo =
  | { readonly kind: 'ok'; readonly info: SlaveInfo }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** Sizes are in MB. Source: src/slave/constants.hpp, containerizer.cpp. */
const RESERVED_MEM_MIB = 1_024;
const RESERVED_DISK_MIB = 5_120;
const DEFAULT_PORTS = '[31000-32000]';

export function buildSlaveInfo(flags: AgentFlags, host: string): BuiltInfo {
  const resources = agentResources(flags);
  if (typeof resources === 'string')
    return { kind: 'error', code: 1, message: `Failed to determine agent resources: ${resources}` };
  const attributes = parseAttributes(flags.attributes ?? '');
  // LOG(FATAL): the agent aborts.
  if (!attributes.ok) return { kind: 'error', code: 134, message: attributes.error };
  return {
    kind: 'ok',
    info: Object.freeze({
      hostname: flags.hostname ?? flags.ip ?? host,
      port: flags.port,
      resources,
      attributes: attributes.value,
      id: null,
      checkpoint: true,
    }),
  };
}

/** What the flag does not name is detected; "named" is a test for the word in the flag's text. */
function agentResources(flags: AgentFlags): Resources | string {
  const text = flags.resources ?? '';
  const given = parseResourcesFlag(text, flags.defaultRole);
  if (!given.ok) return given.error;
  const missing: string[] = [];
  if (!text.includes('cpus')) missing.push(`cpus:${String(flags.machineCpus)}`);
  if (!text.includes('mem')) missing.push(`mem:${String(detectedMemMib(flags.machineMemMib))}`);
  if (!text.includes('disk')) missing.push(`disk:${String(detectedDiskMib(flags.machineDiskMib))}`);
  if (!text.includes('ports')) missing.push(`ports:${DEFAULT_PORTS}`);
  const detected = parseResources(missing.join(';'), flags.defaultRole);
  return detected.ok ? addResources(given.value, detected.value) : detected.error;
}

function detectedMemMib(totalMib: number): number {
  return totalMib >= 2 * RESERVED_MEM_MIB ? totalMib - RESERVED_MEM_MIB : Math.floor(totalMib / 2);
}

function detectedDiskMib(totalMib: number): number {
  return totalMib >= 2 * RESERVED_DISK_MIB ? totalMib - RESERVED_DISK_MIB : Math.floor(totalMib / 2);
}

/** Whether a restarted agent is still the one of its checkpoint. */
export function sameInfo(a: SlaveInfo, b: SlaveInfo): boolean {
  return (
    a.hostname === b.hostname &&
    a.port === b.port &&
    equalResources(a.resources, b.resources) &&
    JSON.stringify(a.attributes) === JSON.stringify(b.attributes)
  );
}
