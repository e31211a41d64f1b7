/** What masters, agents, schedulers and executors write to their logs, as glog texts of 1.0.1. Reference: sections 2 to 9 and 12. */
import { describe, expect, it } from 'vitest';
import { hostId, processId } from '../../../kernel/ids.ts';
import { readOnlyDisk } from '../../../kernel/disk.ts';
import { ownHost } from '../../../kernel/world.ts';
import { taskId } from '../../../mesos/ids.ts';
import { hostOfTask, withTask } from './case.ts';
import { agentProcess, AGENTS, type Bed, masterProcess, OPERATOR, startBed } from './mesos-bed.ts';

const SCHEDULER = processId(`test@${OPERATOR}`);
const ID = String.raw`[0-9a-f-]{36}`;
const FRAMEWORK = `${ID}-0000`;
const AGENT = String.raw`${ID}-S\d at slave\(1\)@\S+ \(\S+\)`;
const NAMED = String.raw`${FRAMEWORK} \(test\) at scheduler-${ID}@192\.168\.1\.10:\d+`;
const UPDATE = (state: string): string => String.raw`${state} \(UUID: ${ID}\) for task t1 of framework ${FRAMEWORK}`;
const DURATION = String.raw`[\d.]+(us|ms|secs)`;
const RESOURCES = String.raw`cpus\(\*\):0\.5; mem\(\*\):64`;

function rowsOf<Who extends string>(texts: Readonly<Record<Who, readonly string[]>>): [Who, string][] {
  return (Object.keys(texts) as Who[]).flatMap((who) => texts[who].map((text): [Who, string] => [who, text]));
}

function sandbox(bed: Bed, host: string, id: string): readonly string[] {
  const disk = readOnlyDisk(() => ownHost(bed.simulator.world, hostId(host)));
  const framework = String(bed.framework().frameworkId);
  const agent = [...bed.leader().state.agents.values()].find((one) => one.info.hostname === host)?.id ?? '';
  const runs = `/data/mesos/slaves/${agent}/frameworks/${framework}/executors/${id}/runs`;
  const run = disk.list(runs).find((name) => name !== 'latest') ?? '';
  const file = disk.read(`${runs}/${run}/stdout`);
  return file?.kind === 'text' ? file.text.split('\n') : [];
}

function expectLine(log: readonly string[] | undefined, pattern: string): void {
  const holds = new RegExp(`^${pattern}$`);
  expect((log ?? []).some((line) => holds.test(line))).toBe(true);
}

