/** A labelled text of lines. */
import { LabelledField } from './LabelledField.tsx';

type LinesFieldProps = {
  readonly label: string;
  readonly example: string;
  readonly text: string;
  readonly error?: string | null;
  readonly onChange: (text: string) => void;
};

export function LinesField({ label, example, text, error = null, onChange }: LinesFieldProps) {
  return (
    <LabelledField label={label} error={error}>
      {(attributes) => (
        <textarea
          {...attributes}
          className="field mono"
          rows={3}
          spellCheck={false}
          placeholder={example}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </LabelledField>
  );
}
