import { Folder } from 'lucide-react';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { labelText, type ListItem, type SortKey } from './app-list.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { HealthBar } from './HealthBar.tsx';
import { formatCpus, formatMemory, lastPart } from './marathon-format.ts';
import { groupOf, marathonLinks } from './marathon-route.ts';
import { RowMenu } from './RowMenu.tsx';
import { StatusBadge } from './StatusBadge.tsx';

type AppRowProps = {
  readonly item: ListItem;
  readonly group: string;
  readonly flat: boolean;
  readonly sorted: SortKey;
};

/** Drawn again only when what it shows has changed. */
export const AppRow = memo(function AppRow({ item, group, flat, sorted }: AppRowProps) {
  const page = usePage();
  const href = item.kind === 'app' ? marathonLinks.app(item.id) : marathonLinks.group(item.id);
  const at = (key: SortKey): string => `marathon-col-${key}${sorted === key ? ' marathon-sorted' : ''}`;
  return (
    <div className="marathon-row marathon-body-row" role="row" onClick={() => page.navigate(href)}>
      <div role="cell" className={at('id')}>
        {item.kind === 'group' ? (
          <Folder size={24} fill="currentColor" className="marathon-folder" aria-label="Group" />
        ) : (
          <AppIcon />
        )}
        <NameCell item={item} href={href} group={group} flat={flat} />
      </div>
      <div role="cell" className={at('totalCpus')}>
        {formatCpus(item.totalCpus)}
      </div>
      <div role="cell" className={at('totalMem')} title={`${item.totalMem} MiB`}>
        {formatMemory(item.totalMem)}
      </div>
      <div role="cell" className={at('status')}>
        <StatusBadge status={item.status} delay={item.delay} />
      </div>
      <div role="cell" className={at('tasksRunning')}>
        {item.tasksRunning} of {item.instances}
      </div>
      <div role="cell" className={at('healthWeight')}>
        <HealthBar buckets={item.health} instances={item.instances} status={item.status} />
      </div>
      <div role="cell" className="marathon-col-actions" onClick={(event) => event.stopPropagation()}>
        <RowMenu item={item} />
      </div>
    </div>
  );
});

/** A twenty-sided die, drawn anew. */
function AppIcon() {
  return (
    <svg
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.2"
      strokeLinejoin="round"
      className="marathon-app-icon"
      aria-label="Application"
    >
      <path d="M12 1.500l9 5.200v10.600l-9 5.200-9-5.200V6.700z" />
      <path d="M12 6.500l5.500 9h-11zM12 1.500v5M3 6.700l9-.2 9 .2M3 6.700l3.500 8.800L3 17.300M21 6.700l-3.500 8.800 3.500 1.800M6.500 15.500l5.500 7 5.500-7" />
    </svg>
  );
}

function NameCell({ item, href, group, flat }: Omit<AppRowProps, 'sorted'> & { readonly href: string }) {
  const name = flat || group === '/' ? lastPart(item.id) : item.id.slice(group.length + 1);
  return (
    <span className="marathon-name">
      <span className="marathon-name-line">
        <PageLink href={href} title={item.id}>
          {name}
        </PageLink>
        {item.app !== null && <LabelPills labels={sortedLabels(item.app.labels)} />}
      </span>
      {flat && (
        <span className="marathon-place">
          in <Breadcrumb group={groupOf(item.id)} linked />
        </span>
      )}
    </span>
  );
}

function sortedLabels(labels: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(labels)
    .filter(([key]) => key !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** As many labels as fit on the line; the rest in a popover. */
function LabelPills({ labels }: { readonly labels: readonly (readonly [string, string])[] }) {
  const line = useRef<HTMLSpanElement>(null);
  const [cut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = line.current;
    if (element === null) return undefined;
    const measure = (): void => setCut(element.scrollHeight > element.clientHeight + 4);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [labels.length]);
  if (labels.length === 0) return null;
  return (
    <>
      <span className="marathon-pills" ref={line}>
        {labels.map((label) => (
          <span key={label[0]} className="marathon-pill" title={labelText(label)}>
            {labelText(label)}
          </span>
        ))}
      </span>
      {cut && (
        <span
          className="marathon-pill marathon-more"
          role="img"
          tabIndex={0}
          aria-label={`All Labels: ${labels.map(labelText).join(', ')}`}
        >
          ...
          <span className="marathon-popover" aria-hidden>
            <strong>All Labels</strong>
            {labels.map((label) => (
              <span key={label[0]} className="marathon-pill">
                {labelText(label)}
              </span>
            ))}
          </span>
        </span>
      )}
    </>
  );
}
