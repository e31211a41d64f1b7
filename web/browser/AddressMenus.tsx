/** The two menus of the address bar: the cluster's pages, and how standby masters answer. */
import { BookMarked, Settings2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useSimulation } from '../console/simulation-context.ts';
import { bookmarksOf } from './bookmarks.ts';
import { navigateTab, setStandbyStyle, useBrowserStore, type BrowserTab, type StandbyStyle } from './browser-store.ts';
import { useBrowserText } from './texts.ts';

export function BookmarkMenu({ paneId, tab }: { readonly paneId: string; readonly tab: BrowserTab }) {
  const text = useBrowserText();
  const simulation = useSimulation();
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
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

export function SettingsMenu() {
  const text = useBrowserText();
  const style = useBrowserStore((store) => store.standbyStyle);
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
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
