import { ArrowLeft, ArrowRight, BookMarked, Copy, House, RotateCw, Settings2, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useState, type FormEvent } from 'react';
import { useSimulation } from '../console/simulation-context.ts';
import { addressFromInput, startPage } from './address.ts';
import { bookmarksOf } from './bookmarks.ts';
import {
  addressOf,
  goInHistory,
  navigateTab,
  reloadTab,
  setStandbyStyle,
  useBrowserStore,
  type BrowserTab,
  type StandbyStyle,
} from './browser-store.ts';
import { useBrowserText } from './texts.ts';

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
      <BookmarkMenu paneId={paneId} tab={tab} />
      <SettingsMenu />
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

function BookmarkMenu({ paneId, tab }: BarProps) {
  const text = useBrowserText();
  const simulation = useSimulation();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="browser-icon" title={text('bookmarks')} aria-label={text('bookmarks')}>
        <BookMarked size={15} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="browser-menu" align="end" sideOffset={4} collisionPadding={8}>
          {bookmarksOf(simulation.tiles().values()).map((group) => (
            <DropdownMenu.Group key={group.program}>
              <DropdownMenu.Label className="browser-menu-label">{text(`start.${group.program}`)}</DropdownMenu.Label>
              {group.pages.slice(0, 12).map((page) => (
                <DropdownMenu.Item
                  key={page.url}
                  className="browser-menu-item"
                  onSelect={() => navigateTab(paneId, tab.id, page.url)}
                >
                  <span>{page.host}</span>
                  {page.leading && <em>{text('start.leading')}</em>}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function SettingsMenu() {
  const text = useBrowserText();
  const style = useBrowserStore((store) => store.standbyStyle);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="browser-icon" title={text('settings')} aria-label={text('settings')}>
        <Settings2 size={15} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="browser-menu" align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className="browser-menu-label">{text('standby.title')}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={style} onValueChange={(value) => setStandbyStyle(value as StandbyStyle)}>
            {(['notice', 'silent'] as const).map((value) => (
              <DropdownMenu.RadioItem key={value} value={value} className="browser-menu-item">
                <DropdownMenu.ItemIndicator className="browser-menu-check">●</DropdownMenu.ItemIndicator>
                {text(`standby.${value}`)}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
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
