/** What a person does to the cluster: sends the command, tells the outcome, offers the way back. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageCommand, ProcessAction } from '../../../sim-worker/api.ts';
import { virtualNowUs } from '../simulation/live.ts';
import { useRun } from '../simulation/run-store.ts';
import { useSimulation } from '../simulation-context.ts';
import { notify } from '../state/toast-store.ts';
import { formatClock } from '../parts/format.ts';

export type Commands = {
  /** `done` is the sentence for a command that was accepted. */
  send(command: PageCommand, done: string): Promise<boolean>;
  act(action: ProcessAction, process: string): Promise<boolean>;
};

export function useCommands(): Commands {
  const simulation = useSimulation();
  const { t } = useTranslation('actions');
  return useMemo(() => {
    const undo = async (beforeUs: number): Promise<void> => {
      await simulation.api.pause();
      const sought = await simulation.api.seek(beforeUs);
      const forgotten = sought.ok ? await simulation.api.forgetFuture() : sought;
      const text = forgotten.ok ? t('undone', { at: formatClock(beforeUs) }) : forgotten.error.message;
      notify({ tone: forgotten.ok ? 'done' : 'failed', text, action: null });
    };
    const send = async (command: PageCommand, done: string): Promise<boolean> => {
      const beforeUs = Math.max(0, virtualNowUs() - 1);
      const result = await simulation.api.command(command);
      if (!result.ok) {
        notify({ tone: 'failed', text: t('refused', { reason: result.error.message }), action: null });
        return false;
      }
      const action = { label: t('undo'), run: () => void undo(beforeUs) };
      notify({ tone: 'done', text: `${formatClock(beforeUs)} · ${done}`, action });
      return true;
    };
    const act = (action: ProcessAction, process: string): Promise<boolean> => {
      const title = useRun.getState().tiles.get(process)?.title ?? process;
      return send({ kind: action, process }, t(`${action}.done`, { title }));
    };
    return { send, act };
  }, [simulation, t]);
}
