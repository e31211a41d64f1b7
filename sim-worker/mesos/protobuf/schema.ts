/**
 * Descriptors of Mesos' v1 protobufs: what JSON and wire bytes of the v1 APIs are read and written by.
 *
 * Notation of a message: its fields in the order of the original file, `NUMBER[!|*] TYPE NAME[ = DEFAULT]`, with `!` for
 * required and `*` for repeated ones; of an enumeration: `NAME NUMBER`. Messages of the other packages carry its name in
 * front (`scheduler.Call`).
 */
import { assert, must } from '../../kernel/assert.ts';
import { ENUMERATIONS } from './schemas/enumerations.ts';
import { FLAG_MESSAGES } from './schemas/flags.ts';
import { MESOS_MESSAGES } from './schemas/mesos.ts';
import { OPERATOR_MESSAGES } from './schemas/operators.ts';
import { STREAM_MESSAGES } from './schemas/streams.ts';

export type Scalar = 'double' | 'float' | 'int32' | 'int64' | 'uint32' | 'uint64' | 'bool' | 'string' | 'bytes';

export type FieldKind =
  | { readonly kind: 'scalar'; readonly type: Scalar }
  | { readonly kind: 'enumeration'; readonly name: string }
  | { readonly kind: 'message'; readonly name: string };

export type Field = {
  readonly number: number;
  readonly label: 'optional' | 'required' | 'repeated';
  readonly name: string;
  readonly type: FieldKind;
  /** As JSON would have it; undefined without a declared default. */
  readonly byDefault: string | number | boolean | undefined;
};

export type Descriptor = { readonly name: string; readonly fields: readonly Field[] };

/** A message as the value of its JSON form: bytes in base64, enumerations by name; only fields that are set. */
export type Message = Readonly<Record<string, unknown>>;

const SCALARS: readonly string[] = [
  ...['double', 'float', 'int32', 'int64', 'uint32', 'uint64', 'bool', 'string', 'bytes'],
];

/** Descriptors that were needed already: a memory of a pure function. */
const DESCRIPTORS = new Map<string, Descriptor>();
const ENUMERATION_VALUES = new Map<string, ReadonlyMap<string, number>>();

export function descriptorOf(name: string): Descriptor {
  let descriptor = DESCRIPTORS.get(name);
  if (descriptor === undefined) {
    const text = must(textOf(name), `descriptor of ${name}`);
    descriptor = { name, fields: partsOf(text).map(fieldFrom) };
    DESCRIPTORS.set(name, descriptor);
  }
  return descriptor;
}

/** Name to number, in the order of declaration. */
export function enumerationValues(name: string): ReadonlyMap<string, number> {
  let values = ENUMERATION_VALUES.get(name);
  if (values === undefined) {
    const text = must(ENUMERATIONS[name], `enumeration ${name}`);
    values = new Map(
      partsOf(text).map((part) => {
        const [value = '', number = ''] = part.split(' ');
        return [value, Number(number)];
      }),
    );
    ENUMERATION_VALUES.set(name, values);
  }
  return values;
}

function textOf(name: string): string | undefined {
  return MESOS_MESSAGES[name] ?? STREAM_MESSAGES[name] ?? OPERATOR_MESSAGES[name] ?? FLAG_MESSAGES[name];
}

function partsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim().replace(/\s+/g, ' '))
    .filter((part) => part !== '');
}

const LABELS = { '': 'optional', '!': 'required', '*': 'repeated' } as const;

function fieldFrom(text: string): Field {
  const match = /^(\d+)([!*]?) (\S+) (\w+)(?: = (.+))?$/.exec(text);
  assert(match !== null, `a field reads NUMBER TYPE NAME: ${text}`);
  const [, number = '', mark = '', type = '', name = '', byDefault] = match ?? [];
  const kind = kindOf(type);
  return {
    number: Number(number),
    label: LABELS[mark as keyof typeof LABELS],
    name,
    type: kind,
    byDefault: byDefault === undefined ? undefined : defaultOf(kind, byDefault),
  };
}

function kindOf(type: string): FieldKind {
  if (SCALARS.includes(type)) return { kind: 'scalar', type: type as Scalar };
  return type in ENUMERATIONS ? { kind: 'enumeration', name: type } : { kind: 'message', name: type };
}

function defaultOf(kind: FieldKind, text: string): string | number | boolean {
  if (kind.kind !== 'scalar' || kind.type === 'string') return text;
  return kind.type === 'bool' ? text === 'true' : Number(text);
}
