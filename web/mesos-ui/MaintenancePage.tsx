/** `#/maintenance`: later than 1.0.1. As the page of 1.11, from the schedule that a 1.0.1 master has just as well. */
import { useEffect, useMemo, useRef } from 'react';
import { usePolledJson } from '../browser/polled-json.ts';
import { DataTable, type Column } from './DataTable.tsx';
import { useMesos } from './mesos-context.ts';
import { Breadcrumb, masterCrumb, Stamp } from './PageParts.tsx';

/** `/master/maintenance/schedule`. Without duration the window has no end. */
type ScheduleJson = {
  readonly windows?: readonly {
    readonly machine_ids?: readonly { readonly hostname?: string; readonly ip?: string }[];
    readonly unavailability: {
      readonly start: { readonly nanoseconds: number };
      readonly duration?: { readonly nanoseconds: number };
    };
  }[];
};

type WindowRow = {
  readonly beginS: number;
  readonly endS: number | undefined;
  readonly hosts: readonly string[];
};

const columns: readonly Column<WindowRow>[] = [
  { header: 'Begin', sort: (row) => row.beginS, cell: (row) => <Stamp seconds={row.beginS} planned /> },
  { header: 'End', sort: (row) => row.endS, cell: (row) => <Stamp seconds={row.endS} planned /> },
  {
    header: 'Hosts',
    sort: (row) => row.hosts.join(),
    cell: (row) => row.hosts.map((host) => <div key={host}>{host}</div>),
  },
];

export function MaintenancePage() {
  const { host, stateCount } = useMesos();
  const schedule = usePolledJson<ScheduleJson>(`http://${host}/master/maintenance/schedule`, null);
  const again = useRef(schedule.refetch);
  again.current = schedule.refetch;
  useEffect(() => again.current(), [stateCount]);
  const rows = useMemo(() => windowRows(schedule.value), [schedule.value]);
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Maintenance Schedule' }]} />
      <DataTable
        title="Maintenance Schedule"
        rows={rows}
        columns={columns}
        keyOf={(row) => `${row.beginS} ${row.hosts.join()}`}
      />
    </>
  );
}

function windowRows(schedule: ScheduleJson | null): readonly WindowRow[] {
  return (schedule?.windows ?? []).map(({ unavailability, machine_ids: machines = [] }) => {
    const beginS = unavailability.start.nanoseconds / 1e9;
    const durationS = unavailability.duration === undefined ? undefined : unavailability.duration.nanoseconds / 1e9;
    return {
      beginS,
      endS: durationS === undefined ? undefined : beginS + durationS,
      hosts: machines.map((machine) => machine.hostname ?? machine.ip ?? ''),
    };
  });
}
