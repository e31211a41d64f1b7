/** One znode: its data decoded, as text or as bytes, its stat, its owner, and what one can do with it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiResult, ZnodeDetail } from '../../sim-worker/api.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { useSelection } from '../console/state/use-address.ts';
import { Copyable } from '../inspector/Copyable.tsx';
import type { ZnodeTask } from './ZnodeDialog.tsx';
import { hexLines } from './tree-rows.ts';

const EVERY_MS = 350;
const HEX_BYTES = 16_384;

export function ZnodeDetails({ path, onTask }: { path: string; onTask: (task: ZnodeTask) => void }) {
  const { t } = useTranslation('znodes');
  const answer = usePolled(path, async (api): Promise<ApiResult<ZnodeDetail>> => await api.znode(path), EVERY_MS);
  if (answer === null) return <div className="znode-details muted">{t('loading')}</div>;
  if (!answer.ok) {
    return (
      <div className="znode-details">
        <h2 className="mono">{path}</h2>
        <p className="muted">{t('gone')}</p>
      </div>
    );
  }
  const znode = answer.value;
  return (
    <div className="znode-details" tabIndex={0} role="region" aria-label={path}>
      <h2>
        <Copyable text={znode.path} />
      </h2>
      <div className="znode-details__actions">
        <button type="button" className="button" onClick={() => onTask({ kind: 'set', znode })}>
          {t('edit.button')}
        </button>
        <button type="button" className="button" onClick={() => onTask({ kind: 'create', parent: znode.path })}>
          {t('create.child')}
        </button>
        <button type="button" className="button button--danger" onClick={() => onTask({ kind: 'delete', znode })}>
          {t('delete.button')}
        </button>
      </div>
      <Owner znode={znode} />
      <Data znode={znode} />
      <h3>{t('stat')}</h3>
      <dl className="facts">
        {Object.entries(znode.stat).map(([name, value]) => (
          <Stat key={name} name={name} value={String(value)} />
        ))}
        <Stat name="acl" value={znode.acl.join(', ')} />
      </dl>
    </div>
  );
}

function Stat({ name, value }: { name: string; value: string }) {
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

function Owner({ znode }: { znode: ZnodeDetail }) {
  const { t } = useTranslation('znodes');
  const [, select] = useSelection();
  const { ownerProcess } = znode;
  const title = useRun((state) =>
    ownerProcess === null ? '' : (state.tiles.get(ownerProcess)?.title ?? ownerProcess),
  );
  if (ownerProcess === null) return null;
  return (
    <p>
      {t('owner')}{' '}
      <button type="button" className="link" onClick={() => select(ownerProcess)}>
        {title}
      </button>
    </p>
  );
}

type Shape = 'decoded' | 'text' | 'hex';

function Data({ znode }: { znode: ZnodeDetail }) {
  const { t } = useTranslation('znodes');
  const { data, decoded } = znode;
  const [shape, setShape] = useState<Shape>(decoded === null ? 'text' : 'decoded');
  if (data === null) return <p className="muted">{t('nullData')}</p>;
  if (data.length === 0) return <p className="muted">{t('noBytes')}</p>;
  const shapes: readonly Shape[] = decoded === null ? ['text', 'hex'] : ['decoded', 'text', 'hex'];
  const text =
    shape === 'hex'
      ? hexLines(data.subarray(0, HEX_BYTES)).join('\n')
      : shape === 'decoded' && decoded !== null
        ? decoded.text
        : new TextDecoder().decode(data);
  return (
    <>
      <div className="znode-details__shapes" role="group" aria-label={t('shape')}>
        {shapes.map((name) => (
          <button
            key={name}
            type="button"
            className="pane-bar__choice"
            aria-pressed={shape === name}
            onClick={() => setShape(name)}
          >
            {name === 'decoded' && decoded !== null ? decoded.format : t(`as.${name}`)}
          </button>
        ))}
      </div>
      <pre key={text} className="znode-details__data mono flash" tabIndex={0}>
        {text}
      </pre>
    </>
  );
}
