/** Repeated rows: a plus below, a minus beside; one row is always there. */
import { CircleMinus, CirclePlus } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useFieldArray, type FieldArrayPath } from 'react-hook-form';
import type { AppForm } from './app-form.ts';
import { useAppForm } from './form-context.ts';

type RowsName = FieldArrayPath<AppForm>;

type FormRowsProps<Name extends RowsName> = {
  readonly name: Name;
  readonly empty: AppForm[Name][number];
  readonly what: string;
  readonly row: (index: number) => ReactNode;
};

export function FormRows<Name extends RowsName>({ name, empty, what, row }: FormRowsProps<Name>) {
  const { form } = useAppForm();
  const rows = useFieldArray({ control: form.control, name });
  const { append } = rows;
  const count = rows.fields.length;
  useEffect(() => {
    if (count === 0) append({ ...empty } as never, { shouldFocus: false });
  }, [count, append, empty]);
  const onlyEmpty = count === 1 && isEmpty(form.getValues(name)[0], empty);
  return (
    <div className={`marathon-rows marathon-${name}`}>
      {rows.fields.map((field, index) => (
        <div key={field.id} className="marathon-form-row">
          {row(index)}
          <span className={index === 0 ? 'marathon-row-buttons marathon-row-first' : 'marathon-row-buttons'}>
            {!onlyEmpty && (
              <button type="button" aria-label={`Remove ${what} ${index + 1}`} onClick={() => rows.remove(index)}>
                <CircleMinus size={28} strokeWidth={1} aria-hidden />
              </button>
            )}
            <button
              type="button"
              aria-label={`Add ${what}`}
              onClick={() => rows.insert(index + 1, { ...empty } as never)}
            >
              <CirclePlus size={28} strokeWidth={1} aria-hidden />
            </button>
          </span>
        </div>
      ))}
    </div>
  );
}

function isEmpty(value: unknown, empty: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(empty);
}
