/** One line of the palette: choosing it closes the palette and does it. */
import { Command } from 'cmdk';
import type { ReactNode } from 'react';

type EntryProps = {
  readonly value?: string;
  readonly end?: string;
  readonly run: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

export function Entry({ value, end, run, onClose, children }: EntryProps) {
  return (
    <Command.Item
      {...(value === undefined ? {} : { value })}
      onSelect={() => {
        onClose();
        run();
      }}
    >
      {children}
      {end === undefined ? null : <span className="palette__end">{end}</span>}
    </Command.Item>
  );
}
