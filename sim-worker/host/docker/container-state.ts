/** State of the software in a container, or of a task's process. */
import type { ConnectionId } from '../../kernel/ids.ts';
import type { ShellState } from '../shell/interpreter.ts';
import type { ContainerSettings } from './container-settings.ts';
import type { AttachedOutput, DockerRunOptions } from './docker-api.ts';

export type ContainerFlags = { readonly options: DockerRunOptions; readonly output: AttachedOutput | null };

export type ContainerState = {
  readonly flags: ContainerFlags;
  settings: ContainerSettings;
  readonly shell: ShellState | null;
  readonly startedAtUs: number;
  readonly listening: number[];
  /** Since when the ports answer. */
  servingSinceUs: number | null;
  /** Connections: 1 while a request is under way or may be. */
  readonly inUse: Map<ConnectionId, number>;
  requestsServed: number;
  /** SIGTERM came. */
  stopping: boolean;
  /** It has stopped all but the answers under way. */
  mayExit: boolean;
};
