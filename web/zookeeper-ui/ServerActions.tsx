/** Faults of one server, each with a sentence of what it does: kill, stop, pause, cut off, wipe, and their ways back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnsembleServerView, ProcessAction } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Hint } from '../console/parts/Hint.tsx';
import { Modal } from '../console/parts/Modal.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { HostFaults } from '../faults/HostFaults.tsx';
import { useHostGroups } from '../faults/use-host-groups.ts';

const destructive: ReadonlySet<ProcessAction> = new Set(['kill', 'wipe']);

function shown(server: EnsembleServerView): readonly ProcessAction[] {
  if (server.status === 'paused') return ['resume', 'kill', 'stop', 'wipe'];
  return server.status === 'running' ? ['kill', 'stop', 'pause', 'wipe'] : ['start', 'stop', 'wipe'];
}

type Props = { readonly server: EnsembleServerView; readonly servers: readonly EnsembleServerView[] };

export function ServerActions({ server, servers }: Props) {
  const { t } = useTranslation('actions');
  const { act } = useCommands();
  return (
    <div className="zk-actions" role="group" aria-label={t('label')}>
      {shown(server).map((action) => {
        const allowed = server.actions.includes(action);
        const store = server.folder ?? '';
        return (
          <Hint key={action} text={allowed ? t(`${action}.meaning`, { store }) : t(`${action}.why`)}>
            <button
              type="button"
              className={destructive.has(action) ? 'button button--danger' : 'button'}
              aria-disabled={!allowed}
              data-action={action}
              onClick={() => (allowed ? void act(action, server.process) : undefined)}
            >
              {t(`${action}.word`)}
            </button>
          </Hint>
        );
      })}
      <CutOff server={server} servers={servers} />
      <MoreFaults server={server} />
    </div>
  );
}

/** What is done to its host: clock, disk, cuts of one way. */
function MoreFaults({ server }: { server: EnsembleServerView }) {
  const { t } = useTranslation('faults');
  const [open, setOpen] = useState(false);
  const groups = useHostGroups(server.host);
  return (
    <>
      <Hint text={t('moreMeaning')}>
        <button type="button" className="button" data-action="more" onClick={() => setOpen(true)}>
          {t('more')}
        </button>
      </Hint>
      {open ? (
        <Modal title={t('moreTitle', { host: server.host })} onClose={() => setOpen(false)}>
          <HostFaults host={server.host} groups={groups} />
        </Modal>
      ) : null}
    </>
  );
}

/** Away from the other servers only: clients still reach it, which shows what a minority may not do. */
function CutOff({ server, servers }: Props) {
  const { t } = useTranslation('zookeeper');
  const { send } = useCommands();
  const cuts = useRun((state) => state.cuts);
  const title = useRun((state) => state.tiles.get(server.process)?.title ?? server.process);
  const others = servers.map((other) => other.host).filter((host) => host !== server.host);
  const cutFrom = others.filter((host) =>
    cuts.some((cut) => (cut.from === server.host && cut.to === host) || (cut.from === host && cut.to === server.host)),
  );
  if (others.length === 0) return null;
  const isCut = cutFrom.length === others.length;
  const hosts = { from: [server.host], to: others };
  return (
    <>
      {isCut ? null : (
        <Hint text={t('cut.meaning')}>
          <button
            type="button"
            className="button button--danger"
            data-action="cut"
            onClick={() => void send({ kind: 'partition', ...hosts, oneWay: false }, t('cut.done', { title }))}
          >
            {t('cut.word')}
          </button>
        </Hint>
      )}
      {cutFrom.length === 0 ? null : (
        <Hint text={t('heal.meaning')}>
          <button
            type="button"
            className="button"
            data-action="heal"
            onClick={() => void send({ kind: 'heal', ...hosts }, t('heal.done', { title }))}
          >
            {t('heal.word')}
          </button>
        </Hint>
      )}
    </>
  );
}
