/** A form whose button acts on the page itself: nothing is sent where the page came from. */
import type { ReactNode } from 'react';

type FormProps = {
  readonly className: string;
  readonly onSubmit: () => unknown;
  readonly children: ReactNode;
};

export function Form({ className, onSubmit, children }: FormProps) {
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
    </form>
  );
}
