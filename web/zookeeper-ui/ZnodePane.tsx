/** The znode tree, live: as one serving server of the ensemble sees it. */
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ZnodeListView } from '../../sim-worker/api.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { ZnodeDialog, type ZnodeTask } from './ZnodeDialog.tsx';
import { ZnodeDetails } from './ZnodeDetails.tsx';
import { ZnodeTree } from './ZnodeTree.tsx';
import { ancestors, treeRows } from './tree-rows.ts';
import './zookeeper-ui.css';

const EVERY_MS = 350;
const CHILDREN_FETCHED = 1000;

type Lists = { readonly lists: ReadonlyMap<string, ZnodeListView>; readonly problem: string | null };

function useTree(expanded: ReadonlySet<string>): Lists | null {
  const paths = ['/', ...expanded].sort();
  return usePolled(
    'tree',
    async (api): Promise<Lists> => {
      const answers = await Promise.all(paths.map((path) => api.znodes(path, 0, CHILDREN_FETCHED)));
      const lists = new Map<string, ZnodeListView>();
      for (const answer of answers) if (answer.ok) lists.set(answer.value.path, answer.value);
      const root = answers[paths.indexOf('/')];
      return { lists, problem: root !== undefined && !root.ok ? root.error.message : null };
    },
    EVERY_MS,
    paths.join(' '),
  );
}

export function ZnodePane() {
  const { t } = useTranslation('znodes');
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set(['/mesos', '/marathon', '/marathon/leader']));
  const [selected, setSelected] = useState<string | null>(null);
  const [task, setTask] = useState<ZnodeTask | null>(null);
  const tree = useTree(expanded);
  const rows = useMemo(() => (tree === null ? [] : treeRows(tree.lists, expanded)), [tree, expanded]);
  const toggle = (path: string, open: boolean): void => {
    const next = new Set(expanded);
    if (open) next.add(path);
    else next.delete(path);
    setExpanded(next);
  };
  const show = (path: string): void => {
    setExpanded(new Set([...expanded, ...ancestors(path).filter((above) => above !== '/')]));
    setSelected(path);
  };
  if (tree === null) return <StatePage title={t('loading')} text="" />;
  if (tree.problem !== null) return <StatePage title={t('noServer.title')} text={t('noServer.text')} />;
  return (
    <div className="znodes">
      <div className="znodes__bar">
        <span className="muted znodes__server">
          <Seen server={tree.lists.get('/')?.server ?? ''} /> · <Term name="znode" /> · <Term name="ephemeral" /> ·{' '}
          <Term name="sequential" />
        </span>
        <button type="button" className="button" onClick={() => setTask({ kind: 'create', parent: selected ?? '/' })}>
          <Plus size={14} aria-hidden /> {t('create.button')}
        </button>
      </div>
      <div className="znodes__body">
        <ZnodeTree rows={rows} selected={selected} onSelect={setSelected} onToggle={toggle} />
        {selected === null ? (
          <StatePage title={t('choose.title')} text={t('choose.text')} />
        ) : (
          <ZnodeDetails key={selected} path={selected} onTask={setTask} />
        )}
      </div>
      {task === null ? null : <ZnodeDialog task={task} onClose={() => setTask(null)} onCreated={show} />}
    </div>
  );
}

function Seen({ server }: { server: string }) {
  const { t } = useTranslation('znodes');
  const title = useRun((state) => state.tiles.get(server)?.title ?? server);
  return <span>{t('seenBy', { server: title })}</span>;
}
