/**
 * Conformance rows on host ports and what a task is told of them (rows P).
 * Source: the case table of the project's Marathon reference, Marathon 1.1.1 tasks/PortsMatcher.scala, TaskBuilder.scala.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { deployed, marathonLab, type MarathonLab } from './marathon-lab.ts';
import { liveProcesses } from '../../inspect.ts';
import { A, type StoryCase } from './story.ts';

type ContainerFlags = {
  readonly options?: {
    readonly environment: readonly string[];
    readonly ports: readonly { readonly hostPort: number; readonly containerPort: number }[];
  };
};

/** Options of the only container that runs. */
function container(lab: MarathonLab): NonNullable<ContainerFlags['options']> {
  const [process] = liveProcesses(lab.simulator.world, 'container');
  return must((process?.spec.flags as ContainerFlags | undefined)?.options ?? null, 'a container');
}

const bridged = (portMappings: readonly unknown[]): Readonly<Record<string, unknown>> => ({
  ...A,
  cmd: null,
  container: { type: 'DOCKER', docker: { image: 'nginx', network: 'BRIDGE', portMappings } },
});

/** Agents that offer these ports only. */
function labWithPorts(seed: number, ports: string): MarathonLab {
  const resources = `cpus:4;mem:8192;disk:50000;ports:[${ports}]`;
  return marathonLab({ seed, agentFlags: [{ resources }, { resources }] });
}

export const PORT_STORIES: readonly StoryCase[] = [
  {
    id: 'P03',
    text: 'a bridge without mappings: one host port, named by position only, no service port',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const row = deployed(lab, bridged([])) as unknown as {
        readonly ports: unknown;
        readonly tasks: readonly unknown[];
      };
      const task = row.tasks[0] as { readonly ports: readonly number[] };
      assert(task.ports.length === 1 && JSON.stringify(row.ports) === '[]', JSON.stringify([task.ports, row.ports]));
      const port = String(task.ports[0]);
      const { environment, ports } = container(lab);
      const named = environment.filter((entry) => entry.startsWith('PORT'));
      assert(named.sort().join() === `PORT0=${port},PORT=${port},PORTS=${port}`, named.join());
      assert(ports.length === 0, 'nothing is mapped');
    },
  },
  {
    id: 'P05',
    text: 'three ports are neighbours, wrapping around',
    play: (seed) => {
      const row = deployed(labWithPorts(seed, '31000-31009'), { ...A, ports: [0, 0, 0] });
      const ports = must(row.tasks[0], 'a task').ports;
      const follows = (port: number, index: number): boolean =>
        port === 31_000 + (((ports[0] ?? 0) - 31_000 + index) % 10);
      assert(ports.length === 3 && ports.every(follows), ports.join());
    },
  },
  {
    id: 'P06',
    text: 'a container port of 0 becomes the host port',
    play: (seed) => {
      const lab = labWithPorts(seed, '31007-31007');
      deployed(lab, bridged([{ containerPort: 0, hostPort: 0 }]));
      const { ports } = container(lab);
      assert(
        ports.length === 1 && ports[0]?.hostPort === 31_007 && ports[0].containerPort === 31_007,
        JSON.stringify(ports),
      );
    },
  },
];
