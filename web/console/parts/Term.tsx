/** A word of the field with its explanation in the chosen language. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from './Hint.tsx';

export function Term({ name, children }: { name: string; children?: ReactNode }) {
  const { t } = useTranslation('glossary');
  return (
    <Hint text={t(`${name}.meaning`)}>
      <button type="button" className="term">
        {children ?? t(`${name}.word`)}
      </button>
    </Hint>
  );
}