describe('the life of a cluster, of a task and of a leader', () => {
  const bed = startBed();
  withTask(bed);
  const first = bed.leader().host;
  const host = hostOfTask(bed, 't1');
  bed.tell({ order: 'call', call: { call: 'killTask', taskId: taskId('t1') } });
  bed.run(33);
  for (const call of ['suppressOffers', 'reviveOffers'] as const) bed.tell({ order: 'call', call: { call } });
  bed.tell({ order: 'call', call: { call: 'reconcileTasks', statuses: [] } });
  bed.launch(['t2']);
  bed.run(45);
  const executor = sandbox(bed, host, 't1');
  const scheduler = bed.logOf(SCHEDULER);
  bed.command({ kind: 'stopProcess', process: SCHEDULER });
  bed.run(50);
  const leader = bed.logOf(masterProcess(first));
  bed.command({ kind: 'stopProcess', process: masterProcess(first) });
  bed.run(75);
  const logs = { leader, scheduler, executor, heir: bed.logOf(bed.leaderProcess()) };
  const agents = AGENTS.flatMap((one) => bed.logOf(agentProcess(one)));
  const written = { ...logs, agents };

  const ROWS = {
    leader: [
      'Build: .* by .*',
      'Version: 1\\.0\\.1',
      'Git tag: 1\\.0\\.1',
      'Git SHA: 3611eb0b7eea8d144e9b2e840e0ba16f2f659ee3',
      "Using 'HierarchicalDRF' allocator",
      `Opened db in ${DURATION}`,
      `Compacted db in ${DURATION}`,
      `Created db iterator in ${DURATION}`,
      `Seeked to beginning of db in ${DURATION}`,
      `Iterated through \\d+ keys in the db in ${DURATION}`,
      'Replica recovered with log positions \\d+ -> \\d+ with \\d+ holes and \\d+ unlearned',
      `Master ${ID} \\(\\S+\\) started on \\S+:5050`,
      'Flags at startup: .*--quorum="2".*',
      'Master allowing unauthenticated frameworks to register',
      'Master allowing unauthenticated agents to register',
      "Using default 'crammd5' authenticator",
      'Group process \\(group\\(\\d\\)@\\S+:5050\\) connected to ZooKeeper',
      'Joining the ZK group',
      "New candidate \\(id='\\d+'\\) has entered the contest for leadership",
      "Detected a new leader: \\(id='\\d+'\\)",
      `The newly elected leader is master@\\S+:5050 with id ${ID}`,
      'Elected as the leading master!',
      'Recovering from registrar',
      'Starting replica recovery',
      'Replica is in (EMPTY|STARTING) status',
      'Received a recover response from a replica in (EMPTY|STARTING) status',
      'ZooKeeper group memberships changed',
      "Trying to get '/mesos/log_replicas/\\d{10}' in ZooKeeper",
      'ZooKeeper group PIDs: \\{ log-replica\\(1\\)@\\S+, log-replica\\(1\\)@\\S+, log-replica\\(1\\)@\\S+ \\}',
      'Replica received implicit promise request from \\S+ with proposal 1',
      'Persisted promised to 1',
      'Coordinator attempting to fill missing positions',
      'Writer started with ending position \\d+',
      'Recovering registrar',
      `Successfully fetched the registry \\(0B\\) in ${DURATION}`,
      `Applied 1 operations in ${DURATION}; attempting to update the 'registry'`,
      'Attempting to append \\d+ bytes to the log',
      'Coordinator attempting to write APPEND action at position \\d+',
      'Replica received write request for position \\d+ from \\S+',
      `Persisting action \\(\\d+ bytes\\) to leveldb took ${DURATION}`,
      'Persisted action at \\d+',
      'Replica received learned notice for position \\d+ from \\S+',
      'Replica learned APPEND action at position \\d+',
      `Successfully updated the 'registry' in ${DURATION}`,
      'Attempting to truncate the log to \\d+',
      'Successfully recovered registrar',
      'Recovered 0 agents from the Registry \\(\\d+B\\) ; allowing 10mins for agents to re-register',
      `Registering agent at slave\\(1\\)@\\S+ \\(\\S+\\) with id ${ID}-S0`,
      `Registered agent ${AGENT} with cpus.*`,
      `Added agent ${ID}-S0 \\(\\S+\\) with cpus.* \\(allocated: .*\\)`,
      `Received SUBSCRIBE call for framework 'test' at scheduler-${ID}@\\S+`,
      'Subscribing framework test with checkpointing enabled and capabilities \\[ *\\]',
      `Added framework ${FRAMEWORK}`,
      `Sending \\d offers to framework ${NAMED}`,
      `Processing ACCEPT call for offers: \\[ ${ID}-O\\d+ \\] on agent ${AGENT} for framework ${NAMED}`,
      `Adding task t1 with resources ${RESOURCES} on agent ${ID}-S\\d \\(\\S+\\)`,
      `Launching task t1 of framework ${NAMED} with resources ${RESOURCES} on agent ${AGENT}`,
      `Processing DECLINE call for offers: \\[ ${ID}-O\\d+ \\] for framework ${NAMED}`,
      `Status update ${UPDATE('TASK_RUNNING')} from agent ${AGENT}`,
      `Forwarding status update ${UPDATE('TASK_RUNNING')}`,
      `Updating the state of task t1 of framework ${FRAMEWORK} \\(latest state: TASK_KILLED, status update state: TASK_KILLED\\)`,
      `Processing ACKNOWLEDGE call ${ID} for task t1 of framework ${NAMED} on agent ${ID}-S\\d`,
      `Telling agent ${AGENT} to kill task t1 of framework ${NAMED}`,
      `Removing task t1 with resources ${RESOURCES} of framework ${FRAMEWORK} on agent ${AGENT}`,
      `Suppressed offers for framework ${FRAMEWORK}`,
      `Removed offer filters for framework ${FRAMEWORK}`,
      `Performing implicit task state reconciliation for framework ${NAMED}`,
      `Giving framework ${NAMED} 1weeks to failover`,
      `Deactivated framework ${FRAMEWORK}`,
    ],
    heir: [
      `Re-registered agent ${AGENT} with cpus.*`,
      `Possibly orphaned task t2 of framework ${FRAMEWORK} running on agent ${AGENT}`,
      `Possibly orphaned completed task t1 of framework ${FRAMEWORK} that ran on agent ${AGENT}`,
    ],
    scheduler: [
      'Version: 1\\.0\\.1',
      'New master detected at master@\\S+:5050',
      'No credentials provided\\. Attempting to register without authentication',
      `Framework registered with ${FRAMEWORK}`,
    ],
    agents: [
      'Agent started on 1\\)@\\S+:5051',
      'Flags at startup: .*',
      'Agent resources: cpus\\(\\*\\):4; mem\\(\\*\\):\\d+; disk\\(\\*\\):\\d+; ports\\(\\*\\):\\[31000-32000\\]',
      'Agent attributes: \\[ .*\\]',
      'Agent hostname: \\S+',
      "Recovering state from '/data/mesos/meta'",
      'Finished recovery',
      'New master detected at master@\\S+:5050',
      'No credentials provided\\. Attempting to register without authentication',
      'Detecting new master',
      `Registered with master master@\\S+:5050; given agent ID ${ID}-S0`,
      `Got assigned task t1 for framework ${FRAMEWORK}`,
      `Launching task t1 for framework ${FRAMEWORK}`,
      `Launching executor t1 of framework ${FRAMEWORK} with resources cpus\\(\\*\\):0\\.1; mem\\(\\*\\):32 in work directory '/data/mesos/slaves/.*'`,
      `Queuing task 't1' for executor 't1' of framework ${FRAMEWORK}`,
      `Got registration for executor 't1' of framework ${FRAMEWORK} from executor\\(1\\)@\\S+`,
      `Sending queued task 't1' to executor 't1' of framework ${FRAMEWORK} at executor\\(1\\)@\\S+`,
      `Handling status update ${UPDATE('TASK_RUNNING')} from executor\\(1\\)@\\S+`,
      `Received status update ${UPDATE('TASK_RUNNING')}`,
      `Checkpointing UPDATE for status update ${UPDATE('TASK_RUNNING')}`,
      `Forwarding the update ${UPDATE('TASK_RUNNING')} to master@\\S+:5050`,
      `Received status update acknowledgement \\(UUID: ${ID}\\) for task t1 of framework ${FRAMEWORK}`,
      `Checkpointing ACK for status update ${UPDATE('TASK_RUNNING')}`,
      `Asked to kill task t1 of framework ${FRAMEWORK}`,
      `Executor 't1' of framework ${FRAMEWORK} exited with status 0`,
      `Cleaning up executor 't1' of framework ${FRAMEWORK}.*`,
      'master@\\S+:5050 exited',
      'Master disconnected! Waiting for a new master to be elected',
      'Pausing sending status updates',
      'Resuming sending status updates',
      'Updated checkpointed resources from .* to .*',
    ],
    executor: [
      'Received SUBSCRIBED event',
      'Subscribed executor on \\S+',
      'Received LAUNCH event',
      'Starting task t1',
      "sh -c 'sleep 100000'",
      'Forked command at \\d+',
      'Received KILL event',
      'Sending SIGTERM to process tree at pid \\d+',
      'Command terminated with signal Terminated \\(pid: \\d+\\)',
    ],
  } as const;

  it.each(rowsOf(ROWS))('%s: %s', (who, text) => expectLine(written[who], text));
});

