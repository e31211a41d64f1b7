/** No service yet: what makes one, a form for its behaviour, and a button that creates it. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '../console/parts/Form.tsx';
import { StatePage } from '../console/parts/StatePage.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { notify } from '../console/state/toast-store.ts';
import { appOfDraft, FIRST_DRAFT, type ServiceDraft } from './service-draft.ts';

type NumberField = 'instances' | 'startupMs' | 'warmupMs' | 'failurePercent' | 'crashAfterSeconds';

const numberFields: readonly { readonly name: NumberField; readonly least: number; readonly most: number }[] = [
  { name: 'instances', least: 1, most: 1000 },
  { name: 'startupMs', least: 0, most: 600_000 },
  { name: 'warmupMs', least: 0, most: 600_000 },
  { name: 'failurePercent', least: 0, most: 100 },
  { name: 'crashAfterSeconds', least: 0, most: 3600 },
];

export function CreateService() {
  const { t } = useTranslation('service');
  const simulation = useSimulation();
  const host = useRun((state) => {
    const tiles = [...state.tiles.values()].filter((tile) => tile.program === 'marathon');
    return (tiles.find((tile) => tile.leading) ?? tiles[0])?.host ?? null;
  });
  const [busy, setBusy] = useState(false);
  const [draft, setDraft] = useState<ServiceDraft>(FIRST_DRAFT);
  const create = async (): Promise<void> => {
    if (host === null) return;
    setBusy(true);
    const answer = await simulation.api.http({
      method: 'POST',
      url: `http://${host}:8080/v2/apps`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(appOfDraft(draft)),
    });
    setBusy(false);
    const ok = answer.kind === 'response' && answer.status < 300;
    const reason = answer.kind === 'response' ? `${String(answer.status)} ${answer.body.slice(0, 120)}` : answer.error;
    notify({
      tone: ok ? 'done' : 'failed',
      text: ok ? t('create.done', { app: draft.id }) : t('create.failed', { reason }),
      action: null,
    });
  };
  return (
    <StatePage title={t('empty.title')} text={t('empty.text')}>
      <Form className="service__create" onSubmit={create}>
        <details>
          <summary>{t('create.details')}</summary>
          <DraftFields draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
        </details>
        <button type="submit" className="button button--accent" disabled={busy || host === null}>
          <Plus size={14} aria-hidden /> {t('create.button')}
        </button>
      </Form>
      {busy ? <p className="muted">{t('create.waiting')}</p> : null}
    </StatePage>
  );
}

type DraftFieldsProps = { readonly draft: ServiceDraft; readonly onChange: (change: Partial<ServiceDraft>) => void };

function DraftFields({ draft, onChange }: DraftFieldsProps) {
  const { t } = useTranslation('service');
  return (
    <div className="service__draft">
      <label>
        <span>{t('create.id')}</span>
        <input
          className="field mono"
          value={draft.id}
          required
          pattern="/[a-z0-9][a-z0-9.\/\-]*"
          onChange={(event) => onChange({ id: event.target.value })}
        />
      </label>
      <label>
        <span>{t('create.vhost')}</span>
        <input
          className="field mono"
          value={draft.vhost}
          onChange={(event) => onChange({ vhost: event.target.value })}
        />
      </label>
      {numberFields.map(({ name, least, most }) => (
        <label key={name}>
          <span>{t(`create.${name}`)}</span>
          <input
            className="field"
            type="number"
            required
            min={least}
            max={most}
            value={draft[name]}
            onChange={(event) => onChange({ [name]: event.target.valueAsNumber })}
          />
        </label>
      ))}
      <label>
        <span>{t('create.drains')}</span>
        <input
          type="checkbox"
          checked={draft.drains}
          onChange={(event) => onChange({ drains: event.target.checked })}
        />
      </label>
      <p className="muted">{t('create.drainsMeaning')}</p>
    </div>
  );
}
