/** Filters of the list. Each change is a new address. */
import { DropdownMenu } from 'radix-ui';
import { useMemo, useState, type ReactNode } from 'react';
import { usePage } from '../browser/page-context.ts';
import { healthFilters, labelText, labelsInUse, sidebarCounts, type ListFilters } from './app-list.ts';
import { statuses } from './app-status.ts';
import { Caret } from './Icons.tsx';
import { isSameLabel, menuLabels, menuTitle, type LabelPair } from './label-menu.ts';
import { useMarathon } from './marathon-context.ts';
import { listFragment } from './marathon-route.ts';

export function Sidebar({ group }: { readonly group: string }) {
  const { items, route } = useMarathon();
  const page = usePage();
  const { filters } = route;
  const counts = useMemo(() => sidebarCounts(items, group, filters), [items, group, filters]);
  const labels = useMemo(() => labelsInUse(items), [items]);
  const apply = (change: Partial<ListFilters>): void =>
    page.navigate(listFragment(route.path, { ...filters, ...change }));
  return (
    <aside className="marathon-sidebar" aria-label="Filters">
      <FilterBlock title="Status" active={filters.status.length > 0} onClear={() => apply({ status: [] })}>
        {statuses.map((status) => (
          <FilterRow
            key={status}
            label={status}
            count={counts.status.get(status) ?? 0}
            checked={filters.status.includes(status)}
            onToggle={() => apply({ status: toggled(filters.status, status) })}
          />
        ))}
      </FilterBlock>
      <FilterBlock title="Health" active={filters.health.length > 0} onClear={() => apply({ health: [] })}>
        {healthFilters.map((health) => (
          <FilterRow
            key={health}
            label={health.charAt(0).toUpperCase() + health.slice(1)}
            count={counts.health.get(health) ?? 0}
            checked={filters.health.includes(health)}
            onToggle={() => apply({ health: toggled(filters.health, health) })}
          />
        ))}
      </FilterBlock>
      {labels.length > 0 && (
        <FilterBlock title="Label" active={filters.labels.length > 0} onClear={() => apply({ labels: [] })}>
          <LabelMenu labels={labels} chosen={filters.labels} onChange={(chosen) => apply({ labels: chosen })} />
        </FilterBlock>
      )}
      <FilterBlock title="Resources" active={false} onClear={() => undefined}>
        <FilterRow
          label="Volumes"
          count={counts.volumes}
          checked={filters.volumes}
          onToggle={() => apply({ volumes: !filters.volumes })}
        />
      </FilterBlock>
    </aside>
  );
}

function toggled<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function FilterBlock(props: {
  readonly title: string;
  readonly active: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
}) {
  return (
    <section className="marathon-filter-block">
      <h3>
        {props.title}
        {props.active && (
          <button type="button" onClick={props.onClear}>
            Clear
          </button>
        )}
      </h3>
      {props.children}
    </section>
  );
}

function FilterRow(props: {
  readonly label: string;
  readonly count: number;
  readonly checked: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <label className={props.count === 0 ? 'marathon-filter-row marathon-filter-none' : 'marathon-filter-row'}>
      <input type="checkbox" checked={props.checked} onChange={props.onToggle} />
      <span>{props.label}</span>
      {props.count > 0 && <span className="marathon-count">{props.count}</span>}
    </label>
  );
}

function LabelMenu(props: {
  readonly labels: readonly LabelPair[];
  readonly chosen: readonly LabelPair[];
  readonly onChange: (chosen: readonly LabelPair[]) => void;
}) {
  const [typed, setTyped] = useState('');
  const isChosen = (label: LabelPair): boolean => props.chosen.some((one) => isSameLabel(one, label));
  const toggle = (label: LabelPair): void =>
    props.onChange(isChosen(label) ? props.chosen.filter((one) => !isSameLabel(one, label)) : [...props.chosen, label]);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="marathon-select">
        {menuTitle(props.chosen.length)} <Caret />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="marathon-menu marathon-label-menu" align="start" sideOffset={4}>
          <input
            aria-label="Filter labels"
            placeholder="Filter labels"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => event.stopPropagation()}
          />
          {menuLabels(props.labels, props.chosen, typed).map((label) => (
            <DropdownMenu.CheckboxItem
              key={labelText(label)}
              checked={isChosen(label)}
              onCheckedChange={() => toggle(label)}
              onSelect={(event) => event.preventDefault()}
            >
              <span className="marathon-check">{isChosen(label) ? '☑' : '☐'}</span> {labelText(label)}
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
