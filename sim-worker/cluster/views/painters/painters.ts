/** Program kind to painter. */
import type { Painter } from '../program-picture.ts';
import { paintContainer } from './container.ts';
import { paintDockerd } from './dockerd.ts';
import { paintMarathon } from './marathon.ts';
import { paintClients, paintHaproxy, paintMarathonLb } from './marathon-lb.ts';
import { paintAgent } from './mesos-agent.ts';
import { paintMaster } from './mesos-master.ts';
import { paintZookeeper } from './zookeeper.ts';

export const PAINTERS: ReadonlyMap<string, Painter> = new Map<string, Painter>([
  ['zookeeper', paintZookeeper],
  ['mesos-master', paintMaster],
  ['mesos-agent', paintAgent],
  ['marathon', paintMarathon],
  ['dockerd', paintDockerd],
  ['container', paintContainer],
  ['task-process', paintContainer],
  ['marathon-lb', paintMarathonLb],
  ['haproxy', paintHaproxy],
  ['clients', paintClients],
]);
