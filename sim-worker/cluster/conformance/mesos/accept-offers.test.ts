/**
 * Calls that name offers of nobody, of another framework, or of several agents; tasks that wait for the authorizer.
 * Source: Mesos 1.0.1, src/master/master.cpp (accept, decline), src/master/validation.cpp (offer::validate),
 * src/tests/resource_offers_tests.cpp and master_validation_tests.cpp (OfferValidation), restated over HTTP.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFramework, post, subscribe } from './testing/http-framework.ts';
import { type Bed, startBed } from './mesos-bed.ts';

type Offer = {
  readonly id: { readonly value: string };
  readonly agent_id: { readonly value: string };
};
type Ids = readonly { readonly value: string }[];

let bed: Bed;
let mine: HttpFramework;
let theirs: HttpFramework;

const now = (): number => bed.simulator.world.nowUs / 1e6;

/** Two frameworks of roles of their own that both hold offers. */
beforeEach(() => {
  bed = startBed({ framework: null });
  bed.run(20);
  mine = subscribe(bed, { user: 'root', name: 'mine', role: 'one' });
  bed.run(22);
  const spare = offersOf(mine).slice(2);
  mine.call('DECLINE', { offer_ids: spare.map(({ id }) => id), filters: { refuse_seconds: 1e6 } });
  theirs = subscribe(bed, { user: 'root', name: 'theirs', role: 'two' });
  bed.run(25);
});

function offersOf(framework: HttpFramework): readonly Offer[] {
  return framework.events('OFFERS').flatMap((event) => (event['offers'] as { offers: readonly Offer[] }).offers);
}

function offer(framework: HttpFramework, index: number): Offer {
  const found = offersOf(framework)[index];
  if (found === undefined) throw new Error('no such offer');
  return found;
}

function launch(
  offers: Ids,
  agentId: { readonly value: string },
  ids: readonly string[] = ['t1'],
  waitSeconds = 2,
): void {
  const resources = [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
  ];
  const task_infos = ids.map((id) => ({
    name: id,
    task_id: { value: id },
    agent_id: agentId,
    resources,
    command: { value: 'sleep 1000' },
  }));
  const operations = [{ type: 'LAUNCH', launch: { task_infos } }];
  expect(mine.call('ACCEPT', { offer_ids: offers, operations }).status).toBe(202);
  bed.run(now() + waitSeconds);
}

const lost = (why: string): object => ({
  state: 'TASK_LOST',
  source: 'SOURCE_MASTER',
  reason: 'REASON_INVALID_OFFERS',
  message: `Task launched with invalid offers: ${why}`,
});
const held = (framework: HttpFramework): readonly string[] =>
  [...bed.leader().state.offers.values()].filter(({ frameworkId }) => frameworkId === framework.id).map(({ id }) => id);

const INVALID: readonly (readonly [what: string, named: () => Ids, why: () => string])[] = [
  ['no offer at all', () => [], () => 'No offers specified'],
  ['one that nobody made', () => [{ value: 'nothing' }, offer(mine, 0).id], () => 'Offer nothing is no longer valid'],
  [
    'one of them twice',
    () => [offer(mine, 0).id, offer(mine, 0).id],
    () => `Duplicate offer ${offer(mine, 0).id.value} in offer list`,
  ],
  [
    'one of another framework',
    () => [offer(mine, 0).id, offer(theirs, 0).id],
    () =>
      `Offer ${offer(theirs, 0).id.value} has invalid framework ${theirs.id} while framework ${mine.id} is expected`,
  ],
  [
    'two of different agents',
    () => [offer(mine, 0).id, offer(mine, 1).id],
    () =>
      `Aggregated offers must belong to one single agent. Offer ${offer(mine, 1).id.value} uses agent ${offer(mine, 1).agent_id.value} and agent ${offer(mine, 0).agent_id.value}`,
  ],
];

