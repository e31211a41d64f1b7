/** What happened, in a sentence of the chosen language. Ids become the short names of processes. */
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Happening, ProcessTile } from '../../sim-worker/api.ts';
import { serverByMyid } from '../console/simulation/ensemble.ts';
import { useRun } from '../console/simulation/run-store.ts';

export type HappeningText = (happening: Happening) => string;

/** A process that the topology does not draw: an executor or a task of an agent, named by its container. */
const CHILD = /^(executor|task):([0-9a-f]{8})[0-9a-f-]*@(.+)$/;

/** Names by id; read when a text is made, so that a changed tile does not change every text. */
function nameOf(id: string, tiles: ReadonlyMap<string, ProcessTile>, t: TFunction<'happening'>): string {
  const [, kind, container, host] = CHILD.exec(id) ?? [];
  if (kind !== undefined) return t(`child.${kind}`, { container, host: host?.split('.').at(-1) });
  return tiles.get(id)?.title ?? id;
}

/** Values that hold process ids. */
const ID_VALUES = ['process', 'leader'];

export function useHappeningText(): HappeningText {
  const { t } = useTranslation('happening');
  return useMemo(
    () => (happening) => {
      const { tiles } = useRun.getState();
      const values: Record<string, string | number> = { ...happening.values };
      for (const name of ID_VALUES) {
        if (values[name] !== undefined) values[name] = nameOf(String(values[name]), tiles, t);
      }
      if (happening.key === 'vote')
        values['leader'] =
          serverByMyid(tiles, String(happening.values['leader']))?.title ?? String(happening.values['leader']);
      if (values['url'] !== undefined) values['url'] = String(values['url']).replace(/^https?:\/\//, '');
      const system = values['system'];
      if (system !== undefined) values['system'] = t(`system.${system}`, { defaultValue: String(system) });
      const text = t(happening.key, {
        ...values,
        who: nameOf(happening.process, tiles, t),
        taskId: shortTask(String(values['taskId'] ?? '')),
        defaultValue: `${happening.kind} ${happening.key}`,
      });
      return text;
    },
    [t],
  );
}

/** `web.91c2f0aa-…` reads as `web.91c2f0aa`. */
function shortTask(taskId: string): string {
  return taskId.replace(/^(.*\.[0-9a-f]{8})-[0-9a-f-]{27}$/, '$1');
}
