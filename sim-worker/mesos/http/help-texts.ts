/** What the endpoints of master and agent are for, in this project's words. Keys: actor without number, endpoint. */

export type HelpText = { readonly summary: string; readonly description?: string; readonly authenticated: boolean };

const LEADER_ONLY = 'Answered by the leading master; the others redirect to it (307) or know none (503).';

const open = (summary: string): HelpText => ({ summary, authenticated: false });
const realm = (summary: string, description?: string): HelpText =>
  description === undefined ? { summary, authenticated: true } : { summary, description, authenticated: true };
const leader = (summary: string, more = ''): HelpText => realm(summary, `${LEADER_ONLY}${more}`);

export const HELP_TEXTS: ReadonlyMap<string, HelpText> = new Map([
  ['files/browse', realm('Files and folders in a folder.', 'Query: path=VALUE.')],
  ['files/debug', realm('Virtual paths and the real ones behind them.')],
  ['files/download', realm('A whole file.', 'Query: path=VALUE.')],
  ['files/read', realm('A piece of a file.', 'Query: path=VALUE, offset=VALUE, length=VALUE.')],
  ['logging/toggle', realm('Changes the verbosity for a while.', 'Query: level=VALUE, duration=VALUE.')],
  ['master/api/v1', leader('Calls of operators.')],
  ['master/api/v1/scheduler', leader('Calls of schedulers.')],
  ['master/create-volumes', leader('Makes persistent volumes of reserved disk.', ' Body: slaveId=…&volumes=[…].')],
  ['master/destroy-volumes', leader('Destroys persistent volumes.', ' Body: slaveId=…&volumes=[…].')],
  ['master/flags', realm('Flags of the master.')],
  ['master/frameworks', leader('Frameworks, those that run and those that are gone.')],
  ['master/health', open('200 while the master is healthy.')],
  ['master/machine/down', leader('Takes draining machines down.')],
  ['master/machine/up', leader('Brings machines back that are down.')],
  ['master/maintenance/schedule', leader('The maintenance schedule: reads or replaces it.')],
  ['master/maintenance/status', leader('Machines that drain or are down.')],
  ['master/quota', leader('Guarantees of roles: reads, sets, removes them.')],
  ['master/redirect', open('Leads to the leading master.')],
  ['master/reserve', leader('Reserves resources of an agent.', ' Body: slaveId=…&resources=[…].')],
  ['master/roles', leader('Roles with weights and frameworks.')],
  ['master/slaves', leader('Registered agents.')],
  ['master/state', leader('All that the master knows.')],
  ['master/state-summary', leader('Agents and frameworks with counts of tasks.')],
  ['master/tasks', leader('Tasks by time.', ' Query: limit=VALUE, offset=VALUE, order=(asc|desc).')],
  ['master/teardown', leader('Ends a framework.', ' Body: frameworkId=VALUE.')],
  ['master/unreserve', leader('Gives reserved resources back.', ' Body: slaveId=…&resources=[…].')],
  ['master/weights', leader('Weights of roles: reads or changes them.')],
  ['metrics/snapshot', realm('Figures of the process.', 'Query: timeout=VALUE.')],
  ['profiler/start', realm('Starts the profiler.')],
  ['profiler/stop', realm('Stops the profiler.')],
  ['registrar/registry', realm('The registry.')],
  ['slave/api/v1', realm('Calls of operators.')],
  ['slave/api/v1/executor', open('Calls of executors.')],
  ['slave/containers', realm('Containers with status and use.')],
  ['slave/flags', realm('Flags of the agent.')],
  ['slave/health', open('200 while the agent is healthy.')],
  ['slave/monitor/statistics', realm('What each container uses.')],
  ['slave/state', realm('All that the agent knows.')],
  ['system/stats.json', open('Load and memory of the machine.')],
  ['system/stats', open('Load and memory of the machine.')],
  ['version/', open('Version and build.')],
]);
