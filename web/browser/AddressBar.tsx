import { ArrowLeft, ArrowRight, BookMarked, Copy, House, RotateCw, Settings2, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { addressFromInput, startPage } from './address.ts';
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
        disabled={tab.index === 0}
        onClick={() => goInHistory(paneId, tab.id, -1)}
      />
      <IconButton
        icon={ArrowRight}
        label={text('forward')}
        disabled={tab.index >= tab.entries.length - 1}
        onClick={() => goInHistory(paneId, tab.id, 1)}
      />
      <IconButton icon={RotateCw} label={text('reload')} onClick={() => reloadTab(paneId, tab.id)} />
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

function AddressField({ paneId, tab }: BarProps) {
  const text = useBrowserText();
  const address = addressOf(tab);
  const [typed, setTyped] = useState(address);
  useEffect(() => setTyped(address), [address, tab.id]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Text that is no address is kept and loaded as it is: the page then says what is wrong with it.
    navigateTab(paneId, tab.id, addressFromInput(typed) ?? typed.trim());
  };
  return (
    <form className="browser-address" onSubmit={submit}>
      <input
        aria-label={text('address')}
        placeholder={text('addressPlaceholder')}
        value={typed === startPage ? '' : typed}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => event.key === 'Escape' && setTyped(address)}
        onChange={(event) => setTyped(event.target.value)}
      />
    </form>
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
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  const Icon = props.icon;
  return (
    <button
      type="button"
      className="browser-icon"
      title={props.label}
      aria-label={props.label}
      disabled={props.disabled ?? false}
      onClick={props.onClick}
    >
      <Icon size={15} aria-hidden />
    </button>
  );
}
