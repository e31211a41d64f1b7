/** The cause in one plain sentence, and what a person can do about it; below, what else holds the application up. */
import { useTranslation } from 'react-i18next';
import type { WaitingCause } from '../../sim-worker/api.ts';
import { type Cause, type WaitingApp, formatAmount, otherCauses } from './waiting-app.ts';

type Values = Readonly<Record<string, string | number>>;

export function CauseText({ app, cause }: { app: WaitingApp; cause: Cause }) {
  const { t } = useTranslation('marathon');
  const values = valuesOf(cause);
  const unit = cause.kind === 'resource' ? t(`unit.${cause.resource}`) : '';
  const name = cause.kind === 'server' ? cause.cause.code : cause.kind;
  const others = otherCauses(app, cause);
  return (
    <div className="mp-cause">
      <p>{t(`cause.${name}`, { ...values, unit })}</p>
      <p className="mp-advice">
        <strong>{t('whatToDo')}</strong> {t(`advice.${adviceOf(cause, name)}`, { ...values, unit })}
      </p>
      {others.length === 0 ? null : (
        <ul className="mp-also" aria-label={t('alsoHeldUp')}>
          {others.map((other) => (
            <li key={other.code}>{t(`cause.${other.code}`, serverValues(other))}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Waiting for some free part of an agent is another matter than for an agent that is nowhere. */
function adviceOf(cause: Cause, name: string): string {
  if (cause.kind !== 'resource') return name;
  return cause.largest > 0 ? 'resource' : 'resourceNone';
}

function valuesOf(cause: Cause): Values {
  switch (cause.kind) {
    case 'resource':
      return {
        needed: formatAmount(cause.needed),
        largest: formatAmount(cause.largest),
        count: cause.agents,
      };
    case 'ports':
    case 'role':
    case 'volumes':
    case 'constraint':
      return { detail: cause.detail.replace(/^constraint not met: /, ''), count: cause.agents };
    case 'launchLimit':
      return { detail: cause.detail };
    case 'server':
      return serverValues(cause.cause);
    case 'noOffers':
    case 'launching':
      return {};
  }
}

/** `detail` is the server's own sentence: what a check answered, or which master is waited for. */
function serverValues({ text, tasks = [], apps = [], agents = [] }: WaitingCause): Values {
  return {
    detail: text,
    count: tasks.length,
    apps: apps.join(', '),
    agents: agents.map(({ host, leftSeconds }) => `${host} (${String(leftSeconds)} s)`).join(', '),
  };
}
