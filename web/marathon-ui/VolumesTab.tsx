import type { AppJson } from './marathon-json.ts';

/** External volumes are always "Unavailable". Source: mesosphere/marathon-ui v1.1.7, components/AppVolumesListComponent.jsx. */
export function VolumesTab({ app }: { readonly app: AppJson | null }) {
  const volumes = app?.container?.volumes ?? [];
  const local = (app?.tasks ?? []).flatMap((task) =>
    (task.localVolumes ?? []).map((volume) => {
      const defined = volumes.find((one) => one.containerPath === volume.containerPath);
      return {
        id: volume.persistenceId,
        host: task.host,
        type: 'Persistent',
        path: volume.containerPath,
        size: String(defined?.persistent?.size ?? ''),
        mode: defined?.mode ?? '',
        status: typeof task.startedAt === 'string' ? 'Attached' : 'Detached',
      };
    }),
  );
  const external = volumes
    .filter((volume) => volume.external !== undefined)
    .map((volume) => ({
      id: volume.external?.name ?? '',
      host: '',
      type: 'External',
      path: volume.containerPath ?? '',
      size: '',
      mode: volume.mode ?? '',
      status: 'Unavailable',
    }));
  return (
    <section className="marathon-tab-body">
      <table className="marathon-plain-table">
        <thead>
          <tr>
            {['ID', 'Host', 'Type', 'Container Path', 'Size(MiB)', 'Mode', 'Status'].map((label) => (
              <th key={label}>{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...local, ...external].map((row) => (
            <tr key={`${row.id} ${row.path}`}>
              {[row.id, row.host, row.type, row.path, row.size, row.mode, row.status].map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
