/** The scenarios of the project as a session wants them. */
import { buildStateServer } from '../bench/state-server.ts';
import { buildScenario, scenarioNames, scenarioTopology } from '../cluster/scenarios.ts';
import type { ScenarioSource } from './session.ts';

export const scenarioSource: ScenarioSource = {
  list: () => scenarioNames().map((name) => ({ name, hosts: hostCount(name) })),
  build: (name, seed) => buildScenario(name, seed) ?? buildStateServer(name, seed),
};

function hostCount(name: string): number {
  const topology = scenarioTopology(name);
  if (topology === null) return 0;
  const agents = topology.agents.map((agent) => agent.host);
  return new Set([...topology.zookeepers, ...topology.masters, ...topology.marathons, ...agents]).size;
}
