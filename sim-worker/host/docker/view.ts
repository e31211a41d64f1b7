/** What the console shows of a Docker engine: its containers and pulls. */
import { containerProcessId, type DockerdState } from './dockerd-state.ts';

export type DockerView = {
  readonly role: 'running';
  readonly detail: {
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly phase: string;
      readonly exitCode: number;
      readonly ports: readonly number[];
      readonly process: string;
    }[];
    readonly pulling: readonly string[];
    readonly images: readonly string[];
  };
};

export function summarizeDockerd(state: DockerdState, host: string): DockerView {
  return {
    role: 'running',
    detail: {
      containers: [...state.containers.values()].map((row) => ({
        name: row.options.name,
        image: row.options.image,
        phase: row.phase,
        exitCode: row.exitCode,
        ports: row.options.ports.map((port) => port.hostPort),
        process: containerProcessId({ host }, row),
      })),
      pulling: [...state.pulls.keys()],
      images: [...state.flags.presentImages, ...state.pulled],
    },
  };
}
