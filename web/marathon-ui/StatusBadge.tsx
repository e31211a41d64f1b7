/** Icon and word of an application's status. */
import type { ReactNode } from 'react';
import { statusTitle, type AppStatus, type QueueDelay } from './app-status.ts';

const icons: Readonly<Record<AppStatus, ReactNode>> = {
  Running: <path d="M3.5 8.5c1.5-3 3-3 4.5-.5s3 2.500 4.500-.5" />,
  Deploying: null,
  Suspended: <path d="M3 3l10 10" />,
  Delayed: <path d="M5.500 5.500l5 5m0-5l-5 5" />,
  Waiting: <path d="M4.500 8h.01M8 8h.01M11.500 8h.01" strokeWidth="2" strokeLinecap="round" />,
};

export function StatusBadge({
  status,
  delay,
}: {
  readonly status: AppStatus | null;
  readonly delay: QueueDelay | null;
}) {
  if (status === null) return null;
  return (
    <span className={`marathon-status marathon-status-${status.toLowerCase()}`} title={statusTitle(status, delay)}>
      <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.3" aria-hidden>
        {status === 'Deploying' ? <path d="M14.500 8A6.500 6.500 0 1 1 11 2.200" /> : <circle cx="8" cy="8" r="7.3" />}
        {icons[status]}
      </svg>
      {status}
    </span>
  );
}
