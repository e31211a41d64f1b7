/**
 * Where a task's sandbox is: from Marathon's info over the leading master's state to the agent that has it.
 * Source: mesosphere/marathon-ui v1.1.7, stores/MesosStore.js.
 */
import { useCallback, useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { loadPage, type Http } from '../browser/page-loader.ts';
import { useMarathon } from './marathon-context.ts';
import type { InfoJson, TaskJson } from './marathon-json.ts';

export type Sandbox = { readonly server: string; readonly directory: string };

type AgentExecutor = { readonly id: string; readonly directory: string };
type AgentFramework = {
  readonly id: string;
  readonly executors?: readonly AgentExecutor[];
  readonly completed_executors?: readonly AgentExecutor[];
};

export async function findSandbox(
  http: Http,
  server: string,
  task: Pick<TaskJson, 'id' | 'slaveId'>,
): Promise<Sandbox | null> {
  const info = await json<InfoJson>(http, `${server}/v2/info`);
  const master = info?.marathon_config?.['mesos_leader_ui_url'];
  if (info === null || typeof master !== 'string' || typeof info.frameworkId !== 'string') return null;
  const state = await json<{
    readonly slaves?: readonly { readonly id: string; readonly pid: string; readonly hostname: string }[];
  }>(http, `${master.replace(/\/$/, '')}/master/state`);
  const agent = state?.slaves?.find((one) => one.id === task.slaveId);
  if (agent === undefined) return null;
  const agentServer = `http://${agent.hostname}:${agent.pid.split(':').pop() ?? '5051'}`;
  const agentState = await json<{
    readonly frameworks?: readonly AgentFramework[];
    readonly completed_frameworks?: readonly AgentFramework[];
  }>(http, `${agentServer}/state`);
  const frameworks = [...(agentState?.frameworks ?? []), ...(agentState?.completed_frameworks ?? [])];
  const executors = frameworks
    .filter((framework) => framework.id === info.frameworkId)
    .flatMap((framework) => [...(framework.executors ?? []), ...(framework.completed_executors ?? [])]);
  const directory = executors.find((executor) => executor.id === task.id)?.directory;
  return directory === undefined ? null : { server: agentServer, directory };
}

async function json<T>(http: Http, url: string): Promise<T | null> {
  const page = await loadPage(http, url);
  if (page.kind === 'error' || page.status !== 200) return null;
  try {
    return JSON.parse(page.body) as T;
  } catch {
    return null; // As unreachable.
  }
}

export function useTaskFile(task: Pick<TaskJson, 'id' | 'slaveId'>) {
  const { http } = usePage();
  const { server } = useMarathon();
  const [state, setState] = useState<'idle' | 'resolving' | 'failed'>('idle');
  const { id, slaveId } = task;
  const resolve = useCallback(
    async (name: string): Promise<string | null> => {
      setState('resolving');
      const sandbox = await findSandbox(http, server, { id, ...(slaveId === undefined ? {} : { slaveId }) });
      setState(sandbox === null ? 'failed' : 'idle');
      return sandbox === null
        ? null
        : `${sandbox.server}/files/download?path=${encodeURIComponent(`${sandbox.directory}/${name}`)}`;
    },
    [http, server, id, slaveId],
  );
  return { state, resolve };
}
