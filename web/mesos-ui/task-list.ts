/**
 * The tasks of `/master/state` as a page keeps them: their text, in chunks, and where each begins. Of 100,000 tasks only a
 * few are ever shown; those are parsed then. A chunk whose text is the same in the next state stays, with all that was
 * made of it.
 */
import { scanFields, valuesText } from '../browser/documents/json-scan.ts';
import { isTerminal, taskRow, type TaskRow } from './task-row.ts';
import type { TaskJson } from './mesos-json.ts';

export type TaskChunk = {
  /** Tasks as the server wrote them, with commas between. */
  readonly text: string;
  /** Position of each in the text, and where one more would begin. */
  readonly starts: Int32Array;
  /** Seconds of the first status; NaN: none, or one that ends the task. */
  readonly started: Float64Array;
  /** What a filter looks through, once it is made. */
  search: SearchText | null;
};

/** All values in lower case, a task after another; `starts` as in a chunk. */
type SearchText = { readonly text: string; readonly starts: Int32Array };

export type TaskList = { readonly chunks: readonly TaskChunk[]; readonly length: number };

/** Tasks in one chunk: as many as the server writes in one piece. */
const CHUNK_TASKS = 256;
/** Chunks of the document before that are looked at for one that stayed. */
const LOOK_AHEAD = 3;

const COMMA = 44;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;

/**
 * Reads the tasks of a list, as many as one chunk holds or as the text has whole ones. Gives the position after the last
 * one taken, -1 where the text ends within the first.
 */
export function taskScanner(
  before: readonly TaskChunk[],
  take: (chunk: TaskChunk) => void,
): (text: string, start: number) => number {
  let next = 0;
  return (text, start) => {
    for (let index = next; index < next + LOOK_AHEAD; index += 1) {
      const known = before[index];
      if (known === undefined || !isSame(known, text, start)) continue;
      next = index + 1;
      take(known);
      return start + known.text.length;
    }
    const chunk = newChunk(text, start);
    if (chunk === null) return -1;
    next += 1;
    take(chunk);
    return start + chunk.text.length;
  };
}

/** The same tasks, and the text says that the last one ends there. */
function isSame(known: TaskChunk, text: string, start: number): boolean {
  if (!text.startsWith(known.text, start)) return false;
  const end = start + known.text.length;
  return end === text.length || text.charCodeAt(end) === COMMA || text.charCodeAt(end) === CLOSE_BRACKET;
}

function newChunk(text: string, start: number): TaskChunk | null {
  const starts: number[] = [];
  const started: number[] = [];
  let end = -1;
  for (let at = start; starts.length < CHUNK_TASKS; at = end + 1) {
    let startedS = NaN;
    const after = scanFields(text, at, (from, to, valueStart, valueStop) => {
      if (to - from === STATUSES.length && text.startsWith(STATUSES, from))
        startedS = startOf(text, valueStart, valueStop);
    });
    if (after === -1) break;
    starts.push(at - start);
    started.push(startedS);
    end = after;
    if (text.charCodeAt(end) !== COMMA || text.charCodeAt(end + 1) !== OPEN_BRACE) break;
  }
  if (starts.length === 0) return null;
  starts.push(end - start + 1);
  return {
    text: text.slice(start, end),
    starts: Int32Array.from(starts),
    started: Float64Array.from(started),
    search: null,
  };
}

const STATUSES = 'statuses';
const STATUS_MARK = '[{"state":"';
const TIMESTAMP_MARK = ',"timestamp":';

/** Of the array of statuses between the two positions. */
function startOf(text: string, start: number, stop: number): number {
  if (text.startsWith(STATUS_MARK, start)) {
    const stateEnd = text.indexOf('"', start + STATUS_MARK.length);
    if (text.startsWith(TIMESTAMP_MARK, stateEnd + 1)) {
      if (isTerminal(text.slice(start + STATUS_MARK.length, stateEnd))) return NaN;
      const number = stateEnd + 1 + TIMESTAMP_MARK.length;
      return parseFloat(text.slice(number, number + 24));
    }
  }
  const statuses = JSON.parse(text.slice(start, stop)) as TaskJson['statuses'];
  const first = statuses?.[0];
  return first === undefined || isTerminal(first.state) ? NaN : first.timestamp;
}

export function listOf(chunks: readonly TaskChunk[]): TaskList {
  return { chunks, length: chunks.reduce((sum, chunk) => sum + chunk.started.length, 0) };
}

export const noTasks: TaskList = listOf([]);

function jsonAt(chunk: TaskChunk, index: number): string {
  return chunk.text.slice(chunk.starts[index], (chunk.starts[index + 1] ?? 0) - 1);
}

/** Calls with each task's text and number, from the first to the last. */
export function eachTask(list: TaskList, act: (json: string, index: number) => void): void {
  let first = 0;
  for (const chunk of list.chunks) {
    const count = chunk.started.length;
    for (let index = 0; index < count; index += 1) act(jsonAt(chunk, index), first + index);
    first += count;
  }
}

/** The chunk that holds the task with this number, and its number in it. */
function placeOf(list: TaskList, index: number): { readonly chunk: TaskChunk; readonly at: number } {
  let at = index;
  for (const chunk of list.chunks) {
    if (at < chunk.started.length) return { chunk, at };
    at -= chunk.started.length;
  }
  throw new RangeError(`no task ${String(index)} in a list of ${String(list.length)}`);
}

/** Rows of the tasks with these numbers, in their order. */
export function rowsAt(list: TaskList, indices: readonly number[]): readonly TaskRow[] {
  return indices.map((index) => {
    const { chunk, at } = placeOf(list, index);
    return taskRow(JSON.parse(jsonAt(chunk, at)) as TaskJson);
  });
}

/** Whether one of the task's values has the wanted text, in small letters. */
export function hasTextAt(list: TaskList, index: number, wanted: string): boolean {
  const { chunk, at } = placeOf(list, index);
  const { text, starts } = searchTextOf(chunk);
  return text.slice(starts[at], starts[at + 1]).includes(wanted);
}

export function searchTextOf(chunk: TaskChunk): SearchText {
  if (chunk.search !== null) return chunk.search;
  const count = chunk.started.length;
  const starts = new Int32Array(count + 1);
  const texts: string[] = [];
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    const text = valuesText(jsonAt(chunk, index));
    texts.push(text);
    starts[index] = length;
    length += text.length;
  }
  starts[count] = length;
  chunk.search = { text: texts.join(''), starts };
  return chunk.search;
}

/** 1 for each task with the wanted text in one of its values; for the others where `negated`. */
export function matchesOf(list: TaskList, wanted: string, negated: boolean): Uint8Array {
  const found = new Uint8Array(list.length).fill(negated ? 1 : 0);
  let first = 0;
  for (const chunk of list.chunks) {
    const { text, starts } = searchTextOf(chunk);
    let index = 0;
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, starts[index])) {
      while ((starts[index + 1] ?? Infinity) <= at) index += 1;
      found[first + index] = negated ? 0 : 1;
      index += 1;
      if (index >= chunk.started.length) break;
    }
    first += chunk.started.length;
  }
  return found;
}
