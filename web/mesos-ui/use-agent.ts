/**
 * An agent page asks its agent directly, by the hostname and the port of its pid: on entry, then after each master state.
 * Source: Mesos 1.0.1, js/controllers.js (AgentCtrl and its kin).
 */
import { useEffect, useRef, useState } from 'react';
import { useAnswer } from '../browser/documents/use-document.ts';
import { usePolledJson } from '../browser/polled-json.ts';
import { usageOf, type UsageByExecutor } from './agent-usage.ts';
import type { AgentJson, AgentStateJson, MetricsJson, MonitorJson } from './mesos-json.ts';
import type { Found, MasterQuestion } from './master-reader.ts';
import { useMesos } from './mesos-context.ts';

/** Second sample after half a second, later ones every 3 s [js/services.js]. */
const secondSampleMs = 500;
const laterSampleMs = 3000;

export type AgentPageData = {
  readonly agent: AgentJson | undefined;
  /** `http://HOST:PORT`, empty while the agent is unknown. */
  readonly server: string;
  readonly state: AgentStateJson | null;
  readonly metrics: MetricsJson | null;
  readonly usage: UsageByExecutor | null;
  /** Words of the original for what went wrong; null while all is well. */
  readonly problem: string | null;
};

export function agentServer(agent: AgentJson): { readonly server: string; readonly process: string } {
  const [process = '', address = ''] = agent.pid.split('@');
  return { server: `http://${agent.hostname}:${address.split(':')[1] ?? '5051'}`, process };
}

/** The master's row of an agent: undefined before the answer, null when it has none. */
export function useAgentRow(agentId: string): AgentJson | null | undefined {
  const { document, version } = useMesos();
  const question: MasterQuestion = { ask: 'agent', id: agentId };
  return useAnswer<Found<AgentJson>>(document, version, question)?.row;
}

export function useAgent(agentId: string): AgentPageData {
  const { stateCount } = useMesos();
  const known = useAgentRow(agentId);
  const agent = known ?? undefined;
  const address = agent === undefined ? null : agentServer(agent);
  const stateUrl = address === null ? null : `${address.server}/${address.process}/state`;
  const state = usePolledJson<AgentStateJson>(stateUrl, null);
  const metrics = usePolledJson<MetricsJson>(address === null ? null : `${address.server}/metrics/snapshot`, null);
  const usage = useUsage(address?.server ?? null);
  const ask = useRef({ state: state.refetch, metrics: metrics.refetch });
  ask.current = { state: state.refetch, metrics: metrics.refetch };
  const lastCount = useRef(stateCount);
  useEffect(() => {
    if (lastCount.current === stateCount) return;
    lastCount.current = stateCount;
    ask.current.state();
    ask.current.metrics();
  }, [stateCount]);
  const problem =
    known === null
      ? `No agent found with ID: ${agentId}`
      : state.failure === null
        ? null
        : 'Failed to get agent usage / state.';
  return { agent, server: address?.server ?? '', state: state.value, metrics: metrics.value, usage, problem };
}

function useUsage(server: string | null): UsageByExecutor | null {
  const [samples, setSamples] = useState<readonly [MonitorJson | null, MonitorJson | null]>([null, null]);
  const polled = usePolledJson<MonitorJson>(
    server === null ? null : `${server}/monitor/statistics`,
    samples[0] === null ? secondSampleMs : laterSampleMs,
  );
  const value = polled.value;
  useEffect(() => {
    if (value !== null) setSamples((before) => [before[1], value]);
  }, [value]);
  return usageOf(samples[0], samples[1]);
}