describe('an ACCEPT whose offers are invalid loses its tasks, and uses up the offers that are valid', () => {
  it.each(INVALID)('%s', (_what, named, why) => {
    const ids = named();
    const rescinds = theirs.events('RESCIND').length;
    launch(ids, offer(mine, 0).agent_id, ['t1', 't2']);
    const updates = mine.events('UPDATE').map((event) => (event['update'] as { status: object }).status);
    expect(updates).toEqual([
      expect.objectContaining({ ...lost(why()), task_id: { value: 't1' } }),
      expect.objectContaining({ ...lost(why()), task_id: { value: 't2' } }),
    ]);
    for (const { value } of ids) expect([...held(mine), ...held(theirs)]).not.toContain(value);
    // Nobody tells the other framework: it finds out when it uses the offer.
    expect(theirs.events('RESCIND')).toHaveLength(rescinds);
    const log = bed.logOf(bed.leaderProcess());
    expect(log).toContain(
      `ACCEPT call used invalid offers '[ ${ids.map(({ value }) => value).join(', ')} ]': ${why()}`,
    );
  });

  it('a rescinded one together with a valid one', () => {
    const first = offer(mine, 0);
    // A reservation by an operator takes back what it needs of the offers.
    const reserved = [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, role: 'ops', reservation: { principal: 'ops' } },
    ];
    const form = `slaveId=${first.agent_id.value}&resources=${encodeURIComponent(JSON.stringify(reserved))}`;
    expect(post(bed, '/reserve', form, { 'content-type': 'application/x-www-form-urlencoded' }).status).toBe(202);
    bed.run(now() + 1);
    expect(mine.events('RESCIND').at(-1)).toMatchObject({ rescind: { offer_id: first.id } });
    const valid = offer(mine, 1);
    launch([valid.id, first.id], valid.agent_id);
    expect(mine.last('UPDATE')['status']).toMatchObject(lost(`Offer ${first.id.value} is no longer valid`));
    expect(held(mine)).not.toContain(valid.id.value);
    expect(bed.logOf(bed.leaderProcess())).toContain(
      `Ignoring accept of offer ${first.id.value} since it is no longer valid`,
    );
  });
});

describe('a DECLINE', () => {
  it('refuses also what another framework holds; what is gone changes nothing', () => {
    const { id } = offer(theirs, 0);
    expect(mine.call('DECLINE', { offer_ids: [id, { value: 'nothing' }] }).status).toBe(202);
    bed.run(now() + 0.1);
    expect(held(theirs)).not.toContain(id.value);
    expect(bed.logOf(bed.leaderProcess())).toContain('Ignoring decline of offer nothing since it is no longer valid');
  });
});

describe('metrics of calls', () => {
  it('count every LAUNCH of an ACCEPT: with tasks as a launch, without as a refusal', () => {
    const metric = (name: string): unknown =>
      (JSON.parse(bed.get(bed.leader().host, '/metrics/snapshot').body) as Record<string, unknown>)[
        `master/messages_${name}`
      ];
    const before = [metric('launch_tasks'), metric('decline_offers')] as readonly number[];
    const empty = { type: 'LAUNCH', launch: { task_infos: [] } };
    mine.call('ACCEPT', { offer_ids: [offer(mine, 0).id], operations: [empty, empty] });
    bed.run(now() + 1);
    launch([offer(mine, 1).id], offer(mine, 1).agent_id);
    expect([metric('launch_tasks'), metric('decline_offers')]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 2]);
  });
});

describe('tasks that wait for the authorizer', () => {
  it('are pending tasks of GET_TASKS and staging tasks of the state', () => {
    bed = startBed({ framework: null, masterFlags: { authorizationDelayMs: 1000, acls: '{"permissive":true}' } });
    bed.run(20);
    mine = subscribe(bed, { user: 'root', name: 'mine' });
    bed.run(30);
    launch([offer(mine, 0).id], offer(mine, 0).agent_id, ['t1'], 0.1);
    const tasks = JSON.parse(post(bed, '/api/v1', { type: 'GET_TASKS' }).body) as Record<string, unknown>;
    expect(tasks).toEqual({
      type: 'GET_TASKS',
      get_tasks: {
        pending_tasks: [
          expect.objectContaining({
            task_id: { value: 't1' },
            state: 'TASK_STAGING',
            framework_id: { value: mine.id },
          }),
        ],
      },
    });
    const state = JSON.parse(bed.get(bed.leader().host, '/state').body) as {
      readonly frameworks: readonly { readonly tasks: readonly object[] }[];
    };
    expect(state.frameworks[0]?.tasks).toEqual([
      expect.objectContaining({ id: 't1', executor_id: '', state: 'TASK_STAGING', statuses: [] }),
    ]);
    bed.run(now() + 6);
    const later = JSON.parse(post(bed, '/api/v1', { type: 'GET_TASKS' }).body) as { get_tasks: object };
    expect(later.get_tasks).toEqual({
      tasks: [expect.objectContaining({ task_id: { value: 't1' }, state: 'TASK_RUNNING' })],
    });
    // Neither the command nor an executor names a user.
    expect(bed.get(bed.leader().host, '/tasks').body).not.toContain('"user"');
  });
});
