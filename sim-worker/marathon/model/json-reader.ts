/**
 * Reads JSON by field and collects every problem with its path, in the shape of Play's validation.
 * Source: Play JSON 2.4 (Reads, JsPath) as used by Marathon 1.1.1, api/v2/json/Formats.scala.
 */
export type JsonProblem = {
  readonly path: string;
  readonly errors: readonly string[];
  /** Text of an IllegalArgumentException that ended the reading: the request is answered with 422 and this text alone. */
  readonly thrown?: string;
};

export type JsonObject = {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly problems: JsonProblem[];
};

export type ReadItem<T> = (value: unknown, path: string, problems: JsonProblem[]) => T | null;

export type StringPairs = readonly (readonly [string, string])[];

export function complain(problems: JsonProblem[], path: string, error: string): null {
  problems.push({ path, errors: [error] });
  return null;
}

/** What the original's constructors throw while reading. */
export function complainThrown(problems: JsonProblem[], message: string): null {
  problems.push({ path: '', errors: [message], thrown: message });
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields of a value. One that is no object has none: Play's readers of single fields do not tell the difference. */
export function readObject(value: unknown, path: string, problems: JsonProblem[]): JsonObject {
  return { fields: isObject(value) ? value : {}, path, problems };
}

/** The field's value; undefined when it is absent or null, which mean the same here. */
export function fieldOf(object: JsonObject, name: string): unknown {
  const value = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined;
  return value === null ? undefined : value;
}

export function hasField(object: JsonObject, name: string): boolean {
  return fieldOf(object, name) !== undefined;
}

export function complainAt(object: JsonObject, name: string, error: string): null {
  return complain(object.problems, `${object.path}/${name}`, error);
}

export const readString: ReadItem<string> = (value, path, problems) =>
  typeof value === 'string' ? value : complain(problems, path, 'error.expected.jsstring');

export const readNumber: ReadItem<number> = (value, path, problems) =>
  typeof value === 'number' ? value : complain(problems, path, 'error.expected.jsnumber');

export const readInteger: ReadItem<number> = (value, path, problems) => {
  if (typeof value !== 'number') return complain(problems, path, 'error.expected.jsnumber');
  return Number.isInteger(value) && Math.abs(value) <= 0x7fff_ffff
    ? value
    : complain(problems, path, 'error.expected.int');
};

/** A Long: 64 bits. */
export const readLong: ReadItem<number> = (value, path, problems) => {
  if (typeof value !== 'number') return complain(problems, path, 'error.expected.jsnumber');
  return Number.isInteger(value) ? value : complain(problems, path, 'error.expected.long');
};

export const readBoolean: ReadItem<boolean> = (value, path, problems) =>
  typeof value === 'boolean' ? value : complain(problems, path, 'error.expected.jsboolean');

export function readArray<T>(
  value: unknown,
  path: string,
  problems: JsonProblem[],
  item: ReadItem<T>,
): readonly T[] | null {
  if (!Array.isArray(value)) return complain(problems, path, 'error.expected.jsarray');
  const items: T[] = [];
  value.forEach((element: unknown, index) => {
    const read = item(element, `${path}(${String(index)})`, problems);
    if (read !== null) items.push(read);
  });
  return items;
}

export const readStringMap: ReadItem<StringPairs> = (value, path, problems) => {
  if (!isObject(value)) return complain(problems, path, 'error.expected.jsobject');
  const pairs: (readonly [string, string])[] = [];
  for (const [key, entry] of Object.entries(value)) {
    const text = readString(entry, `${path}/${key}`, problems);
    if (text !== null) pairs.push([key, text]);
  }
  return pairs;
};

/** An optional field: undefined when absent or unreadable (then a problem was noted). */
export function optional<T>(object: JsonObject, name: string, item: ReadItem<T>): T | undefined {
  const value = fieldOf(object, name);
  if (value === undefined) return undefined;
  return item(value, `${object.path}/${name}`, object.problems) ?? undefined;
}

export function optionalArray<T>(object: JsonObject, name: string, item: ReadItem<T>): readonly T[] | undefined {
  return optional(object, name, (value, path, problems) => readArray(value, path, problems, item));
}

export function required<T>(object: JsonObject, name: string, item: ReadItem<T>, fallback: T): T {
  if (!Object.hasOwn(object.fields, name)) {
    complainAt(object, name, 'error.path.missing');
    return fallback;
  }
  return item(object.fields[name], `${object.path}/${name}`, object.problems) ?? fallback;
}

/** A text out of a fixed list; other texts give `error`. */
export function oneOf<T extends string>(names: readonly T[], error: string): ReadItem<T> {
  return (value, path, problems) => {
    const text = readString(value, path, problems);
    if (text === null) return null;
    const found = names.find((name) => name === text);
    return found ?? complain(problems, path, error);
  };
}
