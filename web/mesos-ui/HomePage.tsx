/** `#/`. Source: Mesos 1.0.1, home.html. */
import { useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { MasterTable } from './DataTable.tsx';
import { formatHomeCpus, formatMegabytes } from './format.ts';
import type { Amounts } from './master-document.ts';
import type { MasterStateJson } from './mesos-json.ts';
import { useMesos } from './mesos-context.ts';
import { Dialog } from './Dialog.tsx';
import { AmountTable, Breadcrumb, Columns, CountTable, Facts, Stamp } from './PageParts.tsx';
import { pailerName } from './pailer-window.ts';
import { homeActiveColumns, homeCompletedColumns, taskKey } from './task-columns.tsx';

export function HomePage() {
  const { model } = useMesos();
  const empty = (text: string) => (model === null ? {} : { emptyText: text });
  return (
    <>
      <Breadcrumb crumbs={[{ badge: 'Master', text: model?.state.id ?? '' }]} />
      <Columns well={<HomeWell />}>
        <MasterTable
          title="Active Tasks"
          name={{ list: 'activeTasks' }}
          columns={homeActiveColumns}
          keyOf={taskKey}
          {...empty('No active tasks.')}
        />
        <MasterTable
          title="Completed Tasks"
          name={{ list: 'completedTasks' }}
          columns={homeCompletedColumns}
          keyOf={taskKey}
          {...empty('No completed tasks.')}
        />
        <MasterTable
          title="Orphan Tasks"
          name={{ list: 'orphanTasks' }}
          columns={homeCompletedColumns}
          keyOf={taskKey}
          {...empty('No orphan tasks.')}
        />
      </Columns>
    </>
  );
}

function HomeWell() {
  const { model, metrics } = useMesos();
  const state: MasterStateJson = model?.state ?? {};
  const metric = (name: string): number => metrics?.[`master/tasks_${name}`] ?? 0;
  return (
    <>
      <Facts
        facts={[
          ['Cluster', <ClusterName key="cluster" name={state.cluster} />],
          ['Server', state.pid?.split('@')[1] ?? ''],
          ['Version', state.version ?? ''],
          ['Built', <Built key="built" state={state} />],
          ['Started', <Stamp key="started" seconds={state.start_time} />],
          ['Elected', <Stamp key="elected" seconds={state.elected_time} />],
        ]}
      />
      <LogLink state={state} />
      <CountTable
        title="Agents"
        rows={[
          ['Activated', state.activated_slaves],
          ['Deactivated', state.deactivated_slaves],
        ]}
      />
      <CountTable
        title="Tasks"
        rows={[
          ['Staging', metric('staging')],
          ['Starting', metric('starting')],
          ['Running', metric('running')],
          ['Killing', metric('killing')],
          ['Finished', metric('finished')],
          ['Killed', metric('killed')],
          ['Failed', metric('failed')],
          ['Lost', metric('lost')],
          ['Orphan', model?.orphanTasks],
        ]}
      />
      <AmountTable
        title="Resources"
        columns={['CPUs', 'GPUs', 'Mem', 'Disk']}
        rows={[
          ['Total', ...amountCells(model?.total)],
          ['Used', ...amountCells(model?.used)],
          ['Offered', ...amountCells(model?.offered)],
          ['Idle', ...amountCells(model?.idle)],
        ]}
      />
    </>
  );
}

function amountCells(amounts: Amounts | undefined): readonly string[] {
  return [
    formatHomeCpus(amounts?.cpus),
    formatHomeCpus(amounts?.gpus),
    formatMegabytes(amounts?.mem),
    formatMegabytes(amounts?.disk),
  ];
}

function ClusterName({ name }: { readonly name: string | undefined }) {
  if (name !== undefined) return <>{name}</>;
  return <span title="To name this cluster, set the --cluster flag when starting the master.">(Unnamed)</span>;
}

function Built({ state }: { readonly state: MasterStateJson }) {
  return (
    <>
      <Stamp seconds={state.build_time} /> by <em>{state.build_user ?? ''}</em>
    </>
  );
}

/** The log of the server in the address bar, whoever leads. */
function LogLink({ state }: { readonly state: MasterStateJson }) {
  const page = usePage();
  const { host } = useMesos();
  const [refused, setRefused] = useState(false);
  const open = (): void => {
    if (state.log_dir === undefined && state.external_log_file === undefined) setRefused(true);
    else page.openWindow('/static/pailer.html', pailerName(`http://${host}`, '/master/log', `Mesos Master (${host})`));
  };
  return (
    <>
      <button type="button" className="mesos-link" onClick={open}>
        LOG
      </button>
      {refused && <NoLogDialog onClose={() => setRefused(false)} />}
    </>
  );
}

export function NoLogDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Logging to a file is not enabled" button="Continue" onButton={onClose}>
      Set the 'external_log_file' or 'log_dir' option if you wish to access the logs.
    </Dialog>
  );
}
