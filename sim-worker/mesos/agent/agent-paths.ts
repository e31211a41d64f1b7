/**
 * Layout of the work directory. Symbolic links are small files that hold the name they point to.
 * Source: Mesos 1.0.1, src/slave/paths.{hpp,cpp}.
 */

export type RunIds = {
  readonly slaveId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly containerId: string;
};

export function metaDir(workDir: string): string {
  return `${workDir}/meta`;
}

export function latestSlavePath(workDir: string): string {
  return `${workDir}/meta/slaves/latest`;
}

export function slavePath(root: string, slaveId: string): string {
  return `${root}/slaves/${slaveId}`;
}

export function frameworkPath(root: string, slaveId: string, frameworkId: string): string {
  return `${root}/slaves/${slaveId}/frameworks/${frameworkId}`;
}

export function executorPath(root: string, ids: Omit<RunIds, 'containerId'>): string {
  return `${frameworkPath(root, ids.slaveId, ids.frameworkId)}/executors/${ids.executorId}`;
}

export function runPath(root: string, ids: RunIds): string {
  return `${executorPath(root, ids)}/runs/${ids.containerId}`;
}

export function taskPath(root: string, ids: RunIds, taskId: string): string {
  return `${runPath(root, ids)}/tasks/${taskId}`;
}

export function resourcesInfoPath(workDir: string): string {
  return `${workDir}/meta/resources/resources.info`;
}

export function bootIdPath(workDir: string): string {
  return `${workDir}/meta/boot_id`;
}

/** Where the host's kernel keeps its boot id: never written to the disk, so a power-off loses it. */
export const HOST_BOOT_ID_PATH = '/proc/sys/kernel/random/boot_id';
