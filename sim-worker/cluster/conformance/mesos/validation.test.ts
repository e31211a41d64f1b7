/**
 * src/tests/master_validation_tests.cpp of 1.0.1 restated: each test by its name, as a task or an operation of an HTTP framework
 * and what the master says of it. Operations are dropped without a word to the framework: their reason stands in the log.
 */
import { describe, expect, it } from 'vitest';
import { type HttpFramework, subscribe } from './testing/http-framework.ts';
import { type Bed, startBed } from './mesos-bed.ts';

type Offer = { readonly id: { value: string }; readonly agent_id: { value: string } };
type Resource = Readonly<Record<string, unknown>>;

const scalar = (name: string, value: number, marks: object = {}): Resource => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...marks,
});
const CPUS = scalar('cpus', 0.5);
const MEM = scalar('mem', 32);
const BY_OPS = { role: 'ops', reservation: { principal: 'ops' } };
const RW = { container_path: 'data', mode: 'RW' };
const volume = (disk: object, marks: object = BY_OPS): Resource => scalar('disk', 64, { ...marks, disk });
const VOLUME = volume({ persistence: { id: 'id1', principal: 'ops' }, volume: RW });

function start(): { readonly bed: Bed; readonly framework: HttpFramework } {
  const bed = startBed({ framework: null });
  bed.run(20);
  const framework = subscribe(bed, { user: 'root', name: 'checked', role: 'ops', principal: 'ops' });
  bed.run(23);
  return { bed, framework };
}

const { bed, framework } = start();
let tasks = 0;

function offers(): readonly Offer[] {
  return framework.events('OFFERS').flatMap((event) => (event['offers'] as { offers: readonly Offer[] }).offers);
}

/** The newest offer of an agent. */
function offerOf(agent?: string): Offer {
  const offer = offers().findLast(({ agent_id }) => agent === undefined || agent_id.value === agent);
  if (offer === undefined) throw new Error('no offer');
  return offer;
}

function accept(offer: Offer, operations: readonly object[]): void {
  const call = { offer_ids: [offer.id], operations, filters: { refuse_seconds: 0 } };
  expect(framework.call('ACCEPT', call).status).toBe(202);
  bed.run(bed.simulator.world.nowUs / 1e6 + 2);
}

function launch(task: object, offer = offerOf()): Readonly<Record<string, unknown>> {
  tasks += 1;
  const base = { name: 't', task_id: { value: `t${String(tasks)}` }, agent_id: offer.agent_id, resources: [CPUS, MEM] };
  const full = { ...base, ...('executor' in task ? {} : { command: { value: 'sleep 1000' } }), ...task };
  accept(offer, [{ type: 'LAUNCH', launch: { task_infos: [full] } }]);
  return framework.last('UPDATE')['status'] as unknown as Readonly<Record<string, unknown>>;
}

const executor = (change: object): object => ({
  executor_id: { value: 'e' },
  command: { value: 'binary-without-program' },
  resources: [scalar('cpus', 0.1), scalar('mem', 32)],
  ...change,
});

