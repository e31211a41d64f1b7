/**
 * Joins one terminal of the run with one xterm: lines that were printed go to the screen, keys are edited into lines here
 * and sent as commands. Going back in time takes lines away again: then the screen is written anew.
 */
import type { IDisposable, Terminal } from '@xterm/xterm';
import type { TerminalInput, TerminalView } from '../../sim-worker/api.ts';
import type { Simulation } from '../console/simulation-context.ts';
import {
  EMPTY_LINE,
  type EditedLine,
  type Typed,
  completeWord,
  editLine,
  insertText,
  readKeys,
} from './line-editor.ts';
import { STYLE, columnsOf, drawInput, eraseInput, rowsOf, styled, visible } from './screen-text.ts';

export type SessionState = {
  readonly view: TerminalView | null;
  /** Inputs sent that the run has not taken up: it stands still, or something else runs first. */
  readonly pending: number;
};

type Options = {
  readonly id: string;
  readonly screen: Terminal;
  readonly simulation: Simulation;
  /** Shown in a terminal in which nothing was printed yet. */
  readonly welcome: readonly string[];
  readonly onState: (state: SessionState) => void;
  readonly onRefused: (message: string) => void;
};

/** `text` is null for what is not a line. */
type Sent = { readonly text: string | null; readonly number: number };

export type TerminalSession = Options & {
  view: TerminalView | null;
  /** Printed lines that are on the screen, counted from all that was ever printed. */
  shown: number;
  line: EditedLine;
  /** Rows from the first row of the input to the cursor. */
  cursorRow: number;
  /** The input as it is on the screen. */
  drawn: string;
  pending: readonly Sent[];
  /** Typed while Tab waits for its candidates; null: it does not. */
  held: Typed[] | null;
  asking: boolean;
  askAgain: boolean;
  closed: boolean;
  /** Grows when the run went to another time: older answers are of another past. */
  generation: number;
  listeners: readonly IDisposable[];
};

export function openSession(options: Options): TerminalSession {
  const session: TerminalSession = {
    ...options,
    view: null,
    shown: 0,
    line: EMPTY_LINE,
    cursorRow: 0,
    drawn: '',
    pending: [],
    held: null,
    asking: false,
    askAgain: false,
    closed: false,
    generation: 0,
    listeners: [],
  };
  session.listeners = [
    options.screen.onData((data) => {
      if (session.view !== null) for (const typed of readKeys(data)) onTyped(session, typed);
    }),
    options.screen.onResize(() => {
      session.drawn = '';
      draw(session, '');
    }),
  ];
  void refresh(session);
  return session;
}

export function closeSession(session: TerminalSession): void {
  session.closed = true;
  for (const listener of session.listeners) listener.dispose();
}

/** The run went to another time: all that is shown may be different. */
export function forget(session: TerminalSession): void {
  session.generation += 1;
  session.shown = 0;
  session.pending = [];
  clearScreen(session);
  void refresh(session);
}

/** Types a whole line, as a button does. */
export function typeLine(session: TerminalSession, text: string): void {
  session.line = { ...EMPTY_LINE, text, cursor: text.length };
  enter(session);
}

/** Asks for what was printed since. */
export async function refresh(session: TerminalSession): Promise<void> {
  if (session.asking) {
    session.askAgain = true;
    return;
  }
  session.asking = true;
  const { generation } = session;
  const answer = await session.simulation.api.terminal(session.id, session.shown);
  session.asking = false;
  if (session.closed) return;
  if (generation !== session.generation) session.askAgain = true;
  else if (answer !== null) take(session, answer);
  else if (session.view !== null) {
    session.view = null;
    tell(session);
  }
  if (!session.askAgain) return;
  session.askAgain = false;
  void refresh(session);
}

function take(session: TerminalSession, answer: TerminalView): void {
  if (answer.from > session.shown || answer.total < session.shown) clearScreen(session);
  session.view = answer;
  session.pending = session.pending.filter((sent) => sent.number > answer.taken);
  session.shown = answer.from + answer.lines.length;
  if (session.shown < answer.total) session.askAgain = true;
  draw(session, welcomeOf(session, answer) + answer.lines.map((text) => `${styled(text)}\r\n`).join(''));
  tell(session);
}

