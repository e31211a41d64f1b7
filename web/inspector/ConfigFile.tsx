/** A file below /etc of the process's host: shown if it is there, written as typed. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInspector } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Form } from '../console/parts/Form.tsx';
import { LabelledField } from './LabelledField.tsx';
import { LinesField } from './LinesField.tsx';

type ConfigFileProps = {
  readonly host: string;
  /** Proposed for a file that is not there yet. */
  readonly folder: string;
  readonly files: ProcessInspector['configFiles'];
};

/** As the worker takes it. */
const PATH = /^\/etc\/[\w./?-]+$/;

export function ConfigFile({ host, folder, files }: ConfigFileProps) {
  const { t } = useTranslation('inspector');
  const { send } = useCommands();
  const listId = useId();
  const [path, setPath] = useState('/etc/mesos/credentials');
  const [draft, setDraft] = useState<string | null>(null);
  const stored = files.find((file) => file.path === path)?.text ?? '';
  const isPath = PATH.test(path);
  const choose = (chosen: string): void => {
    setPath(chosen);
    setDraft(null);
  };
  const write = async (): Promise<void> => {
    if (!isPath) return;
    const command = { kind: 'writeFile', host, path, text: draft ?? stored } as const;
    if (await send(command, t('commandLine.written', { path }))) setDraft(null);
  };
  const proposals = new Set([...files.map((file) => file.path), '/etc/mesos/credentials', `${folder}/quorum`]);
  return (
    <Form className="behaviour behaviour--second" onSubmit={write}>
      <LabelledField label={t('commandLine.path')} error={isPath ? null : t('commandLine.noPath')}>
        {(attributes) => (
          <>
            <input
              {...attributes}
              className="field mono"
              list={listId}
              spellCheck={false}
              value={path}
              onChange={(event) => choose(event.target.value)}
            />
            <datalist id={listId}>
              {[...proposals].map((proposal) => (
                <option key={proposal} value={proposal} />
              ))}
            </datalist>
          </>
        )}
      </LabelledField>
      <LinesField
        label={t('commandLine.content')}
        example={t('commandLine.contentExample')}
        text={draft ?? stored}
        onChange={setDraft}
      />
      <button type="submit" className="button" aria-disabled={!isPath}>
        {t('commandLine.write')}
      </button>
    </Form>
  );
}
