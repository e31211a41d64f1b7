/** A subtree from a file: read, judged in whole, its effect told; only then is anything sent. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiResult, ImportPlan } from '../../sim-worker/api.ts';
import { Form } from '../console/parts/Form.tsx';
import { formatBytes } from '../console/parts/format.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { Problem, type Run } from './ZnodeForms.tsx';
import { pathProblem } from './znode-text.ts';

/** Larger files are refused before they are read. */
const LARGEST_FILE = 32 * 1024 * 1024;

type Draft = { readonly path: string; readonly text: string; readonly overwrite: boolean };

type ImportDraft = {
  readonly draft: Draft;
  readonly plan: ApiResult<ImportPlan> | null;
  readonly take: (change: Partial<Draft>) => void;
  readonly read: (file: File | undefined) => Promise<void>;
};

/** Another file, place or choice: the plan is made anew. */
function useImport(into: string): ImportDraft {
  const { t } = useTranslation('znodes');
  const simulation = useSimulation();
  const [draft, setDraft] = useState<Draft>({ path: into, text: '', overwrite: false });
  const [plan, setPlan] = useState<ApiResult<ImportPlan> | null>(null);
  const asked = useRef(0);
  const take = (change: Partial<Draft>): void => {
    const next = { ...draft, ...change };
    setDraft(next);
    setPlan(null);
    asked.current += 1;
    const number = asked.current;
    if (next.text === '' || pathProblem(next.path) !== null) return;
    void simulation.api.planImport(next.path, next.text, next.overwrite).then((answer) => {
      if (number === asked.current) setPlan(answer);
    });
  };
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const message = t('import.tooLarge', { size: formatBytes(LARGEST_FILE) });
    if (file.size > LARGEST_FILE) setPlan({ ok: false, error: { code: 'TOO_LARGE', message } });
    else take({ text: await file.text() });
  };
  return { draft, plan, take, read };
}

export function ImportForm({ into, run }: { into: string; run: Run }) {
  const { t } = useTranslation('znodes');
  const { draft, plan, take, read } = useImport(into);
  const { path, text, overwrite } = draft;
  const problem = pathProblem(path);
  return (
    <Form
      className="znode-form"
      onSubmit={() => {
        if (plan?.ok === true) void run({ op: 'import', path, text, overwrite });
      }}
    >
      <label className="modal__label">
        {t('import.file')}
        <input type="file" accept=".json,application/json" onChange={(event) => void read(event.target.files?.[0])} />
      </label>
      <label className="modal__label">
        {t('import.text')}
        <textarea
          className="field mono znode-form__data"
          value={text}
          onChange={(event) => take({ text: event.target.value })}
        />
      </label>
      <label className="modal__label">
        {t('import.into')}
        <input
          className="field mono"
          value={path}
          aria-invalid={problem !== null}
          onChange={(event) => take({ path: event.target.value })}
        />
      </label>
      <Problem shown={problem !== null} text={problem === null ? '' : t(`problem.${problem}`)} />
      <label className="modal__row">
        <input type="checkbox" checked={overwrite} onChange={(event) => take({ overwrite: event.target.checked })} />{' '}
        {t('import.overwrite')}
      </label>
      <Plan plan={plan} />
      <button type="submit" className="button button--primary" aria-disabled={plan?.ok !== true}>
        {t('import.submit')}
      </button>
    </Form>
  );
}

/** Nothing has been changed yet, whatever this says. */
function Plan({ plan }: { readonly plan: ApiResult<ImportPlan> | null }) {
  const { t } = useTranslation('znodes');
  if (plan === null) return <p className="muted">{t('import.wait')}</p>;
  if (!plan.ok) return <Problem shown text={t('import.refused', { reason: plan.error.message })} />;
  const { creates, sets, unchanged, ephemeralsLeftOut, bytes } = plan.value;
  return (
    <p role="status">
      {t('import.plan', { creates, sets, unchanged, size: formatBytes(bytes) })}
      {ephemeralsLeftOut > 0 ? ` ${t('import.ephemerals', { count: ephemeralsLeftOut })}` : ''}
    </p>
  );
}
