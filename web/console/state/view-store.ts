/** What a person is looking at, as far as the address does not hold it. */
import { create } from 'zustand';

export type DialogName = 'help' | 'share' | 'palette' | 'run';

export type ViewState = {
  readonly dialog: DialogName | null;
  /** Protocol groups hidden in the topology. */
  readonly hiddenProtocols: ReadonlySet<string>;
  readonly topologyAsTable: boolean;
  /** Process whose log is shown. */
  readonly logProcess: string | null;
  /** Which half is shown where only one fits. */
  readonly narrowSide: 'left' | 'right';
};

export const useView = create<ViewState>(() => ({
  dialog: null,
  hiddenProtocols: new Set(),
  topologyAsTable: false,
  logProcess: null,
  narrowSide: 'left',
}));

export function showDialog(dialog: DialogName | null): void {
  useView.setState({ dialog });
}

export function toggleProtocol(group: string): void {
  const hidden = new Set(useView.getState().hiddenProtocols);
  if (!hidden.delete(group)) hidden.add(group);
  useView.setState({ hiddenProtocols: hidden });
}
