/** What is simulated, by which version, and plainly what is not yet. */
import { useTranslation } from 'react-i18next';

const simulated = ['zookeeper', 'mesos', 'marathon', 'docker', 'balancer', 'network', 'terminal'] as const;
const later = ['chronos', 'labs', 'faults', 'checks', 'hosts'] as const;

export function AboutPage() {
  const { t } = useTranslation();
  return (
    <div className="about" tabIndex={0}>
      <div className="about__text">
        <h2>{t('about.title')}</h2>
        <p>{t('about.text')}</p>
        <h3>{t('about.simulated')}</h3>
        <dl>
          {simulated.map((name) => (
            <Entry key={name} word={t(`about.now.${name}.name`)} meaning={t(`about.now.${name}.text`)} />
          ))}
        </dl>
        <h3>{t('about.later')}</h3>
        <p className="muted">{t('about.laterText')}</p>
        <dl>
          {later.map((name) => (
            <Entry key={name} word={t(`about.next.${name}.name`)} meaning={t(`about.next.${name}.text`)} />
          ))}
        </dl>
      </div>
    </div>
  );
}

function Entry({ word, meaning }: { word: string; meaning: string }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>{meaning}</dd>
    </>
  );
}