describe('an agent that returns from the same address without its folders, and a framework that ends', () => {
  const bed = startBed();
  withTask(bed);
  const host = hostOfTask(bed, 't1');
  bed.command({ kind: 'stopProcess', process: agentProcess(host) });
  bed.run(32);
  bed.command({ kind: 'wipeFolder', host: hostId(host), folder: '/data/mesos', process: null });
  bed.command({ kind: 'startProcess', process: agentProcess(host) });
  bed.run(45);
  bed.launch(['t2']);
  bed.run(50);
  bed.tell({ order: 'stop', failover: false });
  bed.run(60);
  const agents = AGENTS.flatMap((one) => bed.logOf(agentProcess(one)));
  const written = { leader: bed.logOf(bed.leaderProcess()), scheduler: bed.logOf(SCHEDULER), agents };
  const ROWS = {
    leader: [
      `Agent ${AGENT} disconnected`,
      `Disconnecting agent ${AGENT}`,
      `Deactivating agent ${AGENT}`,
      `Agent ${ID}-S\\d deactivated`,
      `Removing old disconnected agent ${AGENT} because a registration attempt occurred`,
      `Removing agent ${AGENT}: a new agent registered at the same address`,
      `Removed agent ${ID}-S\\d \\(\\S+\\): a new agent registered at the same address`,
      `Removed agent ${ID}-S\\d`,
      `Sending status update TASK_LOST for task t1 of framework ${FRAMEWORK} .*`,
      `Notifying framework ${NAMED} of lost agent ${ID}-S\\d \\(\\S+\\) after recovering`,
      `Removing framework ${NAMED}`,
      `Removed framework ${FRAMEWORK}`,
    ],
    scheduler: [`Stopping framework '${FRAMEWORK}'`],
    agents: [`Asked to shut down framework ${FRAMEWORK} by master@\\S+:5050`],
  } as const;

  it.each(rowsOf(ROWS))('%s: %s', (who, text) => expectLine(written[who], text));
});
