/**
 * The process of a command task: `sh -c COMMAND`, forked by the command executor, with the same software model as a container.
 */
import type { ContainerState } from '../../host/docker/container-state.ts';
import { answerWorkload, bootWorkload, receiveWorkload } from '../../host/docker/container.ts';
import type { AttachedOutput } from '../../host/docker/docker-api.ts';
import type { Context, Flags, Program } from '../../kernel/context.ts';

export type TaskProcessFlags = {
  readonly taskId: string;
  /** Words of the command, `sh -c …` for a shell command. */
  readonly command: readonly string[];
  readonly environment: readonly string[];
  readonly output: AttachedOutput;
};

export const taskProcessProgram: Program<ContainerState> = {
  kind: 'task-process',
  handlesSigterm: true,
  boot,
  receive: receiveWorkload,
  answer: answerWorkload,
};

function boot(context: Context, rawFlags: Flags): ContainerState {
  const flags = rawFlags as unknown as TaskProcessFlags;
  const options = Object.freeze({
    name: flags.taskId,
    image: '',
    command: flags.command,
    entrypoint: null,
    environment: flags.environment,
    volumes: [],
    labels: {},
    network: 'host' as const,
    ports: [],
    cpuShares: 0,
    memoryBytes: 0,
    privileged: false,
  });
  return bootWorkload(context, { options, output: flags.output }, false);
}
