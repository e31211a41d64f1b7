/** The application being written: as form or as JSON, with what is wrong with it and its way to the server. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { formFromApp, type AppForm } from './app-form.ts';
import { appFromForm } from './app-from-form.ts';
import type { AppConfigJson } from './marathon-json.ts';
import type { ServerErrors } from './server-errors.ts';
import { touchedErrors } from './touched-errors.ts';

export type Draft = {
  readonly form: UseFormReturn<AppForm>;
  /** What the form is laid over: parts that it does not show. */
  readonly base: AppConfigJson;
  /** Text of JSON mode; null in the form. */
  readonly json: string | null;
  /** Null while the text is no JSON object. */
  readonly jsonApp: AppConfigJson | null;
  readonly fieldErrors: ReadonlyMap<string, string>;
  readonly errors: ServerErrors | null;
  readonly disabled: boolean;
  readonly toJson: () => void;
  readonly toForm: () => void;
  readonly typeJson: (text: string) => void;
  readonly submit: () => Promise<void>;
};

type DraftOptions = {
  readonly start: AppConfigJson;
  readonly send: (app: AppConfigJson) => Promise<ServerErrors | null>;
};

export function useDraft({ start, send }: DraftOptions): Draft {
  const [base, setBase] = useState(start);
  const form = useForm<AppForm>({ defaultValues: formFromApp(start) });
  const [json, setJson] = useState<string | null>(null);
  const [changed, setChanged] = useState(false);
  const [sending, setSending] = useState(false);
  const [errors, setErrors] = useState<ServerErrors | null>(null);
  const [fieldErrors, setFieldErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const touched = useRef(new Set<string>());
  const jsonApp = useMemo(() => (json === null ? null : parseApp(json)), [json]);
  const onChange = (): void => {
    setChanged(true);
    setErrors(null);
  };
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values, name, type }) => {
          if (name !== undefined && type === 'change') touched.current.add(name);
          setFieldErrors(touchedErrors(values, touched.current));
          onChange();
        },
      }),
    [form],
  );
  // Untouched fields are not checked, as in the original: the server has the last word.
  const disabled = sending || !changed || (json === null ? fieldErrors.size > 0 : jsonApp === null);
  const toForm = (): void => {
    if (jsonApp === null) return;
    setBase(jsonApp);
    touched.current.clear();
    form.reset(formFromApp(jsonApp));
    setJson(null);
  };
  const submit = async (): Promise<void> => {
    const app = json === null ? appFromForm(form.getValues(), base) : jsonApp;
    if (app === null || disabled) return;
    setSending(true);
    const refused = await send(app);
    setSending(false);
    setErrors(refused);
    // The button rests until something changes, but for a lock: then the next press forces.
    if (refused !== null) setChanged(refused.locked);
  };
  const toJson = (): void => setJson(JSON.stringify(appFromForm(form.getValues(), base), null, 2));
  const typeJson = (text: string): void => {
    setJson(text);
    onChange();
  };
  return { form, base, json, jsonApp, fieldErrors, errors, disabled, toJson, toForm, typeJson, submit };
}

function parseApp(text: string): AppConfigJson | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as AppConfigJson) : null;
  } catch {
    return null; // Said above the editor, which marks the place.
  }
}
