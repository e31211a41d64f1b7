/**
 * The agent's use of the Docker engine: one connection, opened when needed, and the calls that wait for an answer.
 * Source: Mesos 1.0.1, src/docker/docker.cpp (each call is a run of the `docker` client).
 */
import { DOCKER_PORT, type DockerResponse } from '../../host/docker/docker-api.ts';
import type { Context } from '../../kernel/context.ts';
import type { AgentState, EngineCall } from './agent-state.ts';

type Command = { readonly type: string } & Readonly<Record<string, unknown>>;

export function callEngine(state: AgentState, context: Context, call: EngineCall, command: Command): void {
  state.engine ??= context.connect(context.host, DOCKER_PORT, 'docker');
  const requestId = state.nextRequestId;
  state.nextRequestId += 1;
  state.engineCalls.set(requestId, Object.freeze(call));
  context.send(state.engine, Object.freeze({ ...command, requestId }));
}

export type EngineAnswer = {
  readonly call: EngineCall;
  readonly status: number;
  readonly stderr: string;
  readonly containers: DockerResponse['containers'];
};

export function takeAnswer(state: AgentState, response: DockerResponse): EngineAnswer | null {
  const call = state.engineCalls.get(response.requestId);
  if (call === undefined) return null;
  state.engineCalls.delete(response.requestId);
  return { call, status: response.status, stderr: response.stderr, containers: response.containers };
}

/** The engine went away: every call fails as its client would. */
export function loseEngine(state: AgentState): readonly EngineAnswer[] {
  state.engine = null;
  const stderr = 'Cannot connect to the Docker daemon. Is the docker daemon running on this host?';
  const answers = [...state.engineCalls.values()].map((call) => ({ call, status: 1, stderr, containers: [] }));
  state.engineCalls.clear();
  return answers;
}

/** `docker -H unix:///var/run/docker.sock pull IMAGE`, as messages quote it. */
export function clientCommand(state: AgentState, words: string): string {
  return `${state.flags.docker} -H unix://${state.flags.dockerSocket} ${words}`;
}
