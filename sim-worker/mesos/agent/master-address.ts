/**
 * Where an agent looks for its master: in ZooKeeper, or at a fixed address.
 * Source: Mesos 1.0.1, src/master/detector (zookeeper.cpp, standalone.cpp).
 */
import type { Context } from '../../kernel/context.ts';
import type { MasterInfo } from '../messages/infos.ts';
import { detectorOpen, type DetectorState } from '../zookeeper-group/detector.ts';
import { ipInteger } from '../zookeeper-group/master-info.ts';
import { type AgentFlags, agentFlagsError, type MasterAddress } from './agent-flags.ts';

/** Contender and detectors ask for 10 s whatever the flags say. Source: src/master/constants.hpp, MASTER_DETECTOR_ZK_SESSION_TIMEOUT. */
const DETECTOR_SESSION_TIMEOUT_MS = 10_000;

export function openDetector(context: Context, flags: AgentFlags, address: MasterAddress | null): DetectorState | null {
  if (address?.kind !== 'zk' || agentFlagsError(flags) !== null) return null;
  return detectorOpen(context, {
    key: 'detector',
    servers: address.servers,
    path: address.path,
    sessionTimeoutMs: DETECTOR_SESSION_TIMEOUT_MS,
    name: `group(1)@${flags.ip ?? context.host}:${String(flags.port)}`,
    credentials: address.credentials,
  });
}

/** With a fixed address the agent knows the pid and nothing else. */
export function fixedMaster(address: { readonly host: string; readonly port: number }): MasterInfo {
  const { host, port } = address;
  return Object.freeze({
    id: '',
    ip: ipInteger(host),
    port,
    pid: `master@${host}:${String(port)}`,
    hostname: host,
    version: '',
    address: Object.freeze({ hostname: host, ip: host, port }),
  });
}
