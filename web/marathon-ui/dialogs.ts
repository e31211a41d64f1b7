/** Questions in dialogs: asked by actions, answered by a person. The latest is shown. */
import { useMemo, useState } from 'react';

export type DialogSeverity = 'info' | 'warning' | 'danger';

export type DialogText = {
  readonly severity: DialogSeverity;
  readonly title: string;
  readonly text: string;
  /** Follows the text on its line. */
  readonly link?: { readonly text: string; readonly href: string };
  /** A line of its own under the text. */
  readonly last?: string;
  /** Words of the acting button; alerts have "OK". */
  readonly action?: string;
};

export type PromptText = DialogText & { readonly initial: string; readonly type: 'number' | 'text' };

export type DialogAsker = {
  readonly alert: (dialog: DialogText) => Promise<void>;
  readonly confirm: (dialog: DialogText) => Promise<boolean>;
  /** Null: cancelled. */
  readonly prompt: (dialog: PromptText) => Promise<string | null>;
};

export type OpenDialog = DialogText & {
  readonly key: number;
  readonly kind: 'alert' | 'confirm' | 'prompt';
  readonly initial: string;
  readonly type: 'number' | 'text';
  /** Null: dismissed. */
  readonly answer: (value: string | null) => void;
};

let nextKey = 1;

export function useDialogs(): { readonly ask: DialogAsker; readonly open: OpenDialog | null } {
  const [stack, setStack] = useState<readonly OpenDialog[]>([]);
  const ask = useMemo<DialogAsker>(() => {
    const show = (kind: OpenDialog['kind'], dialog: DialogText, initial = '', type: OpenDialog['type'] = 'text') =>
      new Promise<string | null>((resolve) => {
        nextKey += 1;
        const key = nextKey;
        const answer = (value: string | null): void => {
          setStack((before) => before.filter((entry) => entry.key !== key));
          resolve(value);
        };
        setStack((before) => [...before, { ...dialog, key, kind, initial, type, answer }]);
      });
    return {
      alert: async (dialog) => void (await show('alert', dialog)),
      confirm: async (dialog) => (await show('confirm', dialog)) !== null,
      prompt: (dialog) => show('prompt', dialog, dialog.initial, dialog.type),
    };
  }, []);
  return { ask, open: stack[stack.length - 1] ?? null };
}
