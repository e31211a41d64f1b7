/**
 * JSON written as Mesos writes it: fields in the order of the code, doubles always with a decimal point, absent fields
 * left out. Fragments are plain texts, so that the text of an unchanged row can be kept and used again.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/jsonify.hpp, protobuf.hpp.
 */

/** A piece of JSON text. */
export type JsonText = string;
/** A field of an object; null leaves it out. */
export type JsonField = readonly [name: string, value: JsonText | null];

/**
 * What a JSON string does not hold as it is: controls, quotes, both slashes (`\/`); surrogates, since lone ones are escaped.
 */
const SPECIAL = /[^ !#-.0-[\]-~\u0080-\ud7ff\ue000-\uffff]/;

export function isPlainText(value: string): boolean {
  return !SPECIAL.test(value);
}

/** Plain texts are the rule, and a look at them costs half of `JSON.stringify`. */
export function jsonString(value: string): JsonText {
  return isPlainText(value) ? `"${value}"` : escapedString(value);
}

/** Source: stout/jsonify.hpp (StringWriter). */
export function escapedString(value: string): JsonText {
  return JSON.stringify(value).replaceAll('/', '\\/').replaceAll('\u007f', '\\u007f');
}

export function jsonInteger(value: number): JsonText {
  return String(value);
}

/** A C++ double: up to 15 significant digits, at least one after the point. */
export function jsonDouble(value: number): JsonText {
  if (Number.isInteger(value) && value < EXACT && value > -EXACT) return `${String(value)}.0`;
  if ((value < SMALL && value > -SMALL) || value >= EXACT || value <= -EXACT) return withExponent(value);
  const shortest = String(value);
  if (shortest.length <= 16 && shortest.includes('.') && !shortest.includes('e')) return shortest;
  const text = String(Number(value.toPrecision(15)));
  return text.includes('.') ? text : `${text}.0`;
}

/** `%#.15g` has an exponent of two digits and all digits before it; of the whole text the zeros at the end are cut. */
function withExponent(value: number): JsonText {
  const [digits = '', exponent = '+0'] = value.toExponential(14).split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`.replace(/0+$/, '');
}

/** Below it C prints an exponent. */
const SMALL = 1e-4;

/** Integers below it have at most 15 digits. */
const EXACT = 1e15;

/** A scalar resource of so many thousandths. */
export function jsonMilli(milli: number): JsonText {
  return jsonDouble(milli / 1000);
}

export function jsonBoolean(value: boolean): JsonText {
  return value ? 'true' : 'false';
}

export function jsonObject(fields: readonly JsonField[]): JsonText {
  const parts: string[] = [];
  for (const field of fields) if (field[1] !== null) parts.push(`${jsonString(field[0])}:${field[1]}`);
  return `{${parts.join(',')}}`;
}

export function jsonArray(items: readonly JsonText[]): JsonText {
  return `[${items.join(',')}]`;
}

/** An array field that is left out while empty, as protobuf JSON does with repeated fields. */
export function jsonRepeated(items: readonly JsonText[]): JsonText | null {
  return items.length === 0 ? null : jsonArray(items);
}

export function jsonOptional<T>(value: T | null, write: (value: T) => JsonText): JsonText | null {
  return value === null ? null : write(value);
}
