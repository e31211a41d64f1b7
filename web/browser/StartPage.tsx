import { useSyncExternalStore } from 'react';
import { useSimulation } from '../console/simulation-context.ts';
import { bookmarksOf, type BookmarkGroup } from './bookmarks.ts';
import { PageLink } from './PageLink.tsx';
import { useBrowserText } from './texts.ts';

/** Agents listed by name; the rest of a large cluster is reached through the Mesos page. */
const maxListed = 60;

export function StartPage() {
  const text = useBrowserText();
  const simulation = useSimulation();
  // The text form changes only when a server appears, goes or takes the lead: no rendering for each frame.
  const key = useSyncExternalStore(simulation.onFrame, () => JSON.stringify(bookmarksOf(simulation.tiles().values())));
  const groups = JSON.parse(key) as readonly BookmarkGroup[];
  return (
    <div className="browser-start">
      <h2>{text('start.title')}</h2>
      <p>{groups.length === 0 ? text('start.empty') : text('start.hint')}</p>
      {groups.map((group) => (
        <BookmarkList key={group.program} group={group} />
      ))}
    </div>
  );
}

function BookmarkList({ group }: { readonly group: BookmarkGroup }) {
  const text = useBrowserText();
  return (
    <section>
      <h3>{text(`start.${group.program}`)}</h3>
      <ul>
        {group.pages.slice(0, maxListed).map((page) => (
          <li key={page.url}>
            <PageLink href={page.url}>{page.host}</PageLink>
            {page.leading && <em>{text('start.leading')}</em>}
            {group.program === 'mesos-master' && (
              <PageLink className="browser-start-side" href={`http://${page.host}/metrics/snapshot`}>
                {text('start.metrics')}
              </PageLink>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
