/** Empties the data dirs of one, some or all ZooKeeper servers: stopped together, wiped, started together. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnsembleServerView } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Modal } from '../console/parts/Modal.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import './faults.css';

type WipeProps = { readonly servers: readonly EnsembleServerView[]; readonly onClose: () => void };

export function WipeDialog({ servers, onClose }: WipeProps) {
  const { t } = useTranslation('faults');
  const { send } = useCommands();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [startAgain, setStartAgain] = useState(true);
  const processes = servers.map((server) => server.process).filter((process) => chosen.has(process));
  const voters = Math.floor(servers.length / 2) + 1;
  const outcome = processes.length === servers.length ? 'all' : processes.length >= voters ? 'quorum' : 'few';
  const folder = servers[0]?.folder ?? '';
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    if (processes.length === 0) return;
    const sent = await send({ kind: 'wipeStores', processes, startAgain }, t('wipe.done', { count: processes.length }));
    if (sent) onClose();
  };
  return (
    <Modal title={t('wipe.title')} onClose={onClose}>
      <form className="znode-form" onSubmit={(event) => void submit(event)}>
        <fieldset className="wipe__servers">
          <legend>{t('wipe.which')}</legend>
          {servers.map((server) => (
            <Server
              key={server.process}
              server={server}
              checked={chosen.has(server.process)}
              onChange={(checked) => {
                const next = new Set(chosen);
                if (checked) next.add(server.process);
                else next.delete(server.process);
                setChosen(next);
              }}
            />
          ))}
        </fieldset>
        <button
          type="button"
          className="button"
          onClick={() => setChosen(new Set(servers.map((server) => server.process)))}
        >
          {t('wipe.allOfThem')}
        </button>
        <label className="modal__row">
          <input type="checkbox" checked={startAgain} onChange={(event) => setStartAgain(event.target.checked)} />{' '}
          {t('wipe.startAgain')}
        </label>
        <p className="muted">{processes.length === 0 ? t('wipe.choose') : t(`wipe.outcome.${outcome}`)}</p>
        <code className="mono">{`zkServer.sh stop; rm -rf ${folder}${startAgain ? '; zkServer.sh start' : ''}`}</code>
        <button type="submit" className="button button--danger" aria-disabled={processes.length === 0}>
          {t('wipe.word', { count: processes.length })}
        </button>
      </form>
    </Modal>
  );
}

type ServerProps = {
  readonly server: EnsembleServerView;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
};

function Server({ server, checked, onChange }: ServerProps) {
  const title = useRun((state) => state.tiles.get(server.process)?.title ?? server.process);
  return (
    <label className="modal__row">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} /> {title}{' '}
      <span className="muted">{server.role}</span>
    </label>
  );
}
