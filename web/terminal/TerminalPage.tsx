/** Terminals of the operator's machine: zkCli against any server, four-letter words; several side by side in tabs. */
import { Plus, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTransport } from '../console/actions/use-transport.ts';
import { Hint } from '../console/parts/Hint.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { TerminalScreen } from './TerminalScreen.tsx';
import { TerminalTools } from './TerminalTools.tsx';
import { type SessionState, type TerminalSession, typeLine } from './terminal-session.ts';
import { TABS_LIMIT, closeTab, openTab, showTab, useTerminals } from './terminal-store.ts';
import '@xterm/xterm/css/xterm.css';
import './terminal.css';

const NOTHING: SessionState = { view: null, pending: 0 };

export function TerminalPage() {
  const { t } = useTranslation('terminal');
  const active = useTerminals((state) => state.active);
  const [state, setState] = useState(NOTHING);
  const session = useRef<TerminalSession | null>(null);
  const type = (text: string): void => {
    if (session.current === null) return;
    typeLine(session.current, text);
    session.current.screen.focus();
  };
  return (
    <div className="terminal-page">
      <Tabs />
      <TerminalTools view={state.view} onType={type} />
      <div className="terminal-pane" role="region" aria-label={t('label')}>
        <TerminalScreen
          key={active}
          id={active}
          onState={setState}
          onSession={(opened) => {
            session.current = opened;
          }}
        />
      </div>
      <Footer state={state} />
    </div>
  );
}

function Tabs() {
  const { t } = useTranslation('terminal');
  const { tabs, active } = useTerminals();
  const simulation = useSimulation();
  const list = useRef<HTMLDivElement>(null);
  const onKey = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? tabs.length - 1 : 0;
    const next = tabs[(tabs.indexOf(active) + step) % tabs.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    showTab(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  const close = (id: string): void => {
    void simulation.api.command({ kind: 'terminal', terminal: id, input: { kind: 'close' } });
    closeTab(id);
  };
  return (
    <div className="pane-bar terminal-tabs">
      <div
        className="terminal-tabs__list"
        role="tablist"
        aria-label={t('tabs')}
        ref={list}
        onKeyDown={onKey}
        data-own-keys
      >
        {tabs.map((id) => (
          <button
            key={id}
            type="button"
            role="tab"
            data-tab={id}
            aria-selected={id === active}
            tabIndex={id === active ? 0 : -1}
            className="pane-bar__choice terminal-tabs__tab"
            onClick={() => showTab(id)}
          >
            {t('tab', { number: id.slice(1) })}
          </button>
        ))}
      </div>
      {tabs.length < 2 ? null : (
        <Hint text={t('close')}>
          <button
            type="button"
            className="button button--icon button--plain"
            aria-label={t('close')}
            onClick={() => close(active)}
          >
            <X size={14} aria-hidden />
          </button>
        </Hint>
      )}
      <Hint text={tabs.length < TABS_LIMIT ? t('open') : t('openLimit', { count: TABS_LIMIT })}>
        <button
          type="button"
          className="button button--icon button--plain"
          aria-label={t('open')}
          aria-disabled={tabs.length >= TABS_LIMIT}
          onClick={openTab}
        >
          <Plus size={14} aria-hidden />
        </button>
      </Hint>
    </div>
  );
}

/** Why nothing is answered just now, or which keys do what. */
function Footer({ state }: { state: SessionState }) {
  const { t } = useTranslation('terminal');
  const playing = useRun((run) => run.playing);
  const ready = useRun((run) => run.phase === 'ready');
  const { play } = useTransport();
  if (ready && state.view === null)
    return (
      <p className="terminal__note" role="status">
        {t('noTools')}
      </p>
    );
  if (!playing)
    return (
      <p className="terminal__note terminal__note--waits" role="status">
        {state.pending > 0 ? t('pausedPending', { count: state.pending }) : t('paused')}{' '}
        <button type="button" className="button" onClick={play}>
          {t('play')}
        </button>
      </p>
    );
  return <p className="terminal__note muted">{t('keys')}</p>;
}
