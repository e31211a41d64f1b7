/**
 * What clients ask of the Docker engine and what it answers: the commands of its CLI as messages on one connection.
 * Source: Docker 1.12 CLI as Mesos 1.0.1 calls it (src/docker/docker.cpp); texts and exit codes of its errors.
 * Left out: networks, volumes and images as objects of their own, logs streaming, exec.
 */
import type { Message } from '../../kernel/context.ts';

/** Port on which the engine answers on its own host. */
export const DOCKER_PORT = 2375;

export type DockerPort = {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
};

/** Arguments of `docker run`. */
export type DockerRunOptions = {
  readonly name: string;
  readonly image: string;
  /** Arguments after the image; empty: the image's own command. */
  readonly command: readonly string[];
  readonly entrypoint: string | null;
  /** `NAME=value`. */
  readonly environment: readonly string[];
  /** `host:container[:mode]`. */
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly network: 'host' | 'bridge' | 'none';
  readonly ports: readonly DockerPort[];
  readonly cpuShares: number;
  readonly memoryBytes: number;
  readonly privileged: boolean;
};

/** Files into which an attached client's own output is redirected: the container's output ends there. */
export type AttachedOutput = { readonly stdoutPath: string; readonly stderrPath: string };

type Numbered = { readonly requestId: number };

export type DockerRequest = Message &
  Numbered &
  (
    | {
        readonly type: 'docker.pull';
        readonly image: string;
        /** False: present images are taken as they are. */ readonly force: boolean;
      }
    /** Attached, as `docker run` without -d: answered when the container ended. */
    | { readonly type: 'docker.run'; readonly options: DockerRunOptions; readonly output: AttachedOutput | null }
    | { readonly type: 'docker.stop'; readonly name: string; readonly graceMs: number; readonly remove: boolean }
    | { readonly type: 'docker.kill'; readonly name: string; readonly signal: 'SIGKILL' | 'SIGTERM' }
    | { readonly type: 'docker.rm'; readonly name: string; readonly force: boolean }
    | { readonly type: 'docker.ps'; readonly all: boolean; readonly namePrefix: string | null }
    | { readonly type: 'docker.inspect'; readonly name: string }
    | { readonly type: 'docker.wait'; readonly name: string }
    | { readonly type: 'docker.version' }
  );

/** What the CLI leaves behind: exit status, output, and the parsed answer of the reading commands. */
export type DockerResponse = Message &
  Numbered & {
    readonly type: 'docker.response';
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
    readonly containers: readonly DockerContainerSummary[];
  };

export type DockerContainerSummary = {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** It has a start time, whether it runs still or not. */
  readonly started: boolean;
  readonly exitCode: number;
  readonly ipAddress: string;
  readonly pid: number;
};

export function isDockerRequest(message: Message): message is DockerRequest {
  return message.type.startsWith('docker.') && message.type !== 'docker.response' && 'requestId' in message;
}

export function isDockerResponse(message: Message): message is DockerResponse {
  return message.type === 'docker.response';
}
