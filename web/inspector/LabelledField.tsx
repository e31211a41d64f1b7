/** A field under its label, with what is wrong with it below. */
import { type ReactNode, useId } from 'react';

type LabelledFieldProps = {
  readonly label: string;
  readonly error: string | null;
  /** The field itself, which takes these attributes. */
  readonly children: (attributes: {
    readonly id: string;
    readonly 'aria-invalid': boolean;
    readonly 'aria-describedby': string | undefined;
  }) => ReactNode;
};

export function LabelledField({ label, error, children }: LabelledFieldProps) {
  const id = useId();
  return (
    <div className="lines-field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-invalid': error !== null,
        'aria-describedby': error === null ? undefined : `${id}-error`,
      })}
      {error === null ? null : (
        <p id={`${id}-error`} className="lines-field__error">
          {error}
        </p>
      )}
    </div>
  );
}
