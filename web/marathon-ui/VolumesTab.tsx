/** Source: mesosphere/marathon-ui v1.1.7, components/AppVolumesListComponent.jsx. */
import { useState } from 'react';
import { PageLink } from '../browser/PageLink.tsx';
import { sortVolumes, volumesOfApp, type VolumeSort, type VolumeSortKey } from './app-volumes.ts';
import { Caret } from './Icons.tsx';
import type { AppJson } from './marathon-json.ts';
import { marathonLinks } from './marathon-route.ts';

const columns: readonly (readonly [VolumeSortKey, string])[] = [
  ['id', 'ID'],
  ['host', 'Host'],
  ['type', 'Type'],
  ['containerPath', 'Container Path'],
  ['sizeMib', 'Size(MiB)'],
  ['mode', 'Mode'],
  ['status', 'Status'],
];

/** Of one task where its id is given. */
export function VolumesTab({ app, taskId }: { readonly app: AppJson | null; readonly taskId?: string }) {
  const [sort, setSort] = useState<VolumeSort>({ key: 'id', descending: false });
  const all = app === null ? [] : volumesOfApp(app);
  const shown = sortVolumes(
    all.filter((volume) => taskId === undefined || volume.taskId === taskId),
    sort,
  );
  const at = (key: VolumeSortKey): string => (sort.key === key ? 'marathon-sorted' : '');
  return (
    <section className="marathon-tab-body">
      <table className="marathon-plain-table">
        <thead>
          <tr>
            {columns.map(([key, label]) => (
              <th key={key} className={at(key)}>
                <button
                  type="button"
                  onClick={() => setSort({ key, descending: sort.key === key && !sort.descending })}
                >
                  {label}
                  {sort.key === key && <Caret up={!sort.descending} />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((volume) => (
            <tr key={`${volume.id} ${volume.taskId ?? ''}`}>
              <td className={at('id')}>
                <PageLink href={marathonLinks.volume(app?.id ?? '', volume.id)}>{volume.id}</PageLink>
              </td>
              <td className={at('host')}>{volume.host}</td>
              <td className={at('type')}>{volume.type}</td>
              <td className={at('containerPath')}>{volume.containerPath}</td>
              <td className={at('sizeMib')}>{volume.sizeMib}</td>
              <td className={at('mode')}>{volume.mode}</td>
              <td className={`${at('status')} marathon-volume-${volume.status.toLowerCase()}`}>{volume.status}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
