/** The form of an application: react-hook-form with the rules of the original. */
import { useMemo } from 'react';
import { useForm, type FieldErrors, type Resolver, type UseFormReturn } from 'react-hook-form';
import { formFromApp, type AppForm } from './app-form.ts';
import { formErrors } from './app-rules.ts';
import type { AppConfigJson } from './marathon-json.ts';

const resolver: Resolver<AppForm> = (values) => {
  const errors = formErrors(values);
  return errors.size === 0 ? { values, errors: {} } : { values: {}, errors: nested(errors) };
};

/** `env.0.key` → { env: [{ key: … }] }, as react-hook-form keeps errors. */
function nested(errors: ReadonlyMap<string, string>): FieldErrors<AppForm> {
  const root: Record<string, unknown> = {};
  for (const [path, message] of errors) {
    const parts = path.split('.');
    let at = root;
    parts.forEach((part, index) => {
      if (index === parts.length - 1) at[part] = { type: 'rule', message };
      else {
        at[part] ??= /^\d+$/.test(parts[index + 1] ?? '') ? [] : {};
        at = at[part] as Record<string, unknown>;
      }
    });
  }
  return root;
}

export function useAppFormState(app: AppConfigJson): UseFormReturn<AppForm> {
  const defaultValues = useMemo(() => formFromApp(app), [app]);
  return useForm<AppForm>({ defaultValues, resolver, mode: 'onChange' });
}

/** Messages of the touched fields by path. */
export function shownErrors(errors: FieldErrors<AppForm>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const entry = value as Readonly<Record<string, unknown>>;
    if (typeof entry['message'] === 'string' && 'type' in entry) {
      found.set(path, entry['message']);
      return;
    }
    for (const [key, inner] of Object.entries(entry))
      if (key !== 'ref') visit(inner, path === '' ? key : `${path}.${key}`);
  };
  visit(errors, '');
  return found;
}
