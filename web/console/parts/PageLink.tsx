/** A link to another page of the console; what the address holds besides stays. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export function PageLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link className="link" to={to as never} search={((before: Record<string, unknown>) => before) as never}>
      {children}
    </Link>
  );
}
