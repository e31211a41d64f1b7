/** Which program runs under which name: the only place that knows all of them. */
import { clientsProgram } from '../host/clients/program.ts';
import { containerProgram } from '../host/docker/container.ts';
import { dockerdProgram } from '../host/docker/dockerd.ts';
import { operatorProgram } from '../host/operator.ts';
import { steadyFrameworkProgram } from '../frameworks/steady/program.ts';
import type { Program, Registry } from '../kernel/context.ts';
import { haproxyProgram } from '../marathon-lb/haproxy/program.ts';
import { marathonLbProgram } from '../marathon-lb/lb/program.ts';
import { marathonProgram } from '../marathon/program.ts';
import { mesosAgentProgram } from '../mesos/agent/program.ts';
import { commandExecutorProgram } from '../mesos/executors/command-executor.ts';
import { dockerExecutorProgram } from '../mesos/executors/docker-executor.ts';
import { taskProcessProgram } from '../mesos/executors/task-process.ts';
import { mesosMasterProgram } from '../mesos/master/program.ts';
import { recipeParticipantProgram } from '../zookeeper/recipes/participant.ts';
import { zookeeperServerProgram } from '../zookeeper/server/program.ts';
import { zkCliProgram } from '../zookeeper/shell/program.ts';

const PROGRAMS: readonly Program[] = [
  zookeeperServerProgram,
  zkCliProgram,
  recipeParticipantProgram,
  mesosMasterProgram,
  mesosAgentProgram,
  commandExecutorProgram,
  dockerExecutorProgram,
  taskProcessProgram,
  marathonProgram,
  steadyFrameworkProgram,
  dockerdProgram,
  containerProgram,
  operatorProgram,
  marathonLbProgram,
  haproxyProgram,
  clientsProgram,
];

export const programRegistry: Registry = new Map(PROGRAMS.map((program) => [program.kind, program]));
