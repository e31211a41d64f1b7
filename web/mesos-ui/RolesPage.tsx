/**
 * `#/roles`: later than 1.0.1. As the page of 1.11 (src/webui/app/roles), from what a 1.0.1 master tells: /master/roles,
 * /master/quota, and the reservations of /master/slaves. A quota of 1.0.1 is guarantee and limit in one.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { usePolledDocument, useAnswer } from '../browser/documents/use-document.ts';
import { usePolledJson } from '../browser/polled-json.ts';
import { FilterBox, Pagination, sortMark, useTableState } from './DataTable.tsx';
import { formatHomeCpus, formatMegabytes, formatNumber } from './format.ts';
import type { Amounts } from './master-document.ts';
import type { MasterQuestion } from './master-reader.ts';
import { useMesos } from './mesos-context.ts';
import { Breadcrumb, masterCrumb } from './PageParts.tsx';
import { roleRows, type QuotaJson, type RoleRow, type RolesJson, type RoleUse } from './roles.ts';
import { filterRows, pageCount, rowsPerPage, sortRows, type SortValue } from './table-model.ts';

type Group = 'offered' | 'allocated' | 'reserved' | 'consumed' | 'guarantee' | 'limit';
type Choice = Group | 'weight' | 'frameworks';

/** Check boxes in the order of the page, with what is shown at first. */
const choices: readonly (readonly [Choice, string, boolean])[] = [
  ['weight', 'Weight', false],
  ['frameworks', 'Frameworks', false],
  ['offered', 'Offered', false],
  ['allocated', 'Allocated', true],
  ['reserved', 'Reserved', true],
  ['consumed', 'Quota Consumption', true],
  ['guarantee', 'Quota Guarantee', false],
  ['limit', 'Quota Limit', true],
];

const groups: readonly (readonly [Group, string])[] = [
  ['offered', 'Offered'],
  ['allocated', 'Allocated'],
  ['reserved', 'Reserved'],
];
const quotaGroups: readonly (readonly [Group, string])[] = [
  ['consumed', 'Consumption'],
  ['guarantee', 'Guarantee'],
  ['limit', 'Limit'],
];

const kinds = [
  ['cpus', 'CPU'],
  ['gpus', 'GPU'],
  ['mem', 'Mem'],
  ['disk', 'Disk'],
] as const;

/** Every sub-column sorts by what the role holds, used and offered, as the original's do. */
const sortKeys: readonly (readonly [string, (row: RoleRow) => SortValue])[] = [
  ['name', (row) => row.name],
  ['weight', (row) => row.weight],
  ['frameworks', (row) => row.frameworks],
  ...groups
    .concat(quotaGroups)
    .flatMap(([group]) =>
      kinds.map(([kind]) => [`${group}.${kind}`, (row: RoleRow): SortValue => row.held[kind]] as const),
    ),
];

export function RolesPage() {
  const rows = useRoles();
  const [shown, setShown] = useState<ReadonlySet<Choice>>(
    () => new Set(choices.flatMap(([choice, , first]) => (first ? [choice] : []))),
  );
  const toggle = (choice: Choice): void => {
    const next = new Set(shown);
    if (!next.delete(choice)) next.add(choice);
    setShown(next);
  };
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Roles' }]} />
      <div className="mesos-choices">
        <strong>Columns:</strong>
        {choices.map(([choice, label]) => (
          <label key={choice}>
            <input type="checkbox" checked={shown.has(choice)} onChange={() => toggle(choice)} /> {label}
          </label>
        ))}
      </div>
      <RolesTable rows={rows} shown={shown} />
    </>
  );
}

function useRoles(): readonly RoleRow[] {
  const { host, document, version, stateCount } = useMesos();
  const roles = usePolledJson<RolesJson>(`http://${host}/master/roles`, null);
  const quota = usePolledJson<QuotaJson>(`http://${host}/master/quota`, null);
  const question: MasterQuestion = { ask: 'roles' };
  const use = useAnswer<readonly RoleUse[]>(document, version, question);
  const reserved = use?.some((role) => role.reserved.cpus + role.reserved.mem + role.reserved.disk > 0) ?? false;
  const slaves = usePolledDocument<Readonly<Record<string, Amounts>>>(
    reserved ? `http://${host}/master/slaves` : null,
    null,
    'mesosSlaves',
  );
  const again = useRef<() => void>(() => {});
  again.current = () => {
    roles.refetch();
    quota.refetch();
    if (reserved) slaves.refetch();
  };
  useEffect(() => again.current(), [stateCount]);
  return useMemo(
    () => roleRows(roles.value, quota.value, use ?? [], slaves.value ?? {}),
    [roles.value, quota.value, use, slaves.value],
  );
}

