import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { taskHealth, taskStatus } from './app-status.ts';
import { Caret, FileMark } from './Icons.tsx';
import { useMarathon } from './marathon-context.ts';
import { fromNow, localeDate } from './marathon-format.ts';
import type { AppJson, TaskJson } from './marathon-json.ts';
import { marathonLinks } from './marathon-route.ts';
import { taskAddress, taskHref } from './task-address.ts';
import type { TaskSort, TaskSortKey } from './task-list.ts';
import { useTaskFile } from './use-task-files.ts';

type TaskTableProps = {
  readonly app: AppJson | null;
  readonly tasks: readonly TaskJson[];
  /** Of all pages: the box in the header chooses these. */
  readonly all: readonly TaskJson[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
  readonly sort: TaskSort;
  readonly onSort: (sort: TaskSort) => void;
};

type Alignment = 'start' | 'center' | 'end';

const columns: readonly (readonly [TaskSortKey | null, string, Alignment])[] = [
  ['id', 'ID', 'start'],
  ['health', 'Health', 'start'],
  ['status', 'Status', 'center'],
  [null, 'Error Log', 'center'],
  [null, 'Output Log', 'center'],
  ['version', 'Version', 'end'],
  ['updated', 'Updated', 'end'],
];

function cellClass(align: Alignment, sorted: boolean): string {
  return `marathon-${align}-text${sorted ? ' marathon-sorted' : ''}`;
}

export function TaskTable({ app, tasks, all, chosen, onChoose, sort, onSort }: TaskTableProps) {
  const checked = (app?.healthChecks?.length ?? 0) > 0;
  const shown = columns.filter(([, label]) => checked || label !== 'Health');
  const allChosen = all.length > 0 && all.every((task) => chosen.has(task.id));
  return (
    <table className="marathon-plain-table marathon-task-table">
      <thead>
        <tr>
          <th className="marathon-box-cell">
            <input
              type="checkbox"
              aria-label="Select all tasks"
              checked={allChosen}
              onChange={() => onChoose(new Set(allChosen ? [] : all.map((task) => task.id)))}
            />
          </th>
          {shown.map(([key, label, align]) => (
            <th
              key={label}
              className={cellClass(align, key !== null && sort.key === key)}
              aria-sort={key !== null && sort.key === key ? (sort.descending ? 'descending' : 'ascending') : 'none'}
            >
              {key === null ? (
                label
              ) : (
                <button
                  type="button"
                  onClick={() => onSort({ key, descending: sort.key === key ? !sort.descending : false })}
                >
                  {align === 'end' && sort.key === key && <Caret up={!sort.descending} />}
                  {align === 'end' && ' '}
                  {label}
                  {align !== 'end' && sort.key === key && <Caret up={!sort.descending} />}
                </button>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <TaskRow
            key={task.id}
            app={app}
            task={task}
            withHealth={checked}
            sorted={sort.key}
            chosen={chosen.has(task.id)}
            onToggle={() => onChoose(toggled(chosen, task.id))}
          />
        ))}
      </tbody>
    </table>
  );
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

function TaskRow(props: {
  readonly app: AppJson | null;
  readonly task: TaskJson;
  readonly withHealth: boolean;
  readonly sorted: TaskSortKey;
  readonly chosen: boolean;
  readonly onToggle: () => void;
}) {
  const { nowMs } = useMarathon();
  const { task, app } = props;
  const health = taskHealth(task);
  const status = taskStatus(task);
  const known = status.updatedAt !== null && task.version !== undefined;
  const at = (key: TaskSortKey, align: Alignment): string => cellClass(align, props.sorted === key);
  return (
    <tr className={props.chosen ? 'marathon-chosen' : ''}>
      <td className="marathon-box-cell">
        <input type="checkbox" aria-label={`Select ${task.id}`} checked={props.chosen} onChange={props.onToggle} />
      </td>
      <td className={at('id', 'start')}>
        <PageLink href={marathonLinks.task(app?.id ?? '', task.id)}>{task.id}</PageLink>
        <br />
        <PageLink className="marathon-muted" href={taskHref(task, app ?? {})} newWindow>
          {taskAddress(task, app ?? {})}
        </PageLink>
      </td>
      {props.withHealth && (
        <td className={`marathon-health-${health.toLowerCase()} ${at('health', 'start')}`} title={health}>
          {health}
        </td>
      )}
      <td className={`${at('status', 'center')}${status.text === 'Staged' ? ' marathon-staged' : ''}`}>
        {status.text}
      </td>
      <td className="marathon-center-text">
        <TaskFileLink task={task} name="stderr" />
      </td>
      <td className="marathon-center-text">
        <TaskFileLink task={task} name="stdout" />
      </td>
      <td className={at('version', 'end')} title={task.version}>
        {known ? fromNow(task.version ?? '', nowMs) : '---'}
      </td>
      <td className={at('updated', 'end')} title={status.updatedAt ?? undefined}>
        {status.updatedAt === null ? '' : localeDate(status.updatedAt)}
      </td>
    </tr>
  );
}

export function TaskFileLink({
  task,
  name,
}: {
  readonly task: Pick<TaskJson, 'id' | 'host' | 'slaveId'>;
  readonly name: 'stderr' | 'stdout';
}) {
  const page = usePage();
  const file = useTaskFile(task);
  const open = async (): Promise<void> => {
    const url = await file.resolve(name);
    if (url !== null) page.openWindow(url, '');
  };
  if (file.state === 'failed') {
    return (
      <button
        type="button"
        className="marathon-link"
        title="Sorry there was a problem retrieving file. Click to retry."
        onClick={() => void open()}
      >
        ⚠ {name}
      </button>
    );
  }
  return (
    <button type="button" className="marathon-link" onClick={() => void open()}>
      {file.state === 'resolving' ? (
        <span className="marathon-spinner marathon-spinner-small" aria-hidden />
      ) : (
        <FileMark />
      )}{' '}
      {name}
    </button>
  );
}
