/** `#/apps` and `#/group/ID`. Source: mesosphere/marathon-ui v1.1.7, components/TabPanesComponent.jsx, AppListComponent.jsx. */
import { useMemo, useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { isFiltered, listRows, type ListSort } from './app-list.ts';
import { AppTable } from './AppTable.tsx';
import { Breadcrumb } from './Breadcrumb.tsx';
import { fetchError } from './fetch-error.ts';
import { InlineDialog, LoadingDialog } from './InlineDialog.tsx';
import { useMarathon } from './marathon-context.ts';
import { listFragment, marathonLinks } from './marathon-route.ts';
import { Sidebar } from './Sidebar.tsx';

export function AppListPage({ group }: { readonly group: string }) {
  const { items, route, groups } = useMarathon();
  const [sort, setSort] = useState<ListSort>({ key: 'id', descending: false });
  const { filters } = route;
  const rows = useMemo(() => listRows(items, group, filters, sort), [items, group, filters, sort]);
  const loading = groups.value === null && groups.failure === null;
  return (
    <div className="marathon-list">
      <Sidebar group={group} />
      <div className="marathon-list-main">
        <ContextBar group={group} />
        <AppTable
          rows={rows}
          group={group}
          flat={isFiltered(filters)}
          sort={sort}
          byScore={filters.text !== '' && sort.key === 'id'}
          onSort={setSort}
          error={fetchError('apps', groups.failure)}
        />
        {loading && <LoadingDialog what="applications" />}
        {groups.value !== null && rows.length === 0 && <EmptyList group={group} />}
      </div>
    </div>
  );
}

function ContextBar({ group }: { readonly group: string }) {
  const { route } = useMarathon();
  const page = usePage();
  const { filters, path } = route;
  return (
    <div className="marathon-context-bar">
      {filters.text === '' ? (
        <Breadcrumb group={group} />
      ) : (
        <p className="marathon-breadcrumb">
          Search results for "{filters.text}"{' '}
          <PageLink href={listFragment(path, { ...filters, text: '' })}>Clear search</PageLink>
        </p>
      )}
      <div>
        <button
          type="button"
          className="marathon-button marathon-outline"
          onClick={() => page.navigate(marathonLinks.modal(path, 'new-group', group))}
        >
          Create Group
        </button>
        <button
          type="button"
          className="marathon-button marathon-primary"
          onClick={() => page.navigate(marathonLinks.modal(path, 'new-app', group))}
        >
          Create Application
        </button>
      </div>
    </div>
  );
}

function EmptyList({ group }: { readonly group: string }) {
  const { items, route } = useMarathon();
  const page = usePage();
  const create = (
    <button
      type="button"
      className="marathon-button marathon-large marathon-primary"
      onClick={() => page.navigate(marathonLinks.modal(route.path, 'new-app', group))}
    >
      Create Application
    </button>
  );
  if (items.length === 0) {
    return (
      <InlineDialog
        title="No Applications Created"
        message="Do more with Marathon by creating and organizing your applications."
        dashed
      >
        {create}
      </InlineDialog>
    );
  }
  if (isFiltered(route.filters)) {
    return (
      <InlineDialog title="No Applications Found" message="No applications match your criteria.">
        <PageLink className="marathon-button marathon-large marathon-primary" href={marathonLinks.apps}>
          Show all Applications
        </PageLink>
      </InlineDialog>
    );
  }
  return (
    <InlineDialog title="No Applications Created" message="No Applications in this Group." dashed>
      {create}
    </InlineDialog>
  );
}
