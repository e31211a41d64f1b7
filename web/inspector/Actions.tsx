/** What one can do to a process: each with a sentence of what it does and the command that it stands for. */
import { useTranslation } from 'react-i18next';
import type { ProcessAction, ProcessInspector } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { hasEnded } from './has-ended.ts';

const actions: readonly ProcessAction[] = ['kill', 'stop', 'pause', 'resume', 'start', 'restart', 'wipe'];
const destructive: ReadonlySet<ProcessAction> = new Set(['kill', 'wipe']);

/** Names as the hosts' supervisors and init scripts know them. */
const serviceNames: Readonly<Record<string, string>> = {
  zookeeper: 'zookeeper',
  'mesos-master': 'mesos-master',
  'mesos-agent': 'mesos-slave',
  marathon: 'marathon',
};

function commandOf(action: ProcessAction, { tile, store }: ProcessInspector): string {
  const service = serviceNames[tile.program] ?? tile.program;
  switch (action) {
    case 'kill':
      return `kill -9 ${tile.pid}`;
    case 'pause':
      return `kill -STOP ${tile.pid}`;
    case 'resume':
      return `kill -CONT ${tile.pid}`;
    case 'wipe':
      return `rm -rf ${store ?? ''}`;
    case 'start':
    case 'stop':
    case 'restart':
      return `supervisorctl ${action} ${service}`;
  }
}

/** Actions that could ever fit this process now: no pause beside resume, no start beside stop. */
function shownActions(view: ProcessInspector): readonly ProcessAction[] {
  const { status } = view.tile;
  return actions.filter((action) => {
    if (action === 'wipe') return view.store !== null;
    if (action === 'resume') return status === 'paused';
    if (action === 'pause') return status !== 'paused';
    if (action === 'start') return hasEnded(view.tile);
    if (action === 'stop') return status !== 'ended';
    return action !== 'kill' || status === 'running' || status === 'paused';
  });
}

export function Actions({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('actions');
  return (
    <div className="actions" role="group" aria-label={t('label')}>
      {shownActions(view).map((action) => (
        <ActionRow key={action} action={action} view={view} />
      ))}
      <p className="muted actions__undo">{t('undoText')}</p>
    </div>
  );
}

function ActionRow({ action, view }: { action: ProcessAction; view: ProcessInspector }) {
  const { t } = useTranslation('actions');
  const { act } = useCommands();
  const allowed = view.actions.includes(action);
  const word = t(`${action}.word`);
  const meaning = allowed ? t(`${action}.meaning`, { store: view.store ?? '' }) : t(`${action}.why`);
  return (
    <button
      type="button"
      className={destructive.has(action) ? 'action action--danger' : 'action'}
      aria-disabled={!allowed}
      onClick={() => (allowed ? void act(action, view.tile.id) : undefined)}
      data-action={action}
    >
      <span className="action__word">{word}</span>
      <span className="action__meaning">{meaning}</span>
      <code className="mono action__command">{commandOf(action, view)}</code>
    </button>
  );
}
