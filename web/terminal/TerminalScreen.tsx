/** One terminal: the screen, joined with the run while it is on the page. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onFrame } from '../console/simulation/live.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { notify } from '../console/state/toast-store.ts';
import {
  type SessionState,
  type TerminalSession,
  closeSession,
  forget,
  openSession,
  refresh,
} from './terminal-session.ts';
import { useScreen } from './use-screen.ts';

type Props = {
  readonly id: string;
  readonly onState: (state: SessionState) => void;
  readonly onSession: (session: TerminalSession | null) => void;
};

export function TerminalScreen({ id, onState, onSession }: Props) {
  const { t } = useTranslation('terminal');
  const { t: tActions } = useTranslation('actions');
  const element = useRef<HTMLDivElement>(null);
  const simulation = useSimulation();
  const ready = useRun((state) => state.phase === 'ready');
  const resets = useRun((state) => state.resets);
  const screen = useScreen(element, t('input', { name: id }));
  const [session, setSession] = useState<TerminalSession | null>(null);
  const texts = {
    welcome: [t('welcome.what'), t('welcome.help')],
    refused: (reason: string) => tActions('refused', { reason }),
  };
  const tell = useRef({ onState, onSession, ...texts });
  useEffect(() => {
    tell.current = { onState, onSession, ...texts };
  });
  useEffect(() => {
    if (screen === null || !ready) return;
    const opened = openSession({
      id,
      screen,
      simulation,
      welcome: tell.current.welcome,
      onState: (state) => tell.current.onState(state),
      onRefused: (reason) => notify({ tone: 'failed', text: tell.current.refused(reason), action: null }),
    });
    setSession(opened);
    tell.current.onSession(opened);
    const stop = onFrame(() => void refresh(opened));
    screen.focus();
    return () => {
      stop();
      closeSession(opened);
      setSession(null);
      tell.current.onSession(null);
    };
  }, [screen, simulation, ready, id]);
  useEffect(() => {
    if (session !== null) forget(session);
  }, [resets, session]);
  return <div className="terminal__screen" ref={element} data-own-keys data-terminal={id} />;
}
