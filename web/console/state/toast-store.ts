/** Short notices: what was just done, or why it was not, with at most one action. */
import { create } from 'zustand';

export type Toast = {
  readonly id: number;
  readonly tone: 'done' | 'failed';
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
};

const SHOWN_AT_ONCE = 2;
let lastId = 0;

export const useToasts = create<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));

export function notify(toast: Omit<Toast, 'id'>): void {
  lastId += 1;
  const added = { ...toast, id: lastId };
  useToasts.setState((state) => ({ toasts: [...state.toasts, added].slice(-SHOWN_AT_ONCE) }));
}

export function closeToast(id: number): void {
  useToasts.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }));
}
