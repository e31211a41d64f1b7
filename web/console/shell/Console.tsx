/** The frame of the console: top bar, rail, panes, timeline; notices and dialogs above them. */
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EventLine } from '../../event-list/EventLine.tsx';
import { Timeline } from '../../timeline/Timeline.tsx';
import { useAddressInstant } from '../state/use-address-instant.ts';
import { useRun } from '../simulation/run-store.ts';
import { HintLayer } from '../parts/HintLayer.tsx';
import { Dialogs } from './Dialogs.tsx';
import { Panes } from './Panes.tsx';
import { Rail } from './Rail.tsx';
import { RunTrouble } from './RunTrouble.tsx';
import { Toasts } from './Toasts.tsx';
import { TopBar } from './TopBar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import './console.css';

export function Console() {
  const { t } = useTranslation();
  useShortcuts();
  useAddressInstant();
  const usable = useRun((state) => state.phase === 'ready' || state.phase === 'connecting');
  return (
    <div className="console">
      <a className="skip-link" href="#main" onClick={focusMain}>
        {t('skipToMain')}
      </a>
      <TopBar />
      <Rail />
      <main className="console__main" id="main" tabIndex={-1}>
        {usable ? (
          <Panes>
            <Outlet />
          </Panes>
        ) : (
          <RunTrouble />
        )}
      </main>
      <footer className="console__bottom" aria-label={t('bottom')}>
        <Timeline />
        <EventLine />
      </footer>
      <Toasts />
      <Dialogs />
      <HintLayer />
    </div>
  );
}

/** The address belongs to the router: the skip link moves the focus by hand. */
function focusMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
