/** The last lines of the log, in the real system's format. */
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogLineView } from '../../sim-worker/api.ts';
import { severityClass } from '../logs/severity.ts';

const SHOWN = 12;

export function LastLines({ process, lines }: { process: string; lines: readonly LogLineView[] }) {
  const { t } = useTranslation('inspector');
  const list = useRef<HTMLOListElement>(null);
  const newest = lines.at(-1);
  useLayoutEffect(() => {
    list.current?.scrollTo(0, list.current.scrollHeight);
  }, [newest?.atUs, newest?.text]);
  if (lines.length === 0) return <p className="muted inspector__empty">{t('noLog')}</p>;
  return (
    <ol ref={list} className="last-lines mono" aria-label={t('logOf', { process })} tabIndex={0}>
      {lines.slice(-SHOWN).map((line, index) => (
        <li key={`${line.atUs} ${index} ${line.text}`} className={severityClass(line.severity)}>
          {line.text}
        </li>
      ))}
    </ol>
  );
}
