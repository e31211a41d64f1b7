/** The pages of one section of the console under one row of tabs; each page has an address of its own. */
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Loading } from '../shell/Loading.tsx';
import './section-tabs.css';

export type SectionTab = { readonly name: string; readonly to: string; readonly text: string };

const keepSearch = (before: Record<string, unknown>): never => before as never;

/** The tab whose address this is; the first one for any other. */
export function tabOf<Name extends string>(
  tabs: readonly { readonly name: Name; readonly to: string }[],
  pathname: string,
): Name {
  const found = tabs.find((tab) => tab.to === pathname) ?? tabs[0];
  if (found === undefined) throw new Error('a section has at least one page');
  return found.name;
}

/** `label` names the row of tabs; `page` is the name of the one that is open; `children` is its content. */
export function SectionTabs({
  tabs,
  page,
  label,
  children,
}: {
  tabs: readonly SectionTab[];
  page: string;
  label: string;
  children: ReactNode;
}) {
  const open = tabs.find((tab) => tab.name === page);
  return (
    <div className="section-page">
      <TabRow tabs={tabs} page={page} label={label} />
      <div className="section-page__panel" role="tabpanel" aria-label={open?.text ?? label}>
        <Suspense fallback={<Loading />}>{children}</Suspense>
      </div>
    </div>
  );
}

/** Arrow keys, Home and End go from tab to tab, as tabs do. */
function TabRow({ tabs, page, label }: { tabs: readonly SectionTab[]; page: string; label: string }) {
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex((tab) => tab.name === page);
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: (at + 1) % tabs.length,
    ArrowLeft: (at + tabs.length - 1) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [page]);
  const onKey = (event: React.KeyboardEvent): void => {
    const index = targets[event.key];
    const target = index === undefined ? undefined : tabs[index];
    if (index === undefined || target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus();
    void navigate({ to: target.to as never, search: keepSearch as never });
  };
  return (
    <div className="pane-bar" role="tablist" aria-label={label} ref={list} onKeyDown={onKey} data-own-keys>
      {tabs.map((tab) => (
        <Link
          key={tab.name}
          to={tab.to as never}
          search={keepSearch as never}
          role="tab"
          aria-selected={tab.name === page}
          tabIndex={tab.name === page ? 0 : -1}
          className="pane-bar__choice section-tab"
        >
          {tab.text}
        </Link>
      ))}
    </div>
  );
}
