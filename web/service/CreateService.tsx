/** No service yet: what makes one, and a button that does it. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StatePage } from '../console/parts/StatePage.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { notify } from '../console/state/toast-store.ts';

/** A web application like the documents', with three instances and what a balancer wants of it. */
const APP = {
  id: '/web',
  cpus: 0.1,
  mem: 32,
  instances: 3,
  container: {
    type: 'DOCKER',
    docker: {
      image: 'nginx',
      network: 'BRIDGE',
      portMappings: [{ containerPort: 80, hostPort: 0, servicePort: 10_080, protocol: 'tcp' }],
    },
  },
  labels: { HAPROXY_GROUP: 'external' },
  healthChecks: [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 30, intervalSeconds: 5 }],
};

export function CreateService() {
  const { t } = useTranslation('service');
  const simulation = useSimulation();
  const host = useRun((state) => {
    const tiles = [...state.tiles.values()].filter((tile) => tile.program === 'marathon');
    return (tiles.find((tile) => tile.leading) ?? tiles[0])?.host ?? null;
  });
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    if (host === null) return;
    setBusy(true);
    const answer = await simulation.api.http({
      method: 'POST',
      url: `http://${host}:8080/v2/apps`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(APP),
    });
    setBusy(false);
    const ok = answer.kind === 'response' && answer.status < 300;
    const reason = answer.kind === 'response' ? `${String(answer.status)} ${answer.body.slice(0, 120)}` : answer.error;
    notify({
      tone: ok ? 'done' : 'failed',
      text: ok ? t('create.done') : t('create.failed', { reason }),
      action: null,
    });
  };
  return (
    <StatePage title={t('empty.title')} text={t('empty.text')}>
      <button
        type="button"
        className="button button--accent"
        disabled={busy || host === null}
        onClick={() => void create()}
      >
        <Plus size={14} aria-hidden /> {t('create.button')}
      </button>
      {busy ? <p className="muted">{t('create.waiting')}</p> : null}
    </StatePage>
  );
}
