/** A part of the inspector that opens and closes. */
import type { ReactNode } from 'react';

type SectionProps = {
  readonly title: string;
  readonly count: number | null;
  readonly open: boolean;
  readonly children: ReactNode;
};

export function Section({ title, count, open, children }: SectionProps) {
  return (
    <details className="inspector__section" open={open}>
      <summary>
        {title}
        {count === null ? null : <span className="muted inspector__count">{count}</span>}
      </summary>
      {children}
    </details>
  );
}
