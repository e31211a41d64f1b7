import { agents, masters } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

export const noResourceTwice: Invariant<null> = {
  id: 'no-resource-twice',
  statement: 'On no agent are more resources offered and used than it has.',
  source: 'Mesos: a resource is offered to one framework at a time (docs/architecture.md)',
  initial: () => null,
  check(_memory, world) {
    const messages: string[] = [];
    for (const master of masters(world)) {
      if (!master.leading) continue;
      for (const agent of master.overcommitted())
        messages.push(`master ${master.host} gave ${agent.given} of ${agent.total} on agent ${agent.id}`);
    }
    for (const agent of agents(world)) {
      const excess = agent.overcommitted();
      if (excess !== null) messages.push(`agent ${agent.host} runs ${excess.used} of ${excess.total}`);
    }
    return messages;
  },
};
