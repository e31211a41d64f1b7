/**
 * What follows from an agent's answer about a sandbox: its folder, or an alert at home or one page back.
 * Source: Mesos 1.0.1, js/controllers.js (AgentExecutorRerouterCtrl).
 */
import { hostAndPort } from '../browser/address.ts';
import { agentFramework, findExecutor } from './agent-usage.ts';
import type { MesosAlert } from './mesos-context.ts';
import type { AgentStateJson } from './mesos-json.ts';

export type SandboxIds = { readonly agentId: string; readonly frameworkId: string; readonly executorId: string };

export const openedDirectly: MesosAlert = {
  title: 'Failed to find agents.',
  message: "Navigate to the agent's sandbox via the Mesos UI.",
  bullets: [],
};

export type Step =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'alert'; readonly alert: MesosAlert; readonly home: boolean };

/** Null: the agent has not answered yet. */
export function nextStep(
  { agentId, frameworkId, executorId }: SandboxIds,
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
