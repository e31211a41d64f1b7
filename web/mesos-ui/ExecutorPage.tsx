/** `#/agents/ID/frameworks/ID/executors/ID`. Source: Mesos 1.0.1, agent_executor.html. */
import { PageLink } from '../browser/PageLink.tsx';
import { agentFramework, executorUsage, findExecutor } from './agent-usage.ts';
import { UsageTable } from './AgentPage.tsx';
import { DataTable, type Column } from './DataTable.tsx';
import { formatMegabytes, formatNumber } from './format.ts';
import { amountsOf } from './master-document.ts';
import type { TaskJson } from './mesos-json.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, Columns, Facts, masterCrumb } from './PageParts.tsx';
import { useAgent } from './use-agent.ts';

type TaskColumn = Column<TaskJson>;

const id: TaskColumn = { header: 'ID', sort: (task) => task.id, cell: (task) => task.id };
const name: TaskColumn = { header: 'Name', sort: (task) => task.name, cell: (task) => task.name };
const state: TaskColumn = { header: 'State', sort: (task) => task.state, cell: (task) => task.state };

function amountColumns(suffix: string): readonly TaskColumn[] {
  return [
    {
      header: `CPUs${suffix}`,
      sort: (task) => task.resources?.cpus,
      cell: (task) => formatNumber(amountsOf(task.resources).cpus),
    },
    {
      header: `GPUs${suffix}`,
      sort: (task) => task.resources?.gpus,
      cell: (task) => formatNumber(amountsOf(task.resources).gpus),
    },
    {
      header: `Mem${suffix}`,
      sort: (task) => task.resources?.mem,
      cell: (task) => formatMegabytes(amountsOf(task.resources).mem),
    },
    {
      header: `Disk${suffix}`,
      sort: (task) => task.resources?.disk,
      cell: (task) => formatMegabytes(amountsOf(task.resources).disk),
    },
  ];
}

type ExecutorPageProps = { readonly agentId: string; readonly frameworkId: string; readonly executorId: string };

export function ExecutorPage({ agentId, frameworkId, executorId }: ExecutorPageProps) {
  const { model } = useMesos();
  const { state: agent, usage, problem } = useAgent(agentId);
  const framework = agentFramework(agent, frameworkId);
  const executor = findExecutor(framework, executorId);
  const missing = agent !== null && executor === undefined ? `No executor found with ID: ${executorId}` : problem;
  const sandbox: TaskColumn = {
    header: '',
    cell: () => <PageLink href={links.browse(agentId, executor?.directory ?? '')}>Sandbox</PageLink>,
  };
  const taskColumns = [id, name, state, ...amountColumns(' (allocated)'), sandbox];
  const keyOf = (task: TaskJson): string => task.id;
  return (
    <>
      <Breadcrumb
        crumbs={[
          masterCrumb,
          { badge: 'Agent', href: links.agent(agentId), title: agentId },
          { badge: 'Framework', href: links.agentFramework(agentId, frameworkId), title: frameworkId },
          { badge: 'Executor', text: executorId },
        ]}
      />
      {missing !== null && <p className="mesos-alert mesos-alert-danger">{missing}</p>}
      <Columns
        well={
          <>
            <Facts
              facts={[
                ['Executor Name', executor?.name ?? ''],
                ['Executor Source', executor?.source ?? ''],
              ]}
            />
            <Facts
              facts={[
                ['Cluster', model?.state.cluster ?? '(Unnamed)'],
                ['Master', agent?.master_hostname ?? ''],
              ]}
            />
            <Facts facts={[['Active Tasks', formatNumber(executor?.tasks?.length)]]} />
            <UsageTable
              used={executorUsage(usage, frameworkId, executorId)}
              allocated={executor === undefined ? undefined : amountsOf(executor.resources)}
              diskAllocated={amountsOf(executor?.resources).disk}
              memLabel="Mem"
            />
          </>
        }
      >
        <DataTable
          title="Queued Tasks"
          rows={executor?.queued_tasks ?? []}
          columns={[id, name, ...amountColumns('')]}
          keyOf={keyOf}
        />
        <DataTable title="Tasks" rows={executor?.tasks ?? []} columns={taskColumns} keyOf={keyOf} />
        <DataTable title="Completed Tasks" rows={executor?.completed_tasks ?? []} columns={taskColumns} keyOf={keyOf} />
      </Columns>
    </>
  );
}
