import { Chevron } from './Icons.tsx';
import { PageLink } from '../browser/PageLink.tsx';
import { lastPart } from './marathon-format.ts';
import { groupsAbove, marathonLinks } from './marathon-route.ts';

type Crumb = { readonly text: string; readonly href: string };

/** Applications > group > … > application > task or volume. The last part is no link but in the list's rows. */
export function Breadcrumb(props: {
  readonly group?: string;
  readonly app?: string;
  readonly task?: string;
  readonly volume?: string;
  readonly linked?: boolean;
}) {
  const { group, app } = props;
  const id = app ?? group ?? '/';
  const crumbs: readonly Crumb[] = [
    { text: 'Applications', href: marathonLinks.apps },
    ...groupsAbove(id).map((above) => ({ text: lastPart(above), href: marathonLinks.group(above) })),
    ...(id === '/'
      ? []
      : [{ text: lastPart(id), href: app === undefined ? marathonLinks.group(id) : marathonLinks.app(id) }]),
    ...partsBelow(app ?? '', props.task, props.volume),
  ];
  return (
    <ol className="marathon-breadcrumb">
      {crumbs.map((crumb, index) => (
        <li key={index}>
          {index > 0 && <Chevron />}
          {index === crumbs.length - 1 && props.linked !== true ? (
            crumb.text
          ) : (
            <PageLink href={crumb.href}>{crumb.text}</PageLink>
          )}
        </li>
      ))}
    </ol>
  );
}

function partsBelow(app: string, task: string | undefined, volume: string | undefined): readonly Crumb[] {
  if (task !== undefined) return [{ text: task, href: marathonLinks.task(app, task) }];
  if (volume === undefined) return [];
  return [
    { text: 'Volumes', href: marathonLinks.app(app, 'volumes') },
    { text: volume, href: marathonLinks.volume(app, volume) },
  ];
}
