/** A host: power, clock, its processes and its files. */
import { useTranslation } from 'react-i18next';
import type { HostInspector } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { formatBytes } from '../console/parts/format.ts';
import { useSelection } from '../console/state/use-address.ts';
import { HostFaults } from '../faults/HostFaults.tsx';
import { useHostGroups } from '../faults/use-host-groups.ts';
import { Copyable } from './Copyable.tsx';
import { Section } from './Section.tsx';

export function HostView({ view }: { view: HostInspector }) {
  const { t } = useTranslation('inspector');
  const { t: tActions } = useTranslation('actions');
  const [, select] = useSelection();
  const { send } = useCommands();
  const { t: tFaults } = useTranslation('faults');
  const groups = useHostGroups(view.id);
  const off = view.power === 'off';
  const action = off ? 'powerOn' : 'powerOff';
  return (
    <>
      <header className="inspector__head">
        <h2>{view.id}</h2>
        <p className="inspector__state">
          <span className={off ? 'badge badge--ended' : 'badge'}>{t(`power.${view.power}`)}</span>
          {view.clockSkewMs === 0 ? null : <span className="muted">{t('skew', { ms: view.clockSkewMs })}</span>}
        </p>
      </header>
      <div className="actions">
        <button
          type="button"
          className={off ? 'action' : 'action action--danger'}
          onClick={() => void send({ kind: action, host: view.id }, tActions(`${action}.done`, { host: view.id }))}
        >
          <span className="action__word">{tActions(`${action}.word`)}</span>
          <span className="action__meaning">{tActions(`${action}.meaning`)}</span>
        </button>
      </div>
      <Section title={tFaults('section')} count={null} open={false}>
        <HostFaults host={view.id} groups={groups} />
      </Section>
      <Section title={t('processes')} count={view.processes.length} open>
        <ul className="connections">
          {view.processes.map((process) => (
            <li key={process.id}>
              <button type="button" className="link" onClick={() => select(process.id)}>
                {process.title}
              </button>
              <span className="muted connections__sent">
                {t(`status.${process.status}`, { code: '', defaultValue: process.status })}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('files')} count={view.files.length} open>
        <ul className="connections">
          {view.files.map((file) => (
            <li key={file.path}>
              <Copyable text={file.path} />
              <span className="mono muted connections__sent">{formatBytes(file.sizeBytes)}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
