/** An agent that says whatever it is told to (the probe), a scheduler of the HTTP API, and a cluster around them. */
import type { MesosMessage } from '../../../../mesos/messages/messages.ts';
import { resources } from '../../../../mesos/resources/parse.ts';
import { type Bed, OPERATOR, startBed } from '../mesos-bed.ts';
import { type Probe, startProbe } from '../probe.ts';
import { probePid } from '../probe-program.ts';
import { type HttpFramework, subscribe } from './http-framework.ts';

export const INFO = { user: 'root', name: 'restated', failover_timeout: 3600, checkpoint: true };
const SLAVE = {
  hostname: OPERATOR,
  port: 5999,
  resources: resources('cpus:4;mem:4096'),
  attributes: [],
  id: null as string | null,
  checkpoint: true,
};

export type Status = Readonly<Record<string, unknown>>;
export type Stage = {
  readonly bed: Bed;
  readonly framework: HttpFramework;
  readonly probe: Probe;
  readonly agent: string;
  readonly say: (message: object, as?: string) => void;
  readonly heard: (type: string) => readonly Record<string, unknown>[];
  readonly after: (seconds: number) => void;
};

/** A framework and, beside the agents of the cluster, the one that we speak for. */
export function stage(): Stage {
  const bed = startBed({ framework: null });
  bed.settle();
  const probe = startProbe(bed);
  const after = (seconds: number): void => bed.run(bed.simulator.world.nowUs / 1e6 + seconds);
  const say = (message: object, as = 'slave(1)'): void => {
    probe.say(as, `master@${bed.leader().host}:5050` as never, message);
    after(0.5);
  };
  const heard = (type: string): readonly Record<string, unknown>[] =>
    probe.heard(`mesos.${type}`) as readonly (MesosMessage & Record<string, unknown>)[];
  say({ type: 'mesos.RegisterSlaveMessage', slave: SLAVE, checkpointedResources: [], version: '1.0.1' });
  const agent = String(heard('SlaveRegisteredMessage')[0]?.['slaveId']);
  const framework = subscribe(bed, INFO);
  after(2);
  return { bed, framework, probe, agent, say, heard, after };
}

type Offer = { readonly id: { value: string }; readonly agent_id: { value: string } };

export function offerOn(framework: HttpFramework, agent: string): Offer {
  const offers = framework.events('OFFERS').flatMap((event) => (event['offers'] as { offers: Offer[] }).offers);
  const offer = offers.findLast(({ agent_id }) => agent_id.value === agent);
  if (offer === undefined) throw new Error(`no offer of ${agent}`);
  return offer;
}

export const task = (id: string, agent: string): object => ({
  name: id,
  task_id: { value: id },
  agent_id: { value: agent },
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
  ],
  command: { value: 'sleep 1000' },
});

export function launch({ framework, agent, after }: Stage, id: string): void {
  const operations = [{ type: 'LAUNCH', launch: { task_infos: [task(id, agent)] } }];
  framework.call('ACCEPT', { offer_ids: [offerOn(framework, agent).id], operations, filters: { refuse_seconds: 0 } });
  after(1.5);
}

export const UUIDS = { running: '00000000-0000-4000-8000-000000000001', end: '00000000-0000-4000-8000-000000000002' };

export function update(
  { agent, framework }: Stage,
  id: string,
  change: { readonly state: string; readonly latestState?: string; readonly uuid: string; readonly healthy?: boolean },
): object {
  const { state, latestState = state, uuid, healthy = null } = change;
  const status = {
    taskId: id,
    state,
    message: null,
    source: 'SOURCE_EXECUTOR',
    reason: null,
    data: null,
    slaveId: agent,
    executorId: id,
    timestampSecs: 1,
    uuid,
    healthy,
    labels: [],
    containerStatus: null,
  };
  const body = {
    frameworkId: framework.id,
    executorId: id,
    slaveId: agent,
    status,
    timestampSecs: 1,
    uuid,
    latestState,
  };
  return { type: 'mesos.StatusUpdateMessage', update: body, pid: probePid('slave(1)') };
}

export const reported = ({ agent, framework }: Stage, id: string, state: string): object => ({
  name: id,
  taskId: id,
  frameworkId: framework.id,
  executorId: null,
  slaveId: agent,
  state,
  resources: resources('cpus:1;mem:64'),
  statuses: [],
  statusUpdateState: null,
  statusUpdateUuid: null,
  labels: [],
  discovery: null,
  container: null,
  user: 'root',
});

export const reregister = (on: Stage, tasks: readonly object[], executorInfos: readonly object[] = []): object => ({
  type: 'mesos.ReregisterSlaveMessage',
  slave: { ...SLAVE, id: on.agent },
  checkpointedResources: [],
  executorInfos,
  tasks,
  frameworks: [],
  completedFrameworks: [],
  version: '1.0.1',
});

export const statuses = (framework: HttpFramework): readonly Status[] =>
  framework.events('UPDATE').map((event) => (event['update'] as { status: Status }).status);
export const last = (framework: HttpFramework): Status => statuses(framework).at(-1) ?? {};

export function reconcile({ framework, agent, after }: Stage, id: string | null): Status {
  const tasks = id === null ? [] : [{ task_id: { value: id }, agent_id: { value: agent } }];
  framework.call('RECONCILE', { tasks });
  after(0.5);
  return last(framework);
}

export const acknowledge = ({ framework, agent }: Stage, id: string, uuid: unknown): void => {
  framework.call('ACKNOWLEDGE', { agent_id: { value: agent }, task_id: { value: id }, uuid });
};
