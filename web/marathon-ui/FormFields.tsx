/** Inputs with label, help and error. */
import type { ReactNode } from 'react';
import type { FieldPath } from 'react-hook-form';
import type { AppForm } from './app-form.ts';
import { useAppForm } from './form-context.ts';
import { Tip } from './Icons.tsx';

type FieldProps = {
  readonly name: FieldPath<AppForm>;
  readonly label: string;
  readonly help?: string;
  /** Words behind a question mark beside the label. */
  readonly tip?: string;
  /** False in the second and later rows: the label stays for screen readers. */
  readonly labelled?: boolean;
  readonly className?: string;
};

function FieldFrame(props: FieldProps & { readonly id: string; readonly children: ReactNode }) {
  const error = useAppForm().errorOf(props.name);
  return (
    <div className={`marathon-field ${props.className ?? ''} ${error === null ? '' : 'marathon-field-failing'}`}>
      <label htmlFor={props.id} className={props.labelled === false ? 'marathon-hidden' : ''}>
        {props.label}
      </label>
      {props.tip !== undefined && props.labelled !== false && <Tip text={props.tip} />}
      {props.children}
      {error !== null && (
        <p className="marathon-field-error" id={`${props.id}-error`} role="alert">
          {error}
        </p>
      )}
      {props.help !== undefined && <p className="marathon-field-help">{props.help}</p>}
    </div>
  );
}

function idOf(name: string): string {
  return `app-form-${name.replaceAll('.', '-')}`;
}

/** `aria-invalid` and the link to the message. */
function useInvalid(name: string): { readonly 'aria-invalid': boolean; readonly 'aria-describedby'?: string } {
  const error = useAppForm().errorOf(name);
  return error === null
    ? { 'aria-invalid': false }
    : { 'aria-invalid': true, 'aria-describedby': `${idOf(name)}-error` };
}

export function TextField(
  props: FieldProps & {
    readonly type?: 'text' | 'number';
    readonly autoFocus?: boolean;
    readonly placeholder?: string;
    readonly disabled?: boolean;
  },
) {
  const { form } = useAppForm();
  const invalid = useInvalid(props.name);
  const id = idOf(props.name);
  return (
    <FieldFrame {...props} id={id}>
      {props.disabled === true ? (
        <input id={id} className="marathon-input" disabled placeholder={props.placeholder} />
      ) : (
        <input
          id={id}
          className="marathon-input"
          type={props.type ?? 'text'}
          step="any"
          autoFocus={props.autoFocus}
          placeholder={props.placeholder}
          autoComplete="off"
          spellCheck={false}
          {...invalid}
          {...form.register(props.name)}
        />
      )}
    </FieldFrame>
  );
}

export function AreaField(props: FieldProps) {
  const { form } = useAppForm();
  const invalid = useInvalid(props.name);
  const id = idOf(props.name);
  return (
    <FieldFrame {...props} id={id}>
      <textarea
        id={id}
        rows={3}
        className="marathon-input"
        spellCheck={false}
        {...invalid}
        {...form.register(props.name)}
      />
    </FieldFrame>
  );
}

export function SelectField(
  props: FieldProps & { readonly options: readonly (readonly [value: string, label: string])[] },
) {
  const { form } = useAppForm();
  const invalid = useInvalid(props.name);
  const id = idOf(props.name);
  return (
    <FieldFrame {...props} id={id}>
      <select id={id} className="marathon-input" {...invalid} {...form.register(props.name)}>
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

export function CheckField({ name, label }: { readonly name: FieldPath<AppForm>; readonly label: string }) {
  const { form } = useAppForm();
  return (
    <label className="marathon-check-field">
      <input type="checkbox" {...form.register(name)} /> {label}
    </label>
  );
}
