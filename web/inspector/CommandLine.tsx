/** The flags of a stopped Mesos process for its next start, and the files under /etc that they name. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInspector } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Section } from './Section.tsx';

const programs: ReadonlySet<string> = new Set(['mesos-master', 'mesos-agent']);

/** One flag a line; empty lines say nothing. */
function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function CommandLine({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('inspector');
  const { send } = useCommands();
  const [flags, setFlags] = useState('');
  const [path, setPath] = useState('/etc/mesos/credentials');
  const [text, setText] = useState('');
  if (!programs.has(view.tile.program)) return null;
  const process = view.tile.id;
  const isStopped = view.tile.status === 'ended';
  const setArguments = (): void =>
    void send({ kind: 'setArguments', process, arguments: linesOf(flags) }, t('commandLine.done', { process }));
  const writeFile = (): void =>
    void send({ kind: 'writeFile', host: view.tile.host, path, text }, t('commandLine.written', { path }));
  return (
    <Section title={t('commandLine.title')} count={null} open={false}>
      <div className="behaviour">
        <p className="muted">{t(isStopped ? 'commandLine.text' : 'commandLine.stopFirst')}</p>
        <label>
          <span>{t('commandLine.flags')}</span>
          <textarea
            className="field mono"
            rows={3}
            spellCheck={false}
            placeholder={t('commandLine.flagsExample')}
            value={flags}
            onChange={(event) => setFlags(event.target.value)}
          />
        </label>
        <button
          type="button"
          className="button"
          aria-disabled={!isStopped}
          onClick={isStopped ? setArguments : undefined}
        >
          {t('commandLine.apply')}
        </button>
        <label>
          <span>{t('commandLine.path')}</span>
          <input className="field mono" value={path} onChange={(event) => setPath(event.target.value)} />
        </label>
        <label>
          <span>{t('commandLine.content')}</span>
          <textarea
            className="field mono"
            rows={3}
            spellCheck={false}
            placeholder={t('commandLine.contentExample')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="button" className="button" onClick={writeFile}>
          {t('commandLine.write')}
        </button>
      </div>
    </Section>
  );
}
