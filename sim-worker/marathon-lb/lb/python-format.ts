/**
 * Python's `str.format` as far as templates use it: `{name}`, and `{{` and `}}` for braces.
 * Left out: conversions, format specifications, indexing and attributes.
 */
export type Formatted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

export type FormatValues = Readonly<Record<string, string>>;

const PART = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

export function formatTemplate(template: string, values: FormatValues): Formatted {
  let error: string | null = null;
  const text = template.replace(PART, (part: string, name: string | undefined) => {
    if (part === '{{') return '{';
    if (part === '}}') return '}';
    if (name === undefined) {
      error ??=
        part === '{'
          ? "ValueError: expected '}' before end of string"
          : "ValueError: Single '}' encountered in format string";
      return '';
    }
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) error ??= `KeyError: '${name}'`;
    return value ?? '';
  });
  return error === null ? { ok: true, text } : { ok: false, error };
}
