/**
 * Conformance rows on plans, restarts and scaling with other strategies than the default (rows D).
 * Source: the case table of the project's Marathon reference, Marathon 1.1.1 upgrade/TaskReplaceActor.scala.
 */
import { assert, must } from '../../../kernel/assert.ts';
import {
  app,
  ask,
  deployed,
  leader,
  logText,
  marathonLab,
  type MarathonLab,
  marathonState,
  settle,
  untilTrue,
} from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

type Upgrade = {
  readonly instances: number;
  readonly minimumHealthCapacity: number;
  readonly maximumOverCapacity: number;
  /** What PUT changes besides the command. */
  readonly change?: Readonly<Record<string, unknown>>;
};

/** Upgrades to the end; returns the most and the fewest tasks seen, and what the log says of the restart. */
function upgraded(
  seed: number,
  { instances, change, ...upgradeStrategy }: Upgrade,
): { readonly lab: MarathonLab; readonly most: number; readonly fewest: number; readonly log: string } {
  const lab = marathonLab({ seed });
  deployed(lab, { ...A, cpus: 0.05, instances, upgradeStrategy });
  expectStatus(ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000', ...change }), 200);
  let most = 0;
  let fewest = instances;
  const look = (): boolean => {
    const count = ids(app(lab, '/a')).length;
    most = Math.max(most, count);
    fewest = Math.min(fewest, app(lab, '/a')?.tasksRunning ?? 0);
    return marathonState(lab, leader(lab) ?? '')?.leading?.deployments.size === 0;
  };
  untilTrue(lab, look, 180, 'the upgrade ends');
  return { lab, most, fewest, log: logText(lab, must(leader(lab), 'a leader')) };
}

function expectLine(log: string, line: string): void {
  assert(log.includes(line), line);
}

export const RESTART_STORIES: readonly StoryCase[] = [
  {
    id: 'D01',
    text: 'a new app is started with no task, then scaled',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, cpus: 40 }), 201);
      const steps =
        '"steps":[{"actions":[{"type":"StartApplication","app":"/a"}]},{"actions":[{"type":"ScaleApplication","app":"/a"}]}]';
      const text = ask(lab, 'GET', '/v2/deployments')?.text ?? '';
      assert(text.includes(steps), text.slice(0, 400));
      assert(text.includes('"currentStep":2,"totalSteps":2'), text.slice(0, 400));
    },
  },
  {
    id: 'D04',
    text: 'four instances, nothing over: one extra at a time',
    play: (seed) => {
      const { most, fewest, log } = upgraded(seed, { instances: 4, minimumHealthCapacity: 1, maximumOverCapacity: 0 });
      expectLine(log, 'leave 4 tasks running, maximum capacity 5, killing 0 of 4 running tasks immediately');
      assert(most === 5 && fewest === 4, `4 to 5 tasks, not ${String(fewest)} to ${String(most)}`);
    },
  },
  {
    id: 'D05',
    text: 'ten instances, 0.75 and 0.1 over: two killed and one started at once',
    play: (seed) => {
      const strategy = { instances: 10, minimumHealthCapacity: 0.75, maximumOverCapacity: 0.1 };
      const { most, fewest, log } = upgraded(seed, strategy);
      expectLine(log, 'leave 8 tasks running, maximum capacity 11, killing 2 of 10 running tasks immediately');
      expectLine(log, 'Reconciling tasks during app /a restart: queuing 1 new tasks');
      assert(most <= 11 && fewest >= 8, `8 to 11 tasks, not ${String(fewest)} to ${String(most)}`);
    },
  },
  {
    id: 'D06',
    text: 'five run, three are wanted: two killed at once, capacity 4',
    play: (seed) => {
      const strategy = { instances: 5, minimumHealthCapacity: 1, maximumOverCapacity: 0, change: { instances: 3 } };
      const { lab, log } = upgraded(seed, strategy);
      expectLine(log, 'leave 3 tasks running, maximum capacity 4, killing 2 of 5 running tasks immediately');
      assert(app(lab, '/a')?.tasksRunning === 3, 'three run');
    },
  },
  {
    id: 'D16',
    text: 'a scale-down kills the younger task',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const older = ids(deployed(lab, A)).join();
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { instances: 2 }), 200);
      settle(lab);
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { instances: 1 }), 200);
      settle(lab);
      assert(ids(app(lab, '/a')).join() === older, 'the older one is left');
    },
  },
];
