/** One process or host from inside: state, figures, timers, connections, log, and what one can do to it. */
import { X } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { InspectorTarget, ProcessInspector } from '../../sim-worker/api.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { useSelection } from '../console/state/use-address.ts';
import { Actions } from './Actions.tsx';
import { Behaviour } from './Behaviour.tsx';
import { CommandLine } from './CommandLine.tsx';
import { Copyable } from './Copyable.tsx';
import { Connections } from './Connections.tsx';
import { HostView } from './HostView.tsx';
import { LastLines } from './LastLines.tsx';
import { ProcessHead } from './ProcessHead.tsx';
import { Section } from './Section.tsx';
import { Timers } from './Timers.tsx';
import './inspector.css';
import './forms.css';

const StateTree = lazy(() => import('./StateTree.tsx').then((file) => ({ default: file.StateTree })));

const EVERY_MS = 200;

function targetOf(id: string): InspectorTarget {
  return id.includes('@') ? { kind: 'process', id } : { kind: 'host', id };
}

export function Inspector({ id }: { id: string }) {
  const { t } = useTranslation('inspector');
  const [, select] = useSelection();
  const answer = usePolled(id, async (api) => ({ view: await api.inspect(targetOf(id)) }), EVERY_MS);
  const view = answer?.view ?? null;
  return (
    <aside className="inspector" aria-label={t('label')} data-testid="inspector">
      <button
        type="button"
        className="button button--icon button--plain inspector__close"
        aria-label={t('close')}
        onClick={() => select(null)}
      >
        <X size={16} aria-hidden />
      </button>
      {answer === null ? <p className="muted inspector__note">{t('loading')}</p> : null}
      {answer !== null && view === null ? (
        <div className="inspector__note">
          <strong>{t('gone.title')}</strong>
          <p className="muted">{t('gone.text', { id })}</p>
        </div>
      ) : null}
      {view?.kind === 'process' ? <ProcessView view={view} /> : null}
      {view?.kind === 'host' ? <HostView view={view} /> : null}
    </aside>
  );
}

function ProcessView({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('inspector');
  return (
    <>
      <ProcessHead view={view} />
      <Actions view={view} />
      <Behaviour view={view} />
      <Section title={t('facts')} count={null} open>
        {view.facts.length === 0 ? <p className="muted inspector__empty">{t('noFacts')}</p> : null}
        <dl className="facts">
          {view.facts.map((fact) => (
            <Fact key={fact.name} name={fact.name} value={fact.value} />
          ))}
        </dl>
      </Section>
      <Section title={t('timers')} count={view.timers.length} open>
        <Timers timers={view.timers} />
      </Section>
      <Section title={t('log')} count={null} open>
        <LastLines process={view.tile.id} lines={view.log} />
      </Section>
      <Section title={t('connections')} count={view.connections.length} open={false}>
        <Connections connections={view.connections} />
      </Section>
      <Section title={t('state')} count={null} open={false}>
        <Suspense fallback={<p className="muted">{t('loading')}</p>}>
          <StateTree value={view.state} />
        </Suspense>
      </Section>
      <Section title={t('flags')} count={view.flags.length} open={false}>
        <dl className="facts">
          {view.flags.map((flag) => (
            <Fact key={flag.name} name={flag.name} value={flag.value} />
          ))}
        </dl>
      </Section>
      <CommandLine key={view.tile.id} view={view} />
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Copyable key={value} text={value} flash />
      </dd>
    </>
  );
}
