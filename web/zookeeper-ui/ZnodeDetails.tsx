/** One znode: its data in several forms, stat, ACL, owner, watches and history, and what one can do with it. */
import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ApiResult, WatcherRow, ZnodeDetail } from '../../sim-worker/api.ts';
import { Term } from '../console/parts/Term.tsx';
import { usePolled } from '../console/simulation/use-polled.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { notify } from '../console/state/toast-store.ts';
import { Copyable } from '../inspector/Copyable.tsx';
import { ProcessLink } from './ProcessLink.tsx';
import { ZnodeData } from './ZnodeData.tsx';
import type { ZnodeTask } from './ZnodeDialog.tsx';
import { ZnodeHistory } from './ZnodeHistory.tsx';
import { saveText } from './save-text.ts';

const EVERY_MS = 350;

type DetailsProps = {
  readonly path: string;
  readonly atUs: number | null;
  readonly onTask: (task: ZnodeTask) => void;
  readonly onShow: (path: string) => void;
};

export function ZnodeDetails({ path, atUs, onTask, onShow }: DetailsProps) {
  const { t } = useTranslation('znodes');
  const answer = usePolled(
    path,
    async (api): Promise<ApiResult<ZnodeDetail>> => await api.znode(path, atUs),
    EVERY_MS,
    String(atUs),
  );
  return (
    <div className="znode-details" tabIndex={0} role="region" aria-label={path}>
      <h2>
        <Copyable text={path} />
      </h2>
      {answer === null ? (
        <p className="muted">{t('loading')}</p>
      ) : !answer.ok ? (
        <p className="muted">{t('gone')}</p>
      ) : (
        <>
          {atUs === null ? <Actions znode={answer.value} onTask={onTask} /> : null}
          <Owner znode={answer.value} />
          <ZnodeData data={answer.value.data} decoded={answer.value.decoded} />
          <Stat znode={answer.value} />
          {atUs === null ? <Watchers watchers={answer.value.watchers} /> : null}
        </>
      )}
      <ZnodeHistory path={path} onShow={onShow} />
    </div>
  );
}

function Actions({ znode, onTask }: { znode: ZnodeDetail; onTask: (task: ZnodeTask) => void }) {
  const { t } = useTranslation('znodes');
  const simulation = useSimulation();
  const save = async (): Promise<void> => {
    const exported = await simulation.api.exportSubtree(znode.path);
    if (exported.ok) saveText(exported.value, `znodes${znode.path.replaceAll('/', '-').replace(/-$/, '')}.json`);
    else notify({ tone: 'failed', text: exported.error.message, action: null });
  };
  return (
    <div className="znode-details__actions" role="group" aria-label={t('actions')}>
      <button type="button" className="button" onClick={() => onTask({ kind: 'set', znode })}>
        {t('edit.button')}
      </button>
      <button type="button" className="button" onClick={() => onTask({ kind: 'create', parent: znode.path })}>
        {t('create.child')}
      </button>
      <button type="button" className="button" onClick={() => onTask({ kind: 'setAcl', znode })}>
        {t('setAcl.button')}
      </button>
      <button type="button" className="button" onClick={() => void save()}>
        <FileDown size={14} aria-hidden /> {t('export.button')}
      </button>
      <button type="button" className="button button--danger" onClick={() => onTask({ kind: 'delete', znode })}>
        {t('delete.button')}
      </button>
    </div>
  );
}

function Owner({ znode }: { znode: ZnodeDetail }) {
  const { t } = useTranslation('znodes');
  const owner = String(znode.stat['ephemeralOwner'] ?? '0x0');
  if (owner === '0x0') return null;
  return (
    <p>
      <Term name="ephemeral" />: {t('owner')}{' '}
      {znode.ownerProcess === null ? (
        <span className="muted">{t('ownerGone')}</span>
      ) : (
        <ProcessLink process={znode.ownerProcess} />
      )}{' '}
      <span className="mono muted">{owner}</span>
    </p>
  );
}

const TIMES: ReadonlySet<string> = new Set(['ctimeMs', 'mtimeMs']);

function Stat({ znode }: { znode: ZnodeDetail }) {
  const { t } = useTranslation('znodes');
  return (
    <>
      <h3>
        <Term name="stat">{t('stat')}</Term>
      </h3>
      <dl className="facts">
        {Object.entries(znode.stat).map(([name, value]) => (
          <Fact
            key={name}
            name={name.replace('Ms', '')}
            value={TIMES.has(name) ? timeText(Number(value)) : String(value)}
          />
        ))}
      </dl>
      <h3>
        <Term name="acl" />
      </h3>
      <ul className="zk-list mono">
        {znode.acl.map((entry) => (
          <li key={entry}>{entry}</li>
        ))}
      </ul>
    </>
  );
}

/** 0: it was there before any transaction. */
function timeText(ms: number): string {
  return ms === 0 ? '0' : new Date(ms).toISOString().replace('T', ' ').replace('Z', ' UTC');
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="mono">
        <span key={value} className="flash">
          {value}
        </span>
      </dd>
    </>
  );
}

function Watchers({ watchers }: { watchers: readonly WatcherRow[] }) {
  const { t } = useTranslation('znodes');
  return (
    <>
      <h3>
        <Term name="watch">{t('watchers.title', { count: watchers.length })}</Term>
      </h3>
      {watchers.length === 0 ? <p className="muted">{t('watchers.none')}</p> : null}
      <ul className="zk-list znode-watchers">
        {watchers.map((watcher) => (
          <li key={`${watcher.kind} ${watcher.server} ${watcher.session}`}>
            <span className="znode-mark znode-mark--watch">{t(`watchers.${watcher.kind}`)}</span>
            {watcher.process === null ? (
              <span className="mono">{watcher.session}</span>
            ) : (
              <ProcessLink process={watcher.process} />
            )}
            <span className="muted">{t('watchers.at')}</span>
            <ProcessLink process={watcher.server} />
          </li>
        ))}
      </ul>
    </>
  );
}
