/** `#/frameworks/ID`. Source: Mesos 1.0.1, framework.html. */
import { PageLink } from '../browser/PageLink.tsx';
import { useAnswer } from '../browser/documents/use-document.ts';
import { MasterTable } from './DataTable.tsx';
import { formatMegabytes, formatNumber } from './format.ts';
import type { FrameworkRow } from './master-document.ts';
import type { FoundFramework, MasterQuestion } from './master-reader.ts';
import { useMesos } from './mesos-context.ts';
import { Breadcrumb, Columns, Facts, Stamp, masterCrumb } from './PageParts.tsx';
import { frameworkActiveColumns, frameworkCompletedColumns, taskKey } from './task-columns.tsx';

export function FrameworkPage({ frameworkId }: { readonly frameworkId: string }) {
  const { document, version } = useMesos();
  const question: MasterQuestion = { ask: 'framework', id: frameworkId };
  const found = useAnswer<FoundFramework>(document, version, question);
  const row = found?.row ?? undefined;
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Framework', text: row?.framework.id ?? '' }]} />
      {found !== null && row === undefined && (
        <p className="mesos-alert mesos-alert-danger">No framework found with ID: {frameworkId}</p>
      )}
      {found?.completed === true && <p className="mesos-alert mesos-alert-danger">This framework has terminated!</p>}
      <Columns well={<FrameworkWell row={row} />}>
        <MasterTable
          title="Active Tasks"
          name={{ list: 'activeTasks', framework: frameworkId }}
          columns={frameworkActiveColumns}
          keyOf={taskKey}
        />
        <MasterTable
          title="Completed Tasks"
          name={{ list: 'completedTasks', framework: frameworkId }}
          columns={frameworkCompletedColumns}
          keyOf={taskKey}
        />
      </Columns>
    </>
  );
}

function FrameworkWell({ row }: { readonly row: FrameworkRow | undefined }) {
  const framework = row?.framework;
  const url = framework?.webui_url ?? '';
  return (
    <Facts
      facts={[
        ['Name', framework?.name ?? ''],
        ...(url === ''
          ? []
          : [
              [
                'Web UI',
                <PageLink key="url" href={url}>
                  {url}
                </PageLink>,
              ] as const,
            ]),
        ['User', framework?.user ?? ''],
        ['Role', framework?.role ?? ''],
        ['Principal', framework?.principal ?? ''],
        ['Registered', <Stamp key="registered" seconds={framework?.registered_time} />],
        [
          'Re-registered',
          framework?.reregistered_time === undefined ? (
            '-'
          ) : (
            <Stamp key="again" seconds={framework.reregistered_time} />
          ),
        ],
        ['Active tasks', formatNumber(row?.activeTasks)],
        ['CPUs', formatNumber(row?.amounts.cpus)],
        ['GPUs', formatNumber(row?.amounts.gpus)],
        ['Mem', formatMegabytes(row?.amounts.mem)],
        ['Disk', formatMegabytes(row?.amounts.disk)],
      ]}
    />
  );
}