function RolesTable({ rows, shown }: { readonly rows: readonly RoleRow[]; readonly shown: ReadonlySet<Choice> }) {
  const state = useTableState([], 'ascending');
  const keyOf = sortKeys[state.sort.column]?.[1];
  const matching = filterRows(rows, state.typed);
  const sorted = keyOf === undefined ? matching : sortRows(matching, keyOf, state.sort.descending);
  const pages = pageCount(sorted.length);
  const page = Math.min(state.page, pages);
  const open = [...groups, ...quotaGroups].filter(([group]) => shown.has(group));
  return (
    <section className="mesos-table-block">
      <div className="mesos-table-title">
        <h3>Roles</h3>
        {rows.length > 0 && <FilterBox title="Roles" typed={state.typed} onType={state.filter} />}
      </div>
      <div className="mesos-wide">
        <table className="mesos-table mesos-grouped" aria-label="Roles">
          <RolesHead shown={shown} state={state} />
          <tbody>
            {sorted.slice((page - 1) * rowsPerPage, page * rowsPerPage).map((row) => (
              <tr key={row.name}>
                <td>{row.name}</td>
                {shown.has('weight') && <td>{formatNumber(row.weight)}</td>}
                {shown.has('frameworks') && <td>{formatNumber(row.frameworks)}</td>}
                {open.map(([group]) => (
                  <AmountCells key={group} amounts={row[group]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && <Pagination page={page} pages={pages} onPage={state.setPage} />}
    </section>
  );
}

function AmountCells({ amounts }: { readonly amounts: Amounts }) {
  return kinds.map(([kind], index) => (
    <td key={kind} className={index === 0 ? 'mesos-group-start' : ''}>
      {amounts[kind] === 0
        ? '-'
        : kind === 'cpus' || kind === 'gpus'
          ? formatHomeCpus(amounts[kind])
          : formatMegabytes(amounts[kind])}
    </td>
  ));
}

type HeadProps = { readonly shown: ReadonlySet<Choice>; readonly state: ReturnType<typeof useTableState> };

function RolesHead({ shown, state }: HeadProps) {
  const open = groups.filter(([group]) => shown.has(group));
  const openQuota = quotaGroups.filter(([group]) => shown.has(group));
  return (
    <thead>
      <tr>
        <SortHeader name="name" label="Role" rows={3} state={state} />
        {shown.has('weight') && <SortHeader name="weight" label="Weight" rows={3} state={state} />}
        {shown.has('frameworks') && <SortHeader name="frameworks" label="Frameworks" rows={3} state={state} />}
        {open.map(([group, label]) => (
          <th key={group} className="mesos-group" colSpan={4} rowSpan={2}>
            {label}
          </th>
        ))}
        {openQuota.length > 0 && (
          <th className="mesos-group" colSpan={4 * openQuota.length}>
            Quota
          </th>
        )}
      </tr>
      <tr>
        {openQuota.map(([group, label]) => (
          <th key={group} className="mesos-group" colSpan={4}>
            {label}
            {group === 'consumed' && (
              <span className="mesos-question" title="Allocated or Reserved">
                ?
              </span>
            )}
          </th>
        ))}
      </tr>
      <tr>
        {[...open, ...openQuota].flatMap(([group]) =>
          kinds.map(([kind, label], index) => (
            <SortHeader
              key={`${group}.${kind}`}
              name={`${group}.${kind}`}
              label={label}
              start={index === 0}
              state={state}
            />
          )),
        )}
      </tr>
    </thead>
  );
}

function SortHeader(props: {
  readonly name: string;
  readonly label: string;
  readonly rows?: number;
  readonly start?: boolean;
  readonly state: HeadProps['state'];
}) {
  const { state } = props;
  const column = sortKeys.findIndex(([name]) => name === props.name);
  const { mark, aria } = sortMark(state.sort, column);
  return (
    <th rowSpan={props.rows} aria-sort={aria} className={props.start === true ? 'mesos-group-start' : 'mesos-middle'}>
      <button type="button" onClick={() => state.sortBy(column)}>
        {props.label}
        {mark}
      </button>
    </th>
  );
}
