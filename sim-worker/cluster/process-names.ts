/** Ids of the processes that every cluster has: program at address. */
import { type ProcessId, processId } from '../kernel/ids.ts';

export function zookeeperId(host: string): ProcessId {
  return processId(`zookeeper@${host}`);
}

export function masterId(host: string): ProcessId {
  return processId(`mesos-master@${host}`);
}

export function agentId(host: string): ProcessId {
  return processId(`mesos-agent@${host}`);
}

export function marathonId(host: string): ProcessId {
  return processId(`marathon@${host}`);
}

export function dockerId(host: string): ProcessId {
  return processId(`dockerd@${host}`);
}

export function operatorId(host: string): ProcessId {
  return processId(`operator@${host}`);
}

export function marathonLbId(host: string): ProcessId {
  return processId(`marathon-lb@${host}`);
}

export function haproxyId(host: string): ProcessId {
  return processId(`haproxy@${host}`);
}

export function clientsId(host: string): ProcessId {
  return processId(`clients@${host}`);
}

export function steadyId(host: string): ProcessId {
  return processId(`steady-framework@${host}`);
}

export function zkCliId(host: string): ProcessId {
  return processId(`zkcli@${host}`);
}
