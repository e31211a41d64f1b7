/** Mark, run, transport, clock, and what concerns the page as a whole. */
import { Command, Languages, Moon, Share2, Sun, SunMoon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../parts/Hint.tsx';
import { useRun } from '../simulation/run-store.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import type { Theme } from '../state/preferences.ts';
import { showDialog } from '../state/view-store.ts';
import { Clock } from './Clock.tsx';
import { SpeedControl } from './SpeedControl.tsx';
import { TransportBar } from './TransportBar.tsx';
import './top-bar.css';

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };
const themeIcons = { system: SunMoon, dark: Moon, light: Sun } as const;

export function TopBar() {
  return (
    <header className="top-bar">
      <Mark />
      <RunButton />
      <TransportBar />
      <SpeedControl />
      <Clock />
      <PageButtons />
    </header>
  );
}

function Mark() {
  return (
    <div className="mark">
      <svg className="mark__sign" viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="8.4" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <circle cx="10" cy="10" r="3.6" fill="currentColor" />
      </svg>
      <h1 className="mark__name">Mesoscope</h1>
    </div>
  );
}

function RunButton() {
  const { t } = useTranslation();
  const run = useRun((state) => state.run);
  const connecting = useRun((state) => state.phase === 'connecting');
  if (run === null) return connecting ? <span className="top-bar__run muted">{t('connecting')}</span> : null;
  const scenario = t(`scenario.${run.scenario}`, { defaultValue: run.scenario });
  return (
    <Hint text={t('run.change')}>
      <button type="button" className="button button--plain top-bar__run" onClick={() => showDialog('run')}>
        <span className="top-bar__scenario">{scenario}</span>
        <span className="muted">{t('run.seed', { seed: run.seed })}</span>
      </button>
    </Hint>
  );
}

function PageButtons() {
  const { t } = useTranslation();
  const theme = usePreferences((state) => state.theme);
  const language = usePreferences((state) => state.language);
  const ThemeIcon = themeIcons[theme];
  return (
    <div className="top-bar__page">
      <Hint text={t('share.hint')}>
        <button type="button" className="button" aria-label={t('share.button')} onClick={() => showDialog('share')}>
          <Share2 size={14} aria-hidden /> <span className="top-bar__word">{t('share.button')}</span>
        </button>
      </Hint>
      <Hint text={t('language.change')}>
        <button
          type="button"
          className="button"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => setPreferences({ language: language === 'en' ? 'zh-CN' : 'en' })}
        >
          <Languages size={14} aria-hidden /> {t('language.other')}
        </button>
      </Hint>
      <Hint text={t(`theme.${theme}`)}>
        <button
          type="button"
          className="button button--icon"
          aria-label={t(`theme.${theme}`)}
          onClick={() => setPreferences({ theme: nextTheme[theme] })}
        >
          <ThemeIcon size={15} aria-hidden />
        </button>
      </Hint>
      <Hint text={t('palette.open')} shortcut="Ctrl K">
        <button
          type="button"
          className="button button--icon"
          aria-label={t('palette.open')}
          onClick={() => showDialog('palette')}
        >
          <Command size={14} aria-hidden />
        </button>
      </Hint>
    </div>
  );
}
