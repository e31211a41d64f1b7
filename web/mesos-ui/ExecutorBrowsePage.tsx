/**
 * `…/executors/ID/browse`: asks the agent for the sandbox's folder, then replaces itself by the file browser.
 * Source: Mesos 1.0.1, js/controllers.js (AgentExecutorRerouterCtrl).
 */
import { useEffect, useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { usePolledJson } from '../browser/polled-json.ts';
import type { AgentStateJson } from './mesos-json.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { nextStep, openedDirectly, type SandboxIds } from './sandbox-lookup.ts';
import { agentServer, useAgentRow } from './use-agent.ts';

export function ExecutorBrowsePage(props: SandboxIds) {
  const { leaveAlert, model } = useMesos();
  const page = usePage();
  const [direct] = useState(() => model === null);
  const agent = useAgentRow(props.agentId);
  const address = agent == null ? null : agentServer(agent);
  const polled = usePolledJson<AgentStateJson>(
    address === null ? null : `${address.server}/${address.process}/state`,
    null,
  );
  const { navigate, replace, goBack } = page;
  useEffect(() => {
    // As the original: the look-up runs once, and before the first state it knows of no agents.
    if (direct) {
      leaveAlert(openedDirectly);
      return navigate(links.home);
    }
    if (agent === undefined) return;
    const next = nextStep(props, {
      known: agent !== null,
      server: address?.server ?? '',
      state: polled.value,
      failed: polled.failure !== null,
    });
    if (next === null) return;
    if (next.kind === 'folder') return replace(links.browse(props.agentId, next.path));
    leaveAlert(next.alert);
    if (next.home) navigate(links.home);
    else goBack();
    // One decision for each answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [agent === undefined, agent === null, polled.value, polled.failure]);
  return null;
}
