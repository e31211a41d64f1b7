/** The palette's entries for processes: select one, or act on it at once. */
import { Command } from 'cmdk';
import { useTranslation } from 'react-i18next';
import type { ProcessAction, ProcessTile } from '../../../sim-worker/api.ts';
import { useCommands } from '../actions/use-commands.ts';
import { useRun } from '../simulation/run-store.ts';
import { useSelection } from '../state/use-address.ts';
import { Entry } from './PaletteEntry.tsx';

const PROGRAMS = ['zookeeper', 'mesos-master', 'marathon', 'mesos-agent'];
/** With a thousand agents the palette stays quick: only so many are listed. */
const MAX_LISTED = 60;

function actionsOf(tile: ProcessTile): readonly ProcessAction[] {
  if (tile.status === 'running') return ['kill', 'stop', 'pause'];
  if (tile.status === 'paused') return ['resume', 'kill'];
  return ['start'];
}

export function ProcessEntries({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { t: tActions } = useTranslation('actions');
  const [, select] = useSelection();
  const commands = useCommands();
  const tiles = useRun((state) => state.tiles);
  const listed = [...tiles.values()].filter((tile) => PROGRAMS.includes(tile.program)).slice(0, MAX_LISTED);
  return (
    <Command.Group heading={t('palette.processes')}>
      {listed.map((tile) => (
        <Entry
          key={tile.id}
          value={`${t('palette.select')} ${tile.title} ${tile.id}`}
          onClose={onClose}
          run={() => select(tile.id)}
          end={tile.host}
        >
          {t('palette.inspect', { title: tile.title })} {tile.leading ? '★' : ''}
        </Entry>
      ))}
      {listed.flatMap((tile) =>
        actionsOf(tile).map((action) => (
          <Entry
            key={`${action} ${tile.id}`}
            value={`${tActions(`${action}.word`)} ${tile.title} ${tile.leading ? t('palette.leading') : ''} ${tile.id}`}
            onClose={onClose}
            run={() => void commands.act(action, tile.id)}
            end={tile.leading ? t('palette.leading') : tile.role}
          >
            {tActions(`${action}.word`)} {tile.title}
          </Entry>
        )),
      )}
    </Command.Group>
  );
}
