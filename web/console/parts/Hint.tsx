/** A tooltip that explains a control. It opens for the pointer and for keyboard focus. */
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';

export function Hint({ text, shortcut, children }: { text: string; shortcut?: string; children: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="hint" sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut === undefined ? null : (
            <>
              {' '}
              <kbd className="key">{shortcut}</kbd>
            </>
          )}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
