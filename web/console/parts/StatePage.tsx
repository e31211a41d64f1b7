/** Empty, waiting and failed panes: what it is, why, and what to do. */
import type { ReactNode } from 'react';

export function StatePage({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="state-page" role="status">
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}
