import { DropdownMenu } from 'radix-ui';
import { useEffect, useState, type RefObject } from 'react';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { Caret, HelpMark, Magnifier } from './Icons.tsx';
import { Logo } from './Logo.tsx';
import { useMarathon } from './marathon-context.ts';
import { listFragment, marathonLinks } from './marathon-route.ts';

/** Outside of the simulated network: the browser pane says so. */
const documentationUrl = 'https://mesosphere.github.io/marathon/docs/';

export function Navbar({ searchRef }: { readonly searchRef: RefObject<HTMLInputElement | null> }) {
  const { route, deployments } = useMarathon();
  const running = deployments.value?.length ?? 0;
  const onApps = route.at.page === 'apps' || 'appId' in route.at;
  return (
    <nav className="marathon-navbar">
      <PageLink className="marathon-logo" href={`#${route.path}`} aria-label="Marathon">
        <Logo />
        <span>MARATHON</span>
      </PageLink>
      <PageLink className={onApps ? 'marathon-tab marathon-tab-active' : 'marathon-tab'} href={marathonLinks.apps}>
        Applications
      </PageLink>
      <PageLink
        className={route.at.page === 'deployments' ? 'marathon-tab marathon-tab-active' : 'marathon-tab'}
        href={marathonLinks.deployments}
      >
        {running > 0 && <span className="marathon-tab-badge">{running}</span>}
        Deployments
      </PageLink>
      <SearchBox searchRef={searchRef} />
      <HelpMenu />
    </nav>
  );
}

/** Applied by Enter or the icon; clearing and Escape apply at once. Always leads to the list. */
function SearchBox({ searchRef }: { readonly searchRef: RefObject<HTMLInputElement | null> }) {
  const { route } = useMarathon();
  const page = usePage();
  const [typed, setTyped] = useState(route.filters.text);
  useEffect(() => setTyped(route.filters.text), [route.filters.text]);
  const apply = (text: string): void => page.navigate(listFragment('/apps', { ...route.filters, text }));
  const type = (text: string): void => {
    setTyped(text);
    if (text === '' && route.filters.text !== '') apply('');
  };
  return (
    <form
      className={typed === '' ? 'marathon-search' : 'marathon-search marathon-search-on'}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply(typed);
      }}
    >
      <input
        ref={searchRef}
        aria-label="Search all applications"
        placeholder="Search all applications"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          type('');
          event.currentTarget.blur();
        }}
      />
      <button type="submit" aria-label="Search">
        <Magnifier />
      </button>
    </form>
  );
}

function HelpMenu() {
  const { route, server } = useMarathon();
  const page = usePage();
  const { path } = route;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="marathon-help" aria-label="Help">
        <HelpMark size={16} /> <Caret />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="marathon-menu" align="end" collisionPadding={8}>
          <DropdownMenu.Item onSelect={() => page.navigate(marathonLinks.modal(path, 'about'))}>
            About
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => page.openWindow(`${server}/help`, '')}>API Reference</DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => page.openWindow(documentationUrl, '')}>Documentation</DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
