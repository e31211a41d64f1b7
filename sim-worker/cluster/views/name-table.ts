/** Text table of the particle columns: a name is sent once, then stands for its index. A reset begins a new table. */

export type NameTable = {
  readonly indices: Map<string, number>;
  readonly names: string[];
  /** How many of the names the page has. */
  sent: number;
};

/** Indices are 16 bits wide. */
const NAME_LIMIT = 60_000;
/** Names in one frame, in characters: more wait for the next, and what needs them too. */
const CHARACTERS_LIMIT = 6000;

export function initialNames(): NameTable {
  return { indices: new Map(), names: [], sent: 0 };
}

/** Index of a name; -1 when there is no room for a new one. */
export function nameIndex(table: NameTable, name: string): number {
  const known = table.indices.get(name);
  if (known !== undefined) return known;
  if (table.names.length >= NAME_LIMIT) return -1;
  table.indices.set(name, table.names.length);
  return table.names.push(name) - 1;
}

/** True when so many new names wait that no more should be made for this frame. */
export function isNameTableFull(table: NameTable): boolean {
  let characters = 0;
  for (let index = table.sent; index < table.names.length; index += 1)
    characters += (table.names[index] ?? '').length + 3;
  return characters > CHARACTERS_LIMIT;
}

/** Names that the page does not have yet. */
export function takeNames(table: NameTable): { readonly namesFrom: number; readonly names: readonly string[] } {
  const namesFrom = table.sent;
  table.sent = table.names.length;
  return { namesFrom, names: table.names.slice(namesFrom) };
}
