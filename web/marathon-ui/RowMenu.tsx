import { DropdownMenu } from 'radix-ui';
import {
  destroyApp,
  destroyGroup,
  resetDelay,
  restartApp,
  scaleApp,
  scaleGroup,
  suspendApp,
  suspendGroup,
  type ActionApp,
} from './actions.ts';
import type { ListItem } from './app-list.ts';
import { Dots } from './Icons.tsx';
import { useMarathon } from './marathon-context.ts';

export function RowMenu({ item }: { readonly item: ListItem }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="marathon-more-actions"
        title="More Actions"
        aria-label={`More Actions: ${item.id}`}
      >
        <Dots />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="marathon-menu"
          align="end"
          sideOffset={-4}
          alignOffset={8}
          collisionPadding={8}
          onClick={(event) => event.stopPropagation()}
        >
          {item.app === null ? <GroupEntries item={item} /> : <AppEntries item={item} app={appOf(item)} />}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function appOf(item: ListItem): ActionApp {
  return { id: item.id, instances: item.instances, stateful: item.app?.hasVolumes === true };
}

function AppEntries({ item, app }: { readonly item: ListItem; readonly app: ActionApp }) {
  const { env } = useMarathon();
  return (
    <>
      <DropdownMenu.Item onSelect={() => void scaleApp(env, app)}>Scale</DropdownMenu.Item>
      <DropdownMenu.Item onSelect={() => void restartApp(env, app)}>Restart</DropdownMenu.Item>
      <DropdownMenu.Item disabled={item.instances < 1} onSelect={() => void suspendApp(env, app)}>
        Suspend
      </DropdownMenu.Item>
      {item.status === 'Delayed' && (
        <DropdownMenu.Item onSelect={() => void resetDelay(env, item.id)}>Reset Delay</DropdownMenu.Item>
      )}
      <DropdownMenu.Item className="marathon-menu-danger" onSelect={() => void destroyApp(env, item.id)}>
        Destroy
      </DropdownMenu.Item>
    </>
  );
}

function GroupEntries({ item }: { readonly item: ListItem }) {
  const { env } = useMarathon();
  return (
    <>
      <DropdownMenu.Item disabled={item.instances < 1} onSelect={() => void scaleGroup(env, item.id)}>
        Scale By
      </DropdownMenu.Item>
      <DropdownMenu.Item disabled={item.instances < 1} onSelect={() => void suspendGroup(env, item.id)}>
        Suspend
      </DropdownMenu.Item>
      <DropdownMenu.Item className="marathon-menu-danger" onSelect={() => void destroyGroup(env, item.id)}>
        Destroy
      </DropdownMenu.Item>
    </>
  );
}
