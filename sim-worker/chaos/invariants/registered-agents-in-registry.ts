import { leadingMasters } from '../../cluster/inspect-mesos.ts';
import type { Invariant } from './invariant.ts';

/** The other way round it may differ: an agent that is being removed leaves the registry last. */
export const registeredAgentsInRegistry: Invariant<null> = {
  id: 'registered-agents-in-registry',
  statement: 'Every agent that a leading master calls registered stands in its registry.',
  source:
    'Mesos 1.0.1, src/master/master.cpp (_registerSlave): an agent is admitted to the registry before it is registered',
  initial: () => null,
  check(_memory, world) {
    const messages: string[] = [];
    for (const { host, agentIds, registryAgentIds } of leadingMasters(world)) {
      const admitted = new Set(registryAgentIds);
      for (const id of agentIds)
        if (!admitted.has(id)) messages.push(`agent ${id} is registered with ${host} and not in its registry`);
    }
    return messages;
  },
};
