/** The znode tree, live as one serving server sees it, or as it was at an instant of the run. */
import { FileUp, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ZnodeRowsView } from '../../sim-worker/api.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { ZnodeDetails } from './ZnodeDetails.tsx';
import { ZnodeDialog, type ZnodeTask } from './ZnodeDialog.tsx';
import { ZnodeInstant } from './ZnodeInstant.tsx';
import { ZnodeSearch } from './ZnodeSearch.tsx';
import { ZnodeTree } from './ZnodeTree.tsx';
import { type RowWindow, useZnodeRows } from './use-znode-rows.ts';
import { ancestors } from './znode-text.ts';
import './zookeeper-ui.css';

const FIRST_WINDOW: RowWindow = { offset: 0, limit: 120 };

export function ZnodePane() {
  const { t } = useTranslation('znodes');
  const simulation = useSimulation();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set(['/mesos', '/marathon', '/marathon/leader']));
  const [selected, setSelected] = useState<string | null>(null);
  const [task, setTask] = useState<ZnodeTask | null>(null);
  const [atUs, setAtUs] = useState<number | null>(null);
  const [window, setWindow] = useState(FIRST_WINDOW);
  const [wanted, setWanted] = useState<{ readonly row: number } | null>(null);
  const shown = useZnodeRows(expanded, window, atUs);
  const toggle = (path: string, open: boolean): void => {
    const next = new Set(expanded);
    if (open) next.add(path);
    else next.delete(path);
    setExpanded(next);
  };
  const show = async (path: string): Promise<void> => {
    const opened = new Set([...expanded, ...ancestors(path).filter((above) => above !== '/')]);
    setExpanded(opened);
    setSelected(path);
    const found = await simulation.api.znodeRows({ expanded: [...opened], offset: 0, limit: 1, atUs, locate: path });
    if (found.ok && found.value.located !== null) setWanted({ row: found.value.located });
  };
  const past = atUs !== null;
  return (
    <div className="znodes">
      <Bar atUs={atUs} onAtUs={setAtUs} selected={selected} onTask={setTask} onShow={(path) => void show(path)} />
      <About view={shown?.answer.ok === true ? shown.answer.value : null} onRoot={() => setSelected('/')} />
      {shown === null ? (
        <StatePage title={t('loading')} text="" />
      ) : !shown.answer.ok ? (
        <StatePage
          title={t(past ? 'noTree.title' : 'noServer.title')}
          text={t(past ? 'noTree.text' : 'noServer.text')}
        />
      ) : (
        <div className="znodes__body">
          <ZnodeTree
            view={shown.answer.value}
            changed={shown.changed}
            selected={selected}
            wanted={wanted}
            onWindow={setWindow}
            onSelect={setSelected}
            onToggle={toggle}
          />
          {selected === null ? (
            <StatePage title={t('choose.title')} text={t('choose.text')} />
          ) : (
            <ZnodeDetails
              key={selected}
              path={selected}
              atUs={atUs}
              onTask={setTask}
              onShow={(path) => void show(path)}
            />
          )}
        </div>
      )}
      {task === null ? null : (
        <ZnodeDialog task={task} onClose={() => setTask(null)} onCreated={(path) => void show(path)} />
      )}
    </div>
  );
}

type BarProps = {
  readonly atUs: number | null;
  readonly onAtUs: (atUs: number | null) => void;
  readonly selected: string | null;
  readonly onTask: (task: ZnodeTask) => void;
  readonly onShow: (path: string) => void;
};

/** The past cannot be written: its buttons rest. */
function Bar({ atUs, onAtUs, selected, onTask, onShow }: BarProps) {
  const { t } = useTranslation('znodes');
  const path = selected ?? '/';
  return (
    <div className="znodes__bar">
      <ZnodeSearch atUs={atUs} onShow={onShow} />
      <ZnodeInstant atUs={atUs} onAtUs={onAtUs} />
      <span className="znodes__tasks">
        <button
          type="button"
          className="button"
          disabled={atUs !== null}
          onClick={() => onTask({ kind: 'create', parent: path })}
        >
          <Plus size={14} aria-hidden /> {t('create.button')}
        </button>
        <button
          type="button"
          className="button"
          disabled={atUs !== null}
          onClick={() => onTask({ kind: 'import', into: path })}
        >
          <FileUp size={14} aria-hidden /> {t('import.button')}
        </button>
      </span>
    </div>
  );
}

/** Whose tree it is, and the words of it. */
function About({ view, onRoot }: { readonly view: ZnodeRowsView | null; readonly onRoot: () => void }) {
  const { t } = useTranslation('znodes');
  return (
    <p className="znodes__about muted">
      {view === null ? null : <Seen server={view.server} total={view.total} />}
      <button type="button" className="link mono" aria-label={t('root')} onClick={onRoot}>
        {'/'}
      </button>{' '}
      · <Term name="znode" /> · <Term name="ephemeral" /> · <Term name="sequential" /> · <Term name="watch" />
    </p>
  );
}

function Seen({ server, total }: { server: string; total: number }) {
  const { t } = useTranslation('znodes');
  const title = useRun((state) => state.tiles.get(server)?.title ?? server);
  return (
    <span>{`${server === '' ? t('seenThen') : t('seenBy', { server: title })} · ${t('rows', { count: total })} · `}</span>
  );
}
