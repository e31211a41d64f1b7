import { ArrowLeft, ArrowRight, BookMarked, Copy, House, RotateCw, Settings2, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { startPage } from './address.ts';
import { AddressField } from './AddressField.tsx';
import { addressOf, goInHistory, navigateTab, reloadTab, type BrowserTab } from './browser-store.ts';
import { useBrowserText } from './texts.ts';

const BookmarkMenu = lazy(() => import('./AddressMenus.tsx').then((file) => ({ default: file.BookmarkMenu })));
const SettingsMenu = lazy(() => import('./AddressMenus.tsx').then((file) => ({ default: file.SettingsMenu })));

type BarProps = { readonly paneId: string; readonly tab: BrowserTab };

export function AddressBar({ paneId, tab }: BarProps) {
  const text = useBrowserText();
  return (
    <div className="browser-toolbar">
      <IconButton
        icon={ArrowLeft}
        label={text('back')}
        keys="Alt+←"
        disabled={tab.index === 0}
        onClick={() => goInHistory(paneId, tab.id, -1)}
      />
      <IconButton
        icon={ArrowRight}
        label={text('forward')}
        keys="Alt+→"
        disabled={tab.index >= tab.entries.length - 1}
        onClick={() => goInHistory(paneId, tab.id, 1)}
      />
      <IconButton icon={RotateCw} label={text('reload')} keys="Alt+R" onClick={() => reloadTab(paneId, tab.id)} />
      <IconButton icon={House} label={text('home')} onClick={() => navigateTab(paneId, tab.id, startPage)} />
      <AddressField paneId={paneId} tab={tab} />
      <CopyButton address={addressOf(tab)} />
      <LazyMenu icon={BookMarked} label={text('bookmarks')}>
        <BookmarkMenu paneId={paneId} tab={tab} />
      </LazyMenu>
      <LazyMenu icon={Settings2} label={text('settings')}>
        <SettingsMenu />
      </LazyMenu>
    </div>
  );
}

function CopyButton({ address }: { readonly address: string }) {
  const text = useBrowserText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    void navigator.clipboard.writeText(address).then(() => setCopied(true));
  };
  return <IconButton icon={Copy} label={copied ? text('copied') : text('copyAddress')} onClick={copy} />;
}

/** The menus bring their library with them: it is loaded when the first of them is opened. */
function LazyMenu({
  icon,
  label,
  children,
}: {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const [wanted, setWanted] = useState(false);
  const button = <IconButton icon={icon} label={label} onClick={() => setWanted(true)} />;
  return wanted ? <Suspense fallback={button}>{children}</Suspense> : button;
}

function IconButton(props: {
  readonly icon: LucideIcon;
  readonly label: string;
  /** Shown with the label: the keys that do the same. */
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  const Icon = props.icon;
  return (
    <button
      type="button"
      className="browser-icon"
      title={props.keys === undefined ? props.label : `${props.label} (${props.keys})`}
      aria-label={props.label}
      disabled={props.disabled ?? false}
      onClick={props.onClick}
    >
      <Icon size={15} aria-hidden />
    </button>
  );
}
