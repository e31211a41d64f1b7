/**
 * Edits of the znode page, made by the operator's own ZooKeeper session: they travel, watches fire, and whoever asked
 * gets the server's answer. While the run stands still there is none to wait for: then the edit counts as sent.
 */
import type { ApiResult, ZnodeEdit } from '../api/contract.ts';
import type { Process } from '../kernel/world.ts';
import type { Simulator } from '../kernel/simulator.ts';
import { allProcesses } from '../kernel/process-table.ts';
import type { ZkCliState } from '../zookeeper/shell/program.ts';
import { parseAcl } from '../zookeeper/protocol/acl.ts';
import type { ImportPart } from '../zookeeper/subtree/import-plan.ts';
import { issueCommand } from './commands.ts';
import { importOf } from './zookeeper-queries.ts';
import { DONE, type Run, type Session, type WaitingEdit, refused } from './session.ts';

/** Virtual time after which an answer is not waited for any more: a session that cannot connect asks for ever. */
const PATIENCE_US = 60_000_000;

export function editZnode(session: Session, operation: ZnodeEdit, settle: (result: ApiResult<null>) => void): void {
  const { run } = session;
  const shell = run === null ? null : shellOf(run.history.simulator);
  if (run === null || shell === null) return settle(refused('NO_SHELL', 'this scenario has no ZooKeeper shell'));
  const operations = journalable(run.history.simulator, operation);
  if (!operations.ok) return settle(operations);
  const earlier = operations.value.slice(0, -1);
  const last = operations.value.at(-1);
  if (last === undefined) return settle(DONE);
  const outcomes: ApiResult<null>[] = [];
  for (const one of earlier) sendEdit(session, run, shell, one, (result) => outcomes.push(result));
  sendEdit(session, run, shell, last, (result) => settle(outcomes.find((outcome) => !outcome.ok) ?? result));
}

function sendEdit(
  session: Session,
  run: Run,
  shell: Process,
  operation: unknown,
  settle: (result: ApiResult<null>) => void,
): void {
  const number = nextNumber(session, shell);
  const result = issueCommand(session, { kind: 'tell', process: shell.spec.id, body: { kind: 'znode', operation } });
  if (!result.ok || !session.playing) return settle(result);
  const { nowUs } = run.history.simulator.world;
  session.waitingEdits.push({ number, entry: run.history.journalCursor, untilUs: nowUs + PATIENCE_US, settle });
}

function shellOf(simulator: Simulator): Process | null {
  for (const process of allProcesses(simulator.world)) if (process.spec.program === 'zkcli') return process;
  return null;
}

/** The shell counts the edits it has finished, from 0; those that wait for their turn come before the next. */
function nextNumber(session: Session, shell: Process): number {
  const edits = (shell.state as ZkCliState | null)?.edits;
  const ahead = edits === undefined ? 0 : edits.taken + edits.queue.length + (edits.running === null ? 0 : 1);
  return Math.max(ahead, (session.waitingEdits.at(-1)?.number ?? -1) + 1);
}

/** What the shell is told, one edit after the other: bytes as hexadecimal text, since a journal is JSON. */
function journalable(simulator: Simulator, operation: ZnodeEdit): ApiResult<readonly unknown[]> {
  switch (operation.op) {
    case 'import': {
      const { path, text, overwrite } = operation;
      const planned = importOf(simulator, { into: path, text, overwrite });
      if (!planned.ok) return planned;
      return {
        ok: true,
        value: planned.value.multis.map((parts) => ({ op: 'multi', path, parts: parts.map(partOf) })),
      };
    }
    case 'create':
    case 'setAcl': {
      if (operation.acl === undefined) return { ok: true, value: [withHex(operation)] };
      const parsed = parseAcl(operation.acl.join(','));
      if ('problem' in parsed) return refused('BAD_ACL', `${parsed.problem} does not have the form scheme:id:perms`);
      return { ok: true, value: [withHex({ ...operation, acl: parsed.acl })] };
    }
    default:
      return { ok: true, value: [withHex(operation)] };
  }
}

function partOf(part: ImportPart): unknown {
  if (part.op === 'set') return withHex(part);
  return withHex({ ...part, ephemeral: false, sequential: false });
}

function withHex(edit: object): object {
  if (!('data' in edit) || !(edit.data instanceof Uint8Array)) return edit;
  const hex = [...edit.data].map((byte) => byte.toString(16).padStart(2, '0'));
  return { ...edit, data: hex.join('') };
}

/** Gives answers that have arrived to those who wait for them. */
export function settleEdits(session: Session): void {
  if (session.run === null || session.waitingEdits.length === 0) return;
  const { simulator } = session.run.history;
  const state = shellOf(simulator)?.state as ZkCliState | null | undefined;
  session.waitingEdits = session.waitingEdits.filter((waiting) => {
    const result = resultOf(waiting, state ?? null, simulator.world.nowUs, session.playing);
    if (result !== null) waiting.settle(result);
    return result === null;
  });
}

function resultOf(
  waiting: WaitingEdit,
  state: ZkCliState | null,
  nowUs: number,
  playing: boolean,
): ApiResult<null> | null {
  const outcome = state?.edits.outcomes.find((one) => one.number === waiting.number);
  if (outcome !== undefined)
    return outcome.error === 0 ? DONE : refused(outcome.errorName, `${outcome.errorName} for ${outcome.path}`);
  if (nowUs >= waiting.untilUs) return refused('CONNECTIONLOSS', 'no server answered within a minute');
  return playing ? null : DONE;
}

/** The run went back before the edit. `all`: another run was opened. */
export function rewindEdits(session: Session, all: boolean): void {
  const applied = session.run?.history.journalCursor ?? 0;
  const undone = session.waitingEdits.filter((waiting) => all || waiting.entry > applied);
  session.waitingEdits = session.waitingEdits.filter((waiting) => !undone.includes(waiting));
  for (const waiting of undone) waiting.settle(refused('REWOUND', 'the run went back before this edit'));
}
