/** Arguments, variables and files of a Mesos or Marathon process for its next start. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInspector } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Form } from '../console/parts/Form.tsx';
import { type StartSettings, linesOf, readVariables, settingsOf } from './command-lines.ts';
import { ConfigFile } from './ConfigFile.tsx';
import { hasEnded } from './has-ended.ts';
import { LinesField } from './LinesField.tsx';
import { Section } from './Section.tsx';

/** Folder of files that the package's start script makes flags of. */
const folders: ReadonlyMap<string, string> = new Map([
  ['mesos-master', '/etc/mesos-master'],
  ['mesos-agent', '/etc/mesos-slave'],
  ['marathon', '/etc/marathon/conf'],
]);

export function CommandLine({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('inspector');
  const folder = folders.get(view.tile.program);
  if (folder === undefined) return null;
  const isStopped = hasEnded(view.tile);
  return (
    <Section title={t('commandLine.title')} count={null} open={false}>
      <div className="behaviour">
        <p className="muted">
          {t(isStopped ? 'commandLine.text' : 'commandLine.stopFirst', { context: view.tile.program })}
        </p>
        <Arguments view={view} folder={folder} isStopped={isStopped} />
        <ConfigFile host={view.tile.host} folder={folder} files={view.configFiles} />
      </div>
    </Section>
  );
}

type ArgumentsProps = {
  readonly view: ProcessInspector;
  readonly folder: string;
  readonly isStopped: boolean;
};

function Arguments({ view, folder, isStopped }: ArgumentsProps) {
  const { t } = useTranslation('inspector');
  const { send } = useCommands();
  const [draft, setDraft] = useState<Partial<StartSettings>>({});
  const settings = { ...settingsOf(view.flags), ...draft };
  const variables = readVariables(settings.variables);
  const isReady = isStopped && variables.ok && Object.keys(draft).length > 0;
  const change = (part: Partial<StartSettings>): void => setDraft((before) => ({ ...before, ...part }));
  const apply = async (): Promise<void> => {
    if (!isReady) return;
    const { tile } = view;
    const given = { arguments: linesOf(settings.flags), environment: variables.value };
    const command = { kind: 'setArguments', process: tile.id, ...given, packageStart: settings.packageStart } as const;
    if (await send(command, t('commandLine.done', { title: tile.title }))) setDraft({});
  };
  return (
    <Form className="behaviour" onSubmit={apply}>
      <LinesField
        label={t('commandLine.flags')}
        example={t('commandLine.flagsExample', { context: view.tile.program })}
        text={settings.flags}
        onChange={(flags) => change({ flags })}
      />
      <LinesField
        label={t('commandLine.variables')}
        example="MESOS_CLUSTER=mine"
        text={settings.variables}
        error={variables.ok ? null : t('commandLine.noVariable', { line: variables.line })}
        onChange={(changed) => change({ variables: changed })}
      />
      <label className="behaviour__check">
        <input
          type="checkbox"
          checked={settings.packageStart}
          onChange={(event) => change({ packageStart: event.target.checked })}
        />
        <span>{t('commandLine.packageStart', { folder })}</span>
      </label>
      <button type="submit" className="button" aria-disabled={!isReady}>
        {t('commandLine.apply')}
      </button>
    </Form>
  );
}
