/** The leading master for the Mesos views, and names for its ids. */
import type { Simulator } from '../../kernel/simulator.ts';
import type { Process } from '../../kernel/world.ts';
import { allProcesses } from '../../kernel/process-table.ts';
import { isLeadingMaster } from '../../mesos/master/inspect.ts';
import type { MasterState } from '../../mesos/master/master-state.ts';
import type { AgentName, FrameworkName } from './mesos-views.ts';

export type LeadingMaster = { readonly process: Process; readonly master: MasterState };

/** Masters, running or not, by host. */
export function masterProcesses(simulator: Simulator): Process[] {
  const found = [...allProcesses(simulator.world)].filter((process) => process.spec.program === 'mesos-master');
  return found.sort((a, b) => (a.spec.id < b.spec.id ? -1 : 1));
}

export function runningMaster(process: Process): MasterState | null {
  return process.status === 'ended' ? null : (process.state as MasterState | null);
}

/** Two may believe to lead for some seconds: the one elected last counts. */
export function leadingMaster(simulator: Simulator): LeadingMaster | null {
  let leading: LeadingMaster | null = null;
  for (const process of masterProcesses(simulator)) {
    const master = runningMaster(process);
    if (master === null || !isLeadingMaster(master)) continue;
    if (leading === null || (master.electedAtSecs ?? 0) > (leading.master.electedAtSecs ?? 0))
      leading = { process, master };
  }
  return leading;
}

export function frameworkName(master: MasterState, id: string): FrameworkName {
  const frameworks: ReadonlyMap<string, { readonly info: { readonly name: string } }> = master.frameworks;
  const known = frameworks.get(id) ?? master.completedFrameworks.find((framework) => framework.id === id);
  return { id, name: known?.info.name ?? '' };
}

export function agentName(master: MasterState, id: string): AgentName {
  const agents: ReadonlyMap<string, { readonly info: { readonly hostname: string } }> = master.agents;
  return { id, host: agents.get(id)?.info.hostname ?? '' };
}
