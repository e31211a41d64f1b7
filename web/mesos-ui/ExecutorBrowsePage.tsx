/**
 * `…/executors/ID/browse`: asks the agent for the sandbox's folder, then replaces itself by the file browser.
 * Source: Mesos 1.0.1, js/controllers.js (AgentExecutorRerouterCtrl).
 */
import { useEffect, useState } from 'react';
import { hostAndPort } from '../browser/address.ts';
import { usePage } from '../browser/page-context.ts';
import { usePolledJson } from '../browser/polled-json.ts';
import { findExecutor } from './agent-usage.ts';
import type { AgentStateJson } from './mesos-json.ts';
import { useMesos, type MesosAlert } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { agentFramework, agentServer, useAgentRow } from './use-agent.ts';

type RerouteProps = { readonly agentId: string; readonly frameworkId: string; readonly executorId: string };

export function ExecutorBrowsePage(props: RerouteProps) {
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

const openedDirectly: MesosAlert = {
  title: 'Failed to find agents.',
  message: "Navigate to the agent's sandbox via the Mesos UI.",
  bullets: [],
};

type Step =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'alert'; readonly alert: MesosAlert; readonly home: boolean };

function nextStep(
  { agentId, frameworkId, executorId }: RerouteProps,
  found: {
    readonly known: boolean;
    readonly server: string;
    readonly state: AgentStateJson | null;
    readonly failed: boolean;
  },
): Step | null {
  if (!found.known) return back(`Agent with ID '${agentId}' does not exist.`);
  if (found.failed) return { kind: 'alert', home: true, alert: unreachable(agentId, found.server) };
  if (found.state === null) return null;
  const framework = agentFramework(found.state, frameworkId);
  if (framework === undefined)
    return back(`Framework with ID '${frameworkId}' does not exist on agent with ID '${agentId}'.`);
  const folder = findExecutor(framework, executorId)?.directory;
  if (folder === undefined)
    return back(`Executor with ID '${executorId}' does not exist on agent with ID '${agentId}'.`);
  return { kind: 'folder', path: folder };
}

function back(title: string): Step {
  return { kind: 'alert', home: false, alert: { title, message: '', bullets: [] } };
}

function unreachable(agentId: string, server: string): MesosAlert {
  return {
    title: `Failed to connect to agent '${agentId}' on '${hostAndPort(server)}'.`,
    message: 'Potential reasons:',
    bullets: [
      "The agent's hostname is not accessible from your network",
      "The agent's port is not accessible from your network",
      'The agent timed out or went offline',
    ],
  };
}
