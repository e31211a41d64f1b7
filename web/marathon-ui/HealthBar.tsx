/** The bar of six buckets, with its breakdown on hover or beside it. */
import { barSegments, healthBreakdown, type AppStatus, type HealthBuckets } from './app-status.ts';

type HealthBarProps = {
  readonly buckets: HealthBuckets;
  readonly instances: number;
  readonly status: AppStatus | null;
};

export function HealthBar({ buckets, instances, status }: HealthBarProps) {
  const label = healthBreakdown(buckets, instances)
    .map((line) => `${line.text} ${line.percent}`.trim())
    .join(', ');
  return (
    <span className="marathon-bar-cell" role="img" tabIndex={0} aria-label={label}>
      <span className={status === 'Deploying' ? 'marathon-bar marathon-bar-striped' : 'marathon-bar'}>
        {status !== 'Deploying' &&
          barSegments(buckets).map((segment) => (
            <span
              key={segment.key}
              className={`marathon-bar-${segment.key}${segment.line ? ' marathon-bar-line' : ''}`}
              style={{ width: `${segment.widthPercent}%` }}
            />
          ))}
      </span>
      <span className="marathon-popover" aria-hidden>
        <HealthBreakdown buckets={buckets} instances={instances} />
      </span>
    </span>
  );
}

export function HealthBreakdown({ buckets, instances }: Omit<HealthBarProps, 'status'>) {
  return (
    <span className="marathon-breakdown">
      {healthBreakdown(buckets, instances).map((line) => (
        <span key={line.key}>
          <i className={`marathon-dot marathon-bar-${line.key}`} />
          {line.text} <small>{line.percent}</small>
        </span>
      ))}
    </span>
  );
}
