/** Another scenario or seed: the same pair always gives the same run. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '../parts/Form.tsx';
import { Modal } from '../parts/Modal.tsx';
import { useRun } from '../simulation/run-store.ts';
import { useRunControl } from '../state/run-control.ts';

const MAX_SEED = 4_294_967_295;

export function RunDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const run = useRun((state) => state.run);
  const { open } = useRunControl();
  const [scenario, setScenario] = useState(run?.scenario ?? '');
  const [seed, setSeed] = useState(String(run?.seed ?? 0));
  const [problem, setProblem] = useState<string | null>(null);
  const seedNumber = Number(seed);
  const seedValid = /^\d+$/.test(seed) && seedNumber <= MAX_SEED;
  const submit = async (): Promise<void> => {
    if (!seedValid) return;
    const opened = await open({ scenario, seed: seedNumber, journal: [], atUs: 0 });
    if (opened.ok) onClose();
    else setProblem(opened.error.message);
  };
  return (
    <Modal title={t('run.title')} onClose={onClose}>
      <p className="muted">{t('run.text')}</p>
      <Form className="modal__row" onSubmit={submit}>
        <label className="modal__label">
          {t('run.scenario')}
          <select className="field" value={scenario} onChange={(event) => setScenario(event.target.value)}>
            {(run?.scenarios ?? []).map(({ name, hosts }) => (
              <option key={name} value={name}>
                {t(`scenario.${name}`, { defaultValue: name })} · {t('run.hosts', { count: hosts })}
              </option>
            ))}
          </select>
        </label>
        <label className="modal__label">
          {t('run.seedLabel')}
          <input
            className="field mono"
            inputMode="numeric"
            value={seed}
            aria-invalid={!seedValid}
            aria-describedby="seed-problem"
            onChange={(event) => setSeed(event.target.value)}
          />
        </label>
        <button type="submit" className="button button--primary" disabled={!seedValid}>
          {t('run.open')}
        </button>
      </Form>
      <p className="modal__error" id="seed-problem" role="alert">
        {seedValid ? problem : t('run.badSeed', { max: MAX_SEED })}
      </p>
    </Modal>
  );
}
