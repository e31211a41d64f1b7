/** The folder in which a program keeps what survives it: what "wipe" empties. */
import type { Process } from '../../kernel/world.ts';

/** Null for a program that stores nothing on its host. */
export function storeOf(process: Process): string | null {
  const { flags, program } = process.spec;
  switch (program) {
    case 'zookeeper':
      return typeof flags['dataDir'] === 'string' ? `${flags['dataDir']}/version-2` : null;
    case 'mesos-master':
    case 'mesos-agent':
      return typeof flags['workDir'] === 'string' ? flags['workDir'] : null;
    default:
      return null;
  }
}
