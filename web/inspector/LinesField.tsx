/** A labelled text of lines, with what is wrong with it. */
import { useId } from 'react';

type LinesFieldProps = {
  readonly label: string;
  readonly example: string;
  readonly text: string;
  readonly error?: string | null;
  readonly onChange: (text: string) => void;
};

export function LinesField({ label, example, text, error = null, onChange }: LinesFieldProps) {
  const id = useId();
  return (
    <div className="lines-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="field mono"
        rows={3}
        spellCheck={false}
        placeholder={example}
        value={text}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      {error === null ? null : (
        <p id={`${id}-error`} className="lines-field__error">
          {error}
        </p>
      )}
    </div>
  );
}
