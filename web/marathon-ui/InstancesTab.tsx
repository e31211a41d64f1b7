/** Tasks of an application. Source: mesosphere/marathon-ui v1.1.7, components/TaskViewComponent.jsx, TaskListItemComponent.jsx. */
import { useMemo, useState } from 'react';
import { killTasks, type KillKind } from './actions.ts';
import { fetchError } from './fetch-error.ts';
import { InlineDialog, LoadingDialog } from './InlineDialog.tsx';
import { useMarathon } from './marathon-context.ts';
import type { AppJson, TaskJson } from './marathon-json.ts';
import { Pager, pageSize } from './Pager.tsx';
import { TaskTable } from './TaskTable.tsx';
import { sortTasks, type TaskSort } from './task-list.ts';

export function InstancesTab({ app }: { readonly app: AppJson | null }) {
  const { app: polled, env } = useMarathon();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [killed, setKilled] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useState<TaskSort>({ key: 'updated', descending: false });
  const [page, setPage] = useState(1);
  const tasks = useMemo(
    () =>
      sortTasks(
        (app?.tasks ?? []).filter((task) => !killed.has(task.id)),
        sort,
      ),
    [app, killed, sort],
  );
  const selected = tasks.filter((task) => chosen.has(task.id));
  const shownPage = Math.min(page, Math.max(1, Math.ceil(tasks.length / pageSize)));
  const error = fetchError('tasks', polled.failure);
  const kill = async (kind: KillKind): Promise<void> => {
    const ids = selected.map((task) => task.id);
    if (!(await killTasks(env, ids, kind))) return;
    setKilled((before) => new Set([...before, ...ids]));
    setChosen(new Set());
  };
  return (
    <section className="marathon-tab-body">
      <div className="marathon-toolbar">
        <TaskButtons selected={selected} onKill={(kind) => void kill(kind)} />
        <Pager count={tasks.length} page={shownPage} onPage={setPage} />
      </div>
      {error !== null && (
        <p className="marathon-error-line" role="alert">
          {error}
        </p>
      )}
      <TaskTable
        app={app}
        tasks={tasks.slice((shownPage - 1) * pageSize, shownPage * pageSize)}
        all={tasks}
        chosen={chosen}
        onChoose={setChosen}
        sort={sort}
        onSort={setSort}
      />
      {app === null && polled.failure === null && <LoadingDialog what="tasks" />}
      {app !== null && tasks.length === 0 && (
        <InlineDialog title="No Tasks Running" message="Running tasks will be shown here." />
      )}
    </section>
  );
}

function TaskButtons(props: { readonly selected: readonly TaskJson[]; readonly onKill: (kind: KillKind) => void }) {
  const { env } = useMarathon();
  if (props.selected.length === 0) {
    return (
      <button type="button" className="marathon-button marathon-small-outline" onClick={env.refresh}>
        ↻ Refresh
      </button>
    );
  }
  return (
    <div className="marathon-button-group">
      <button type="button" onClick={() => props.onKill('kill')}>
        Kill
      </button>
      <button type="button" onClick={() => props.onKill('killAndScale')}>
        Kill & Scale
      </button>
      {props.selected.some((task) => (task.localVolumes?.length ?? 0) > 0) && (
        <button type="button" onClick={() => props.onKill('killAndWipe')}>
          Kill & Wipe
        </button>
      )}
    </div>
  );
}
