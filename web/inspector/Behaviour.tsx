/** How the software of a container answers, to be changed while it runs. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Behaviour as Settings, ProcessInspector } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Form } from '../console/parts/Form.tsx';
import { Section } from './Section.tsx';

const names = [
  'startupMs',
  'warmupMs',
  'warmupFailurePercent',
  'failurePercent',
  'hangPercent',
  'responseMs',
  'responseJitterMs',
] as const;
type Name = (typeof names)[number] | 'crashInMs';
type Drafts = Partial<Record<Name, number>>;
const limits: Readonly<Record<Name, number>> = {
  startupMs: 3_600_000,
  warmupMs: 3_600_000,
  warmupFailurePercent: 100,
  failurePercent: 100,
  hangPercent: 100,
  responseMs: 600_000,
  responseJitterMs: 600_000,
  crashInMs: 3_600_000,
};
const programs: ReadonlySet<string> = new Set(['container', 'task-process']);

/** An emptied field asks for nothing. */
function withDraft(drafts: Drafts, name: Name, value: number): Drafts {
  const { [name]: _former, ...others } = drafts;
  return Number.isNaN(value) ? others : { ...others, [name]: value };
}

export function Behaviour({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('service');
  const { send } = useCommands();
  const [drafts, setDrafts] = useState<Drafts>({});
  if (!programs.has(view.tile.program) || view.tile.status === 'ended') return null;
  const process = view.tile.id;
  // A crash is set from now on: there is no present value.
  const valueOf = (name: Name): number | '' =>
    drafts[name] ??
    (name === 'crashInMs' ? '' : Number(view.facts.find((fact) => fact.name === `settings.${name}`)?.value ?? 0));
  const apply = async (): Promise<void> => {
    const behaviour: Partial<Settings> & { readonly crashInMs?: number } = drafts;
    if (await send({ kind: 'behave', process, behaviour }, t('behaviour.done', { process }))) setDrafts({});
  };
  return (
    <Section title={t('behaviour.title')} count={null} open>
      <Form className="behaviour" onSubmit={apply}>
        {([...names, 'crashInMs'] as const).map((name) => (
          <label key={name}>
            <span>{t(`behaviour.${name}`)}</span>
            <input
              className="field"
              type="number"
              min={0}
              max={limits[name]}
              value={valueOf(name)}
              onChange={(event) => setDrafts(withDraft(drafts, name, event.target.valueAsNumber))}
            />
          </label>
        ))}
        <button type="submit" className="button" disabled={Object.keys(drafts).length === 0}>
          {t('behaviour.apply')}
        </button>
      </Form>
    </Section>
  );
}
