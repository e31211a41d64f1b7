/** What a person does, made into kernel commands: checked, resolved to folders and cuts, issued and journaled. */
import type { ApiResult, PageCommand } from '../api/contract.ts';
import { storeOf } from '../cluster/views/stores.ts';
import type { Command } from '../kernel/command.ts';
import { issue } from '../kernel/history.ts';
import { type HostId, type ProcessId, hostId, processId } from '../kernel/ids.ts';
import type { World } from '../kernel/world.ts';
import { findProcess, allProcesses } from '../kernel/process-table.ts';
import { checkCommand } from './journal-check.ts';
import { DONE, NO_RUN, type Session, refused } from './session.ts';

export type DirectCommand = Exclude<PageCommand, { readonly kind: 'znode' }>;

type ProcessAction = Exclude<
  Extract<PageCommand, { readonly process: string }>,
  { readonly kind: 'tellClients' | 'behave' | 'setArguments' }
>;

/** Applies a command now. A run that went back gets a new future from here. */
export function issueCommand(session: Session, command: Command): ApiResult<null> {
  const { run } = session;
  if (run === null) return { ok: false, error: NO_RUN };
  if (session.failure !== null) return refused('FAILED', 'the run stopped on a failed assertion: go back before it');
  if (session.job !== null) return refused('BUSY', 'the run is on its way to another time');
  const checked = checkCommand(command);
  if (checked !== null) return refused('BAD_COMMAND', checked);
  const result = issue(run.history, command);
  if (!result.ok) return result;
  run.horizonUs = run.history.simulator.world.nowUs;
  return DONE;
}

/** All commands but znode edits, which are answered by a server (znode-edits.ts). */
export function performCommand(session: Session, command: DirectCommand): ApiResult<null> {
  if (session.run === null) return { ok: false, error: NO_RUN };
  const { world } = session.run.history.simulator;
  switch (command.kind) {
    case 'powerOff':
      return issueCommand(session, { kind: 'powerOffHost', host: hostId(command.host) });
    case 'powerOn':
      return issueCommand(session, { kind: 'powerOnHost', host: hostId(command.host) });
    case 'partition':
    case 'heal':
      return issueCommand(session, { ...command, from: command.from.map(hostId), to: command.to.map(hostId) });
    case 'healAll':
      return healAll(session, world);
    case 'wipeStores':
      return wipeStores(session, world, command.processes.map(processId), command.startAgain);
    case 'terminal':
      return typeInTerminal(session, world, command);
    case 'setClock':
    case 'setDisk':
      return issueCommand(session, { ...command, host: hostId(command.host) });
    case 'setArguments':
      return issueCommand(session, { ...command, process: processId(command.process) });
    case 'writeFile':
      return issueCommand(session, { ...command, host: hostId(command.host) });
    case 'tellClients': {
      const body = { kind: 'settings', settings: command.settings };
      return issueCommand(session, { kind: 'tell', process: processId(command.process), body });
    }
    case 'behave': {
      const body = { kind: 'behaviour', behaviour: command.behaviour };
      return issueCommand(session, { kind: 'tell', process: processId(command.process), body });
    }
    default:
      return actOnProcess(session, world, command);
  }
}

function typeInTerminal(
  session: Session,
  world: World,
  command: Extract<DirectCommand, { readonly kind: 'terminal' }>,
): ApiResult<null> {
  for (const process of allProcesses(world))
    if (process.spec.program === 'zkcli')
      return issueCommand(session, { kind: 'tell', process: process.spec.id, body: command });
  return refused('NO_SHELL', 'this scenario has no ZooKeeper shell');
}

function actOnProcess(session: Session, world: World, command: ProcessAction): ApiResult<null> {
  const process = processId(command.process);
  switch (command.kind) {
    case 'start':
      return issueCommand(session, { kind: 'startProcess', process });
    case 'stop':
      session.restarting.delete(process);
      return issueCommand(session, { kind: 'stopProcess', process });
    case 'kill':
      return issueCommand(session, { kind: 'killProcess', process });
    case 'pause':
      return issueCommand(session, { kind: 'pauseProcess', process });
    case 'resume':
      return issueCommand(session, { kind: 'resumeProcess', process });
    case 'restart':
      return restart(session, process);
    case 'wipe':
      return wipe(session, world, process);
    default:
      return refused('BAD_COMMAND', 'unknown command');
  }
}

/** Stops it; it is started as soon as it has ended. */
function restart(session: Session, process: ProcessId): ApiResult<null> {
  const result = issueCommand(session, { kind: 'stopProcess', process });
  if (!result.ok) return result;
  session.restarting.add(process);
  continueRestarts(session);
  return DONE;
}

/** Starts what has ended since; called between slices. */
export function continueRestarts(session: Session): void {
  if (session.run === null || session.job !== null) return;
  const { world } = session.run.history.simulator;
  continueWipes(session, world);
  for (const id of [...session.restarting]) {
    const process = findProcess(world, id);
    if (process !== undefined && process.status !== 'ended') continue;
    session.restarting.delete(id);
    if (process !== undefined) issueCommand(session, { kind: 'startProcess', process: id });
  }
}

function wipe(session: Session, world: World, id: ProcessId): ApiResult<null> {
  const process = findProcess(world, id);
  if (process === undefined) return refused('UNKNOWN_PROCESS', `no process ${id}`);
  const folder = storeOf(process);
  if (folder === null) return refused('NO_STORE', `${id} stores nothing on its host`);
  return issueCommand(session, { kind: 'wipeFolder', host: process.spec.host, folder, process: id });
}

/** Refused as a whole when one of them stores nothing: half a wipe is another experiment. */
function wipeStores(
  session: Session,
  world: World,
  processes: readonly ProcessId[],
  startAgain: boolean,
): ApiResult<null> {
  for (const id of processes) {
    const process = findProcess(world, id);
    if (process === undefined) return refused('UNKNOWN_PROCESS', `no process ${id}`);
    if (storeOf(process) === null) return refused('NO_STORE', `${id} stores nothing on its host`);
  }
  for (const id of processes) {
    session.restarting.delete(id);
    if (findProcess(world, id)?.status === 'ended' && findProcess(world, id)?.restartAtUs === null) continue;
    const stopped = issueCommand(session, { kind: 'stopProcess', process: id });
    if (!stopped.ok) return stopped;
  }
  session.wipes = [...session.wipes, { processes, startAgain }];
  continueWipes(session, world);
  return DONE;
}

function continueWipes(session: Session, world: World): void {
  for (const wiping of session.wipes) {
    if (wiping.processes.some((id) => findProcess(world, id)?.status !== 'ended')) continue;
    session.wipes = session.wipes.filter((other) => other !== wiping);
    for (const id of wiping.processes) wipe(session, world, id);
    if (!wiping.startAgain) continue;
    for (const id of wiping.processes) issueCommand(session, { kind: 'startProcess', process: id });
  }
}

function healAll(session: Session, world: World): ApiResult<null> {
  const cut = new Set<HostId>();
  for (const link of world.links) if (link.blocked) cut.add(link.from).add(link.to);
  if (cut.size === 0) return DONE;
  return issueCommand(session, { kind: 'heal', from: [...cut], to: [...cut] });
}
