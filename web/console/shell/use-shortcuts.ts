/** Listens for the keys of the console. Single letters can be switched off; the palette's chord stays. */
import { useEffect } from 'react';
import { useCommands } from '../actions/use-commands.ts';
import { useTransport } from '../actions/use-transport.ts';
import { useRun } from '../simulation/run-store.ts';
import { usePreferences } from '../state/preferences.ts';
import { useStepKind } from '../state/step-kind.ts';
import { useSelection } from '../state/use-address.ts';
import { showDialog, useView } from '../state/view-store.ts';
import { type ShortcutName, isTyping, shortcutOf } from './shortcut-list.ts';

export function useShortcuts(): void {
  const transport = useTransport();
  const commands = useCommands();
  const [selected, select] = useSelection();
  useEffect(() => {
    const run: Readonly<Record<ShortcutName, () => void>> = {
      play: transport.togglePlay,
      step: () => transport.step(useStepKind.getState().kind),
      stepBack: () => transport.stepBack(useStepKind.getState().kind),
      slower: () => transport.changeSpeed(-1),
      faster: () => transport.changeSpeed(1),
      autoPace: transport.toggleAutoPace,
      toStart: transport.toStart,
      kill: () => void (selected === null ? undefined : commands.act('kill', selected)),
      pauseProcess: () => void (selected === null ? undefined : commands.act(pauseOrResume(selected), selected)),
      table: () => useView.setState((state) => ({ topologyAsTable: !state.topologyAsTable })),
      close: () => select(null),
      palette: () => showDialog('palette'),
      help: () => showDialog('help'),
    };
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        showDialog('palette');
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (useView.getState().dialog !== null) return;
      if (!usePreferences.getState().shortcuts || isTyping(event.target, event.key)) return;
      const name = shortcutOf(event.key);
      if (name === null) return;
      event.preventDefault();
      run[name]();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [transport, commands, selected, select]);
}

function pauseOrResume(process: string): 'pause' | 'resume' {
  return useRun.getState().tiles.get(process)?.status === 'paused' ? 'resume' : 'pause';
}