/** On the empty screen of a terminal that nobody has used. */
function welcomeOf({ drawn, welcome }: TerminalSession, answer: TerminalView): string {
  if (drawn !== '' || answer.total > 0 || answer.taken > 0) return '';
  return welcome.map((text) => `${STYLE.pending}${visible(text)}${STYLE.plain}\r\n`).join('');
}

function tell({ view, pending, onState }: TerminalSession): void {
  onState({ view, pending: pending.length });
}

function clearScreen(session: TerminalSession): void {
  session.screen.reset();
  session.cursorRow = 0;
  session.drawn = '';
}

function promptOf(session: TerminalSession): string {
  return session.view?.prompt ?? '';
}

/** Writes lines that stay, and below them what waits and what is being typed. */
function draw(session: TerminalSession, above: string): void {
  const prompt = promptOf(session);
  const { line, pending, screen } = session;
  const waiting = pending.flatMap(({ text }) => (text === null ? [] : [visible(prompt + text)]));
  const own = drawInput({ prompt, text: line.text, cursor: line.cursor }, screen.cols);
  const next = waiting.map((text) => `${STYLE.pending}${text}${STYLE.plain}\r\n`).join('') + own.output;
  if (above === '' && next === session.drawn) return;
  const erase = eraseInput(session.cursorRow);
  session.cursorRow = own.cursorRow + waiting.reduce((rows, text) => rows + rowsOf(text, screen.cols), 0);
  session.drawn = next;
  screen.write(erase + above + next);
}

async function send(session: TerminalSession, input: TerminalInput): Promise<void> {
  if (session.view === null) return;
  const number = Math.max(session.view.taken, session.pending.at(-1)?.number ?? 0) + 1;
  session.pending = [...session.pending, { number, text: input.kind === 'line' ? input.text : null }];
  draw(session, '');
  tell(session);
  const result = await session.simulation.api.command({ kind: 'terminal', terminal: session.id, input });
  if (session.closed) return;
  if (!result.ok) {
    session.pending = session.pending.filter((sent) => sent.number !== number);
    session.onRefused(result.error.message);
    draw(session, '');
  }
  void refresh(session);
}

function onTyped(session: TerminalSession, typed: Typed): void {
  if (session.held !== null) {
    session.held.push(typed);
    return;
  }
  switch (typed.kind) {
    case 'text':
      session.line = insertText(session.line, typed.text);
      return draw(session, '');
    case 'edit':
      session.line = editLine(session.line, typed.key, session.view?.history ?? []);
      return draw(session, '');
    case 'enter':
      return enter(session);
    case 'tab':
      return void complete(session);
    case 'interrupt':
      return interrupt(session);
    case 'endOfFile':
      if (session.line.text === '' && session.view?.program !== 'shell') void send(session, { kind: 'endOfFile' });
      return;
    case 'clearScreen':
      clearScreen(session);
      return draw(session, '');
  }
}

function enter(session: TerminalSession): void {
  const { text } = session.line;
  session.line = EMPTY_LINE;
  void send(session, { kind: 'line', text });
}

/** At the own prompt Ctrl-C only drops the line; what runs in the foreground it ends. */
function interrupt(session: TerminalSession): void {
  const given = `${styled(promptOf(session) + session.line.text)}^C\r\n`;
  session.line = EMPTY_LINE;
  if (session.view?.program === 'shell') draw(session, given);
  else void send(session, { kind: 'interrupt' });
}

async function complete(session: TerminalSession): Promise<void> {
  const before = session.line;
  session.held = [];
  const candidates = await session.simulation.api.completeTerminal(session.id, before.text.slice(0, before.cursor));
  if (session.closed) return;
  const { line, choices } = completeWord(before, candidates);
  session.line = line;
  const rows = columnsOf(choices, session.screen.cols).map((row) => `${visible(row)}\r\n`);
  draw(session, rows.length === 0 ? '' : `${styled(promptOf(session) + before.text)}\r\n${rows.join('')}`);
  const held = session.held;
  session.held = null;
  for (const typed of held) onTyped(session, typed);
}
