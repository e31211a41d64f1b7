import { CircleHelp, Search } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useState, type RefObject } from 'react';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { noFilters } from './app-list.ts';
import { useMarathon } from './marathon-context.ts';
import { listFragment, marathonLinks } from './marathon-route.ts';

export function Navbar({ searchRef }: { readonly searchRef: RefObject<HTMLInputElement | null> }) {
  const { route, deployments } = useMarathon();
  const running = deployments.value?.length ?? 0;
  const onApps = route.at.page === 'apps' || route.at.page === 'app' || route.at.page === 'task';
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

/** A wheel of our own in the page's colours. */
function Logo() {
  return (
    <svg viewBox="0 0 28 28" width="27" height="27" aria-hidden>
      <path d="M14 14V0a14 14 0 0 1 12.1 21z" fill="#27c97b" />
      <path d="M14 14l12.1 7A14 14 0 0 1 1.9 21z" fill="#2f81f7" />
      <path d="M14 14L1.9 21A14 14 0 0 1 14 0z" fill="#4ca0ff" />
      <circle cx="14" cy="14" r="5.5" fill="#13161d" />
    </svg>
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
        <Search size={14} aria-hidden />
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
        <CircleHelp size={18} aria-hidden /> <span aria-hidden>▾</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="marathon-menu" align="end" collisionPadding={8}>
          <DropdownMenu.Item onSelect={() => page.navigate(marathonLinks.modal(path, 'about'))}>
            About
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => page.openWindow(`${server}/help`, '')}>API Reference</DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => page.navigate(marathonLinks.modal(path, 'help'))}>
            Keyboard shortcuts
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => page.navigate(listFragment('/apps', noFilters))}>
            Applications
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