describe('tasks', () => {
  it.each<[string, object, string]>([
    [
      'ResourceValidation.StaticReservation',
      { resources: [CPUS, scalar('mem', 8, { role: 'ops' })] },
      'Task uses more',
    ],
    [
      'ResourceValidation.RevocableDynamicReservation',
      { resources: [scalar('cpus', 1, { ...BY_OPS, revocable: {} })] },
      'Task uses invalid resources: Invalid ReservationInfo: Dynamically reserved resource cpus(ops, ops){REV}:1 cannot be created from revocable resources',
    ],
    [
      'ResourceValidation.InvalidRoleReservationPair',
      { resources: [scalar('cpus', 1, { role: '*', reservation: { principal: 'ops' } })] },
      'Task uses invalid resources: Invalid resources: Resource \'cpus(*, ops):1\' is invalid: Invalid reservation: role "*" cannot be dynamically reserved',
    ],
    [
      'ResourceValidation.UnreservedDiskInfo',
      { resources: [CPUS, volume({ persistence: { id: 'id1' }, volume: RW }, { role: '*' })] },
      'Task uses invalid resources: Invalid DiskInfo: Persistent volumes cannot be created from unreserved resources',
    ],
    [
      'ResourceValidation.InvalidPersistenceID',
      { resources: [CPUS, volume({ persistence: { id: 'id1/' }, volume: RW })] },
      "Task uses invalid resources: Invalid DiskInfo: Persistence ID 'id1/' contains invalid characters",
    ],
    [
      'ResourceValidation.PersistentVolumeWithoutVolumeInfo',
      { resources: [CPUS, volume({ persistence: { id: 'id1' } })] },
      "Task uses invalid resources: Invalid DiskInfo: Expecting 'volume' to be set for persistent volume",
    ],
    [
      'ResourceValidation.ReadOnlyPersistentVolume',
      { resources: [CPUS, volume({ persistence: { id: 'id1' }, volume: { ...RW, mode: 'RO' } })] },
      'Task uses invalid resources: Invalid DiskInfo: Read-only persistent volume not supported',
    ],
    [
      'ResourceValidation.PersistentVolumeWithHostPath',
      { resources: [CPUS, volume({ persistence: { id: 'id1' }, volume: { ...RW, host_path: 'foo' } })] },
      "Task uses invalid resources: Invalid DiskInfo: Expecting 'host_path' to be unset for persistent volume",
    ],
    [
      'ResourceValidation.NonPersistentVolume',
      { resources: [CPUS, volume({ volume: RW })] },
      'Task uses invalid resources: Invalid DiskInfo: Non-persistent volume not supported',
    ],
    [
      'ResourceValidation.RevocablePersistentVolume',
      { resources: [CPUS, volume({ persistence: { id: 'id1' }, volume: RW }, { ...BY_OPS, revocable: {} })] },
      'Task uses invalid resources: Invalid DiskInfo: Persistent volumes cannot be created from revocable resources',
    ],
    [
      'a DiskInfo without anything',
      { resources: [CPUS, volume({})] },
      'Task uses invalid resources: Invalid DiskInfo: DiskInfo is set but empty',
    ],
    [
      'TaskValidation.TaskUsesInvalidFrameworkID',
      { executor: executor({ framework_id: { value: 'other' } }) },
      'ExecutorInfo has an invalid FrameworkID (Actual: other vs Expected: ',
    ],
    [
      'TaskValidation.TaskUsesCommandInfoAndExecutorInfo',
      { executor: executor({}), command: { value: 'exit 0' } },
      'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present',
    ],
    ['TaskValidation.TaskUsesNoResources', { resources: [] }, 'Task uses no resources'],
    [
      'TaskValidation.TaskUsesMoreResourcesThanOffered',
      { resources: [scalar('cpus', 99), MEM] },
      'Task uses more resources cpus(*):99; mem(*):32 than available ',
    ],
    ['a task of another agent', { agent_id: { value: 'other' } }, 'Task uses invalid agent other while agent '],
    [
      'TaskValidation.TaskUsesRevocableResources (both kinds)',
      { resources: [scalar('cpus', 1, { revocable: {} }), scalar('cpus', 1), MEM] },
      'Task (and its executor, if exists) uses both revocable and non-revocable cpus',
    ],
    [
      'TaskValidation.TaskAndExecutorUseRevocableResources (one each)',
      { resources: [scalar('cpus', 1, { revocable: {} }), MEM], executor: executor({}) },
      'Task (and its executor, if exists) uses both revocable and non-revocable cpus',
    ],
    [
      'CreateOperationValidation.DuplicatedPersistenceID (in a task)',
      { resources: [CPUS, VOLUME, VOLUME] },
      "Persistence ID 'id1' is not unique",
    ],
    [
      'TaskValidation.ExecutorShutdownGracePeriodIsNonNegative',
      { executor: executor({ shutdown_grace_period: { nanoseconds: -1 } }) },
      "ExecutorInfo's 'shutdown_grace_period' must be non-negative",
    ],
    [
      'TaskValidation.KillPolicyGracePeriodIsNonNegative',
      { kill_policy: { grace_period: { nanoseconds: -1 } } },
      "Task's 'kill_policy.grace_period' must be non-negative",
    ],
    [
      'an executor with resources that cannot be',
      { executor: executor({ resources: [scalar('cpus', -1)] }) },
      "Executor uses invalid resources: Invalid resources: Resource 'cpus(*):-1' is invalid: Invalid scalar resource: value < 0",
    ],
  ])('%s', (_name, task, message) => {
    const status = launch(task);
    expect(status).toMatchObject({ state: 'TASK_ERROR', source: 'SOURCE_MASTER', reason: 'REASON_TASK_INVALID' });
    expect(String(status['message'])).toContain(message);
  });

  it('TaskValidation.DuplicatedTaskID: the second of two in one call, and one that lives already', () => {
    const offer = offerOf();
    const task = { name: 't', task_id: { value: 'twice' }, agent_id: offer.agent_id, resources: [CPUS, MEM] };
    const both = [task, { ...task, name: 'u' }].map((each) => ({ ...each, command: { value: 'sleep 1000' } }));
    accept(offer, [{ type: 'LAUNCH', launch: { task_infos: both } }]);
    const ofTwice = framework
      .events('UPDATE')
      .map((event) => (event['update'] as { status: Record<string, unknown> }).status)
      .filter((status) => (status['task_id'] as { value: string }).value === 'twice');
    expect(ofTwice.map((status) => status['state'])).toContain('TASK_RUNNING');
    expect(ofTwice[0]).toMatchObject({ state: 'TASK_ERROR', message: 'Task has duplicate ID: twice' });
    expect(launch({ task_id: { value: 'twice' } })).toMatchObject({ message: 'Task has duplicate ID: twice' });
  });

  it('TaskValidation.ExecutorInfoDiffersOnSameSlave, and on different slaves', () => {
    const offer = offerOf();
    const first = launch({ executor: executor({}) }, offer);
    expect(first).not.toMatchObject({ task_id: { value: `t${String(tasks)}` } });
    const other = executor({ command: { value: 'another-binary' } });
    const refused = launch({ executor: other }, offerOf(offer.agent_id.value));
    expect(refused).toMatchObject({ state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID' });
    expect(String(refused['message'])).toContain(
      'Task has invalid ExecutorInfo (existing ExecutorInfo with same ExecutorID is not compatible).',
    );
    const elsewhere = offers().findLast(({ agent_id }) => agent_id.value !== offer.agent_id.value);
    expect(launch({ executor: other }, elsewhere)).not.toMatchObject({ task_id: { value: `t${String(tasks)}` } });
  });
});

describe('operations', () => {
  const reserve = (...resources: object[]): object => ({ type: 'RESERVE', reserve: { resources } });
  const unreserve = (...resources: object[]): object => ({ type: 'UNRESERVE', unreserve: { resources } });
  const create = (...volumes: object[]): object => ({ type: 'CREATE', create: { volumes } });
  const destroy = (...volumes: object[]): object => ({ type: 'DESTROY', destroy: { volumes } });
  const RESERVED = scalar('cpus', 1, BY_OPS);
  const DISK = scalar('disk', 64, BY_OPS);

  it.each<[string, readonly object[], string | null]>([
    ['ReserveOperationValidation.MatchingRole', [reserve(RESERVED), unreserve(RESERVED)], null],
    [
      'ReserveOperationValidation.DisallowReserveForStarRole',
      [reserve(scalar('cpus', 1, { role: '*', reservation: { principal: 'ops' } }))],
      'Invalid resources: Invalid resources: Resource \'cpus(*, ops):1\' is invalid: Invalid reservation: role "*" cannot be dynamically reserved',
    ],
    [
      'ReserveOperationValidation.NonMatchingPrincipal',
      [reserve(scalar('cpus', 1, { role: 'ops', reservation: { principal: 'other' } }))],
      "A reserve operation was attempted by principal 'ops', but there is a reserved resource in the request with principal 'other' set in `ReservationInfo`",
    ],
    [
      'ReserveOperationValidation.ReservationInfoMissingPrincipal',
      [reserve(scalar('cpus', 1, { role: 'ops', reservation: {} }))],
      "A reserve operation was attempted by principal 'ops', but there is a reserved resource in the request with no principal set in `ReservationInfo`",
    ],
    [
      'ReserveOperationValidation.StaticReservation',
      [reserve(scalar('cpus', 1, { role: 'ops' }))],
      'Resource cpus(ops):1 is not dynamically reserved',
    ],
    [
      'ReserveOperationValidation.PersistentVolumes',
      [reserve(RESERVED, VOLUME)],
      'A persistent volume disk(ops, ops)[id1:data]:64 must already be reserved',
    ],
    ['ReservationTest.DropReserveTooLarge', [reserve(scalar('cpus', 99, BY_OPS))], 'does not contain cpus(*):99'],
    ['UnreserveOperationValidation.WithoutACL', [reserve(RESERVED), unreserve(RESERVED)], null],
    [
      'UnreserveOperationValidation.StaticReservation',
      [unreserve(scalar('cpus', 1, { role: 'ops' }))],
      'Resource cpus(ops):1 is not dynamically reserved',
    ],
    [
      'UnreserveOperationValidation.PersistentVolumes',
      [reserve(DISK), create(VOLUME), unreserve(VOLUME), destroy(VOLUME), unreserve(DISK)],
      'A dynamically reserved persistent volume disk(ops, ops)[id1:data]:64 cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource',
    ],
    [
      'CreateOperationValidation.PersistentVolumes',
      [reserve(DISK), create(VOLUME), destroy(VOLUME), unreserve(DISK)],
      null,
    ],
    [
      'CREATE without a volume',
      [create(DISK)],
      'Not a persistent volume: Resource disk(ops, ops):64 does not have DiskInfo',
    ],
    [
      'CreateOperationValidation.DuplicatedPersistenceID',
      [create(VOLUME, VOLUME)],
      "Persistence ID 'id1' is not unique",
    ],
    [
      'CreateOperationValidation.NonMatchingPrincipal',
      [create(volume({ persistence: { id: 'id1', principal: 'other' }, volume: RW }))],
      "Create volume operation has been attempted by principal 'ops', but there is a volume in the operation with principal 'other' set in 'DiskInfo.Persistence'",
    ],
    [
      'CREATE without a principal',
      [create(volume({ persistence: { id: 'id1' }, volume: RW }))],
      "Create volume operation has been attempted by principal 'ops', but there is a volume in the operation with no principal set in 'DiskInfo.Persistence'",
    ],
    [
      'CreateOperationValidation.InsufficientDiskResource',
      [create(VOLUME)],
      'Invalid CREATE Operation: Insufficient disk resources',
    ],
    ['DestroyOperationValidation.UnknownPersistentVolume', [destroy(VOLUME)], 'Persistent volumes not found'],
  ])('%s', (_name, operations, message) => {
    const before = bed.logOf(bed.leaderProcess()).length;
    accept(offerOf(), operations);
    const dropped = bed
      .logOf(bed.leaderProcess())
      .slice(before)
      .filter((line) => line.includes(' offer operation from framework '));
    expect(dropped).toHaveLength(message === null ? 0 : 1);
    if (message !== null) expect(dropped[0]).toContain(message);
  });
});
