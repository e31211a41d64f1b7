/** Volumes of an application and its tasks. Source: mesosphere/marathon-ui v1.1.7, stores/AppsStore.js (getVolumes). */
import type { AppJson, TaskJson, VolumeJson } from './marathon-json.ts';

export type AppVolume = {
  readonly id: string;
  /** Null for external volumes: they belong to no task. */
  readonly taskId: string | null;
  readonly host: string;
  readonly type: 'EXTERNAL' | 'PERSISTENT';
  readonly containerPath: string;
  readonly sizeMib: number | null;
  readonly mode: string;
  readonly status: 'Attached' | 'Detached' | 'Unavailable';
};

export function volumesOfApp(app: AppJson): readonly AppVolume[] {
  const defined = app.container?.volumes ?? [];
  return [
    ...defined.filter((volume) => volume.external !== undefined).map(externalVolume),
    ...(app.tasks ?? []).flatMap((task) => volumesOfTask(task, defined)),
  ];
}

/** External volumes are always "Unavailable": nobody asks their provider. */
function externalVolume(volume: VolumeJson): AppVolume {
  return {
    id: volume.external?.name ?? '',
    taskId: null,
    host: '',
    type: 'EXTERNAL',
    containerPath: volume.containerPath ?? '',
    sizeMib: null,
    mode: volume.mode ?? '',
    status: 'Unavailable',
  };
}

function volumesOfTask(task: TaskJson, defined: readonly VolumeJson[]): readonly AppVolume[] {
  const attached = typeof task.startedAt === 'string' || typeof task.stagedAt === 'string';
  return (task.localVolumes ?? []).map((volume) => {
    const definition = defined.find((one) => one.containerPath === volume.containerPath);
    return {
      id: volume.persistenceId,
      taskId: task.id,
      host: task.host,
      type: 'PERSISTENT',
      containerPath: volume.containerPath,
      sizeMib: definition?.persistent?.size ?? null,
      mode: definition?.mode ?? '',
      status: attached ? 'Attached' : 'Detached',
    };
  });
}

export type VolumeSortKey = 'id' | 'host' | 'type' | 'containerPath' | 'sizeMib' | 'mode' | 'status';
export type VolumeSort = { readonly key: VolumeSortKey; readonly descending: boolean };

export function sortVolumes(volumes: readonly AppVolume[], { key, descending }: VolumeSort): readonly AppVolume[] {
  const sign = descending ? -1 : 1;
  return [...volumes].sort((a, b) => {
    const left = a[key] ?? -1;
    const right = b[key] ?? -1;
    return left < right ? -sign : left > right ? sign : 0;
  });
}
