/** How the software of a container answers, to be changed while it runs. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Behaviour as Settings, ProcessInspector } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Section } from './Section.tsx';

const names = ['failurePercent', 'hangPercent', 'responseMs', 'responseJitterMs'] as const;
const limits = { failurePercent: 100, hangPercent: 100, responseMs: 600_000, responseJitterMs: 600_000 } as const;
const programs: ReadonlySet<string> = new Set(['container', 'task-process']);

export function Behaviour({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('service');
  const { send } = useCommands();
  const [drafts, setDrafts] = useState<Partial<Record<(typeof names)[number], number>>>({});
  if (!programs.has(view.tile.program) || view.tile.status === 'ended') return null;
  const process = view.tile.id;
  const valueOf = (name: (typeof names)[number]): number =>
    drafts[name] ?? Number(view.facts.find((fact) => fact.name === `settings.${name}`)?.value ?? 0);
  const apply = async (): Promise<void> => {
    const behaviour: Partial<Settings> = drafts;
    if (await send({ kind: 'behave', process, behaviour }, t('behaviour.done', { process }))) setDrafts({});
  };
  return (
    <Section title={t('behaviour.title')} count={null} open>
      <form
        className="behaviour"
        onSubmit={(event) => {
          event.preventDefault();
          void apply();
        }}
      >
        {names.map((name) => (
          <label key={name}>
            <span>{t(`behaviour.${name}`)}</span>
            <input
              className="field"
              type="number"
              min={0}
              max={limits[name]}
              value={valueOf(name)}
              onChange={(event) => setDrafts({ ...drafts, [name]: event.target.valueAsNumber })}
            />
          </label>
        ))}
        <button type="submit" className="button" disabled={Object.keys(drafts).length === 0}>
          {t('behaviour.apply')}
        </button>
      </form>
    </Section>
  );
}
