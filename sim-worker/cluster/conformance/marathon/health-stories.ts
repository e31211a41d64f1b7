/**
 * Conformance rows on health checks of tasks that answer by HTTP (rows H), and on a slow failure (B06).
 * Source: the case table of the project's Marathon reference, Marathon 1.1.1 health/{HealthCheckActor,HealthCheckWorkerActor}.scala.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { app, ask, leader, logText, marathonLab, type MarathonLab, run, untilTrue } from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

type Result = {
  readonly alive: boolean;
  readonly consecutiveFailures: number;
  readonly firstSuccess: string | null;
  readonly lastFailureCause: string | null;
};

/** A web application whose software behaves as the labels say. */
function web(
  labels: Readonly<Record<string, string>>,
  check: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    ...A,
    cmd: null,
    container: { docker: { image: 'nginx', network: 'BRIDGE', portMappings: [{ containerPort: 80 }] } },
    labels,
    healthChecks: [{ path: '/', gracePeriodSeconds: 0, intervalSeconds: 2, timeoutSeconds: 1, ...check }],
  };
}

/** The app created, with its first task running. */
function checkedLab(seed: number, definition: Readonly<Record<string, unknown>>): MarathonLab {
  const lab = marathonLab({ seed });
  expectStatus(ask(lab, 'POST', '/v2/apps', definition), 201);
  untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 1, 20, 'a task runs');
  return lab;
}

function result(lab: MarathonLab): Result | null {
  const task = app(lab, '/a')?.tasks[0] as unknown as { readonly healthCheckResults?: readonly Result[] } | undefined;
  return task?.healthCheckResults?.[0] ?? null;
}

const ILL = { 'mesoscope.healthStatus': '503' };
const detected = (lab: MarathonLab): number =>
  logText(lab, must(leader(lab), 'a leader')).split('Detected unhealthy task').length - 1;

export const HEALTH_STORIES: readonly StoryCase[] = [
  {
    id: 'H01',
    text: 'failures within the grace period are ignored',
    play: (seed) => {
      const lab = checkedLab(seed, web(ILL, { gracePeriodSeconds: 300, maxConsecutiveFailures: 1 }));
      run(lab, 60);
      const health = result(lab);
      assert((health?.consecutiveFailures ?? 0) === 0 && detected(lab) === 0, JSON.stringify(health));
    },
  },
  {
    id: 'H02',
    text: 'after it the task is killed at the fourth failure of at most three',
    play: (seed) => {
      const lab = checkedLab(seed, web(ILL, { maxConsecutiveFailures: 3 }));
      const first = ids(app(lab, '/a')).join();
      let most = 0;
      const look = (): boolean => {
        if (ids(app(lab, '/a')).join() === first) most = Math.max(most, result(lab)?.consecutiveFailures ?? 0);
        return detected(lab) > 0;
      };
      untilTrue(lab, look, 20, 'the task is killed');
      assert(most === 3 || most === 4, `three failures before it, not ${String(most)}`);
      untilTrue(lab, () => ids(app(lab, '/a')).join() !== first, 20, 'it is replaced');
      const text = ask(lab, 'GET', '/v2/apps/a')?.text ?? '';
      assert(text.includes('Task was killed since health check failed. Reason: 503 Service Unavailable'), text);
    },
  },
  {
    id: 'H03',
    text: 'once healthy, a failure within the grace period counts at once',
    play: (seed) => {
      const labels = { 'mesoscope.unhealthyAfterMs': '10000' };
      const lab = checkedLab(seed, web(labels, { gracePeriodSeconds: 300 }));
      untilTrue(lab, () => result(lab)?.alive === true, 10, 'healthy');
      untilTrue(lab, () => (result(lab)?.consecutiveFailures ?? 0) > 0, 15, 'the failure counts');
      assert(result(lab)?.alive === false, 'it is not alive');
    },
  },
  {
    id: 'H04',
    text: 'HTTP 302 is healthy',
    play: (seed) => {
      const lab = checkedLab(seed, web({ 'mesoscope.healthStatus': '302' }, {}));
      untilTrue(lab, () => result(lab)?.alive === true, 10, 'healthy');
    },
  },
  {
    id: 'H05',
    text: 'HTTP 404 is a failure, told as 404 Not Found',
    play: (seed) => {
      const lab = checkedLab(seed, web({ 'mesoscope.healthStatus': '404' }, { maxConsecutiveFailures: 0 }));
      untilTrue(lab, () => result(lab)?.lastFailureCause === '404 Not Found', 10, 'its cause');
    },
  },
  {
    id: 'H06',
    text: 'HTTP 102 with ignoreHttp1xx is no result',
    play: (seed) => {
      const labels = { 'mesoscope.healthStatus': '102' };
      const lab = checkedLab(seed, web(labels, { ignoreHttp1xx: true, maxConsecutiveFailures: 1 }));
      run(lab, 20);
      const health = result(lab);
      assert(
        (health?.firstSuccess ?? null) === null && (health?.consecutiveFailures ?? 0) === 0,
        JSON.stringify(health),
      );
      assert(detected(lab) === 0, 'nothing is killed');
    },
  },
  {
    id: 'H07',
    text: 'a maximum of 0 never kills',
    play: (seed) => {
      const lab = checkedLab(seed, web(ILL, { maxConsecutiveFailures: 0 }));
      const first = ids(app(lab, '/a')).join();
      untilTrue(lab, () => (result(lab)?.consecutiveFailures ?? 0) >= 10, 40, 'ten failures');
      assert(detected(lab) === 0 && ids(app(lab, '/a')).join() === first, 'the task lives');
    },
  },
  {
    id: 'B06',
    text: 'a task that lives for 30 s and fails, again and again, waits 1 s each time',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, cmd: 'sleep 30; exit 1' }), 201);
      run(lab, 130);
      const log = logText(lab, must(leader(lab), 'a leader'));
      const delays = [...log.matchAll(/Task launch delay for \[\/a\] changed from \[(.+?)\] to \[(.+?)\]/g)];
      const texts = delays.map(([, from, to]) => `${from ?? ''} to ${to ?? ''}`);
      assert(texts.length >= 3 && texts.every((text) => text === '0 seconds to 1 second'), texts.join());
    },
  },
];
