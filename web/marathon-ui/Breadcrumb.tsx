import { Chevron } from './Icons.tsx';
import { PageLink } from '../browser/PageLink.tsx';
import { lastPart } from './marathon-format.ts';
import { groupsAbove, marathonLinks } from './marathon-route.ts';

/** Applications > group > … > application > task. The last part is no link. */
export function Breadcrumb({
  group,
  app,
  task,
}: {
  readonly group?: string;
  readonly app?: string;
  readonly task?: string;
}) {
  const id = app ?? group ?? '/';
  const crumbs: { readonly text: string; readonly href: string }[] = [
    { text: 'Applications', href: marathonLinks.apps },
    ...groupsAbove(id).map((above) => ({ text: lastPart(above), href: marathonLinks.group(above) })),
    ...(id === '/'
      ? []
      : [{ text: lastPart(id), href: app === undefined ? marathonLinks.group(id) : marathonLinks.app(id) }]),
    ...(task === undefined ? [] : [{ text: task, href: '' }]),
  ];
  return (
    <ol className="marathon-breadcrumb">
      {crumbs.map((crumb, index) => (
        <li key={index}>
          {index > 0 && <Chevron />}
          {index === crumbs.length - 1 ? crumb.text : <PageLink href={crumb.href}>{crumb.text}</PageLink>}
        </li>
      ))}
    </ol>
  );
}
