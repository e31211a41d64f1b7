/** Everything one can do, found by typing. */
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTransport } from '../actions/use-transport.ts';
import { formatClock, parseClock } from '../parts/format.ts';
import { Modal } from '../parts/Modal.tsx';
import { useRun } from '../simulation/run-store.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import { STEP_KINDS } from '../state/step-kind.ts';
import { useSelection } from '../state/use-address.ts';
import { type DialogName, showDialog, useView } from '../state/view-store.ts';
import { Entry } from './PaletteEntry.tsx';
import { ProcessEntries } from './PaletteProcesses.tsx';
import './dialogs.css';

export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const instant = parseClock(text);
  const transport = useTransport();
  return (
    <Modal title={t('palette.title')} onClose={onClose} bare>
      <Command className="palette" label={t('palette.title')}>
        <Command.Input
          className="palette__input"
          placeholder={t('palette.placeholder')}
          value={text}
          onValueChange={setText}
          autoFocus
        />
        <Command.List className="palette__list">
          <Command.Empty>{t('palette.empty')}</Command.Empty>
          {instant === null ? null : (
            <Entry value={text} onClose={onClose} run={() => void transport.seek(instant)}>
              {t('palette.goTo', { at: formatClock(instant) })}
            </Entry>
          )}
          <TimeEntries onClose={onClose} />
          <PageEntries onClose={onClose} />
          <ProcessEntries onClose={onClose} />
        </Command.List>
      </Command>
    </Modal>
  );
}

function TimeEntries({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const transport = useTransport();
  const playing = useRun((state) => state.playing);
  return (
    <Command.Group heading={t('palette.time')}>
      <Entry onClose={onClose} run={transport.togglePlay} end={t('key.space')}>
        {playing ? t('transport.pause') : t('transport.play')}
      </Entry>
      {STEP_KINDS.map((kind) => (
        <Entry key={kind} onClose={onClose} run={() => transport.step(kind)}>
          {t('transport.step', { kind: t(`step.${kind}`) })}
        </Entry>
      ))}
      {STEP_KINDS.map((kind) => (
        <Entry key={kind} onClose={onClose} run={() => transport.stepBack(kind)}>
          {t('transport.stepBack', { kind: t(`step.${kind}`) })}
        </Entry>
      ))}
      <Entry onClose={onClose} run={transport.toStart}>
        {t('transport.toStart')}
      </Entry>
      <Entry onClose={onClose} run={transport.toggleAutoPace} end="A">
        {t('palette.autoPace')}
      </Entry>
    </Command.Group>
  );
}

const dialogs: readonly DialogName[] = ['share', 'run', 'help'];
const pages = [
  ['/', 'cluster'],
  ['/mesos', 'mesos'],
  ['/marathon', 'marathon'],
  ['/zookeeper', 'zookeeper'],
  ['/logs', 'logs'],
  ['/about', 'about'],
] as const;

const marathonPages = ['waiting', 'deployments', 'versions'] as const;

function PageEntries({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [, select] = useSelection();
  const language = usePreferences((state) => state.language);
  const keepSearch = (before: Record<string, unknown>) => before as never;
  return (
    <Command.Group heading={t('palette.page')}>
      {pages.map(([to, name]) => (
        <Entry key={name} onClose={onClose} run={() => void navigate({ to, search: keepSearch })}>
          {t('palette.show', { page: t(`rail.${name}`) })}
        </Entry>
      ))}
      {marathonPages.map((name) => (
        <Entry key={name} onClose={onClose} run={() => void navigate({ to: `/marathon/${name}`, search: keepSearch })}>
          {t('palette.show', { page: `${t('rail.marathon')}: ${t(`marathon:tab.${name}`)}` })}
        </Entry>
      ))}
      {dialogs.map((dialog) => (
        <Entry key={dialog} onClose={onClose} run={() => showDialog(dialog)}>
          {t(`palette.dialog.${dialog}`)}
        </Entry>
      ))}
      <Entry
        onClose={onClose}
        run={() => useView.setState((state) => ({ topologyAsTable: !state.topologyAsTable }))}
        end="T"
      >
        {t('shortcut.table')}
      </Entry>
      <Entry onClose={onClose} run={() => select(null)}>
        {t('shortcut.close')}
      </Entry>
      <Entry onClose={onClose} run={() => setPreferences({ language: language === 'en' ? 'zh-CN' : 'en' })}>
        {t('language.change')}
      </Entry>
      {(['dark', 'light', 'system'] as const).map((theme) => (
        <Entry key={theme} onClose={onClose} run={() => setPreferences({ theme })}>
          {t(`theme.${theme}`)}
        </Entry>
      ))}
    </Command.Group>
  );
}
