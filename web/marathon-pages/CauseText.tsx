/** The cause in one plain sentence, and what a person can do about it. */
import { useTranslation } from 'react-i18next';
import { type Cause, type WaitingApp, formatAmount } from './waiting-app.ts';

export function CauseText({ app, cause }: { app: WaitingApp; cause: Cause }) {
  const { t } = useTranslation('marathon');
  const values = valuesOf(app, cause);
  const unit = cause.kind === 'resource' ? t(`unit.${cause.resource}`) : '';
  return (
    <div className="mp-cause">
      <p>{t(`cause.${cause.kind}`, { ...values, unit })}</p>
      <p className="mp-advice">
        <strong>{t('whatToDo')}</strong> {t(`advice.${adviceOf(cause)}`, { ...values, unit })}
      </p>
    </div>
  );
}

/** Waiting for some free part of an agent is another matter than for an agent that is nowhere. */
function adviceOf(cause: Cause): string {
  if (cause.kind !== 'resource') return cause.kind;
  return cause.largest > 0 ? 'resource' : 'resourceNone';
}

function valuesOf(app: WaitingApp, cause: Cause): Readonly<Record<string, string | number>> {
  switch (cause.kind) {
    case 'resource':
      return {
        needed: formatAmount(cause.needed),
        largest: formatAmount(cause.largest),
        count: cause.agents,
      };
    case 'ports':
    case 'role':
    case 'constraint':
      return { detail: cause.detail.replace(/^constraint not met: /, ''), count: cause.agents };
    case 'launchLimit':
      return { detail: cause.detail };
    case 'backOff':
    case 'noOffers':
    case 'launching':
      return { app: app.appId };
  }
}
