import { describe, expect, it } from 'vitest';
import { readHealthCheck } from '../model/container-reader.ts';
import type { HealthCheck } from '../model/app-definition.ts';
import type { Health } from '../state.ts';
import { type CheckResult, initialHealth, isAlive, stepHealth } from './health.ts';

function check(json: Record<string, unknown>): HealthCheck {
  const read = readHealthCheck(json, '', []);
  if (read === null) throw new Error('a health check was expected');
  return read;
}

const BAD: CheckResult = { healthy: false, cause: '503 Service Unavailable' };
const GOOD: CheckResult = { healthy: true };

function run(
  definition: HealthCheck,
  results: readonly (readonly [number, CheckResult])[],
): { health: Health; kills: readonly number[] } {
  let health = initialHealth('t');
  const kills: number[] = [];
  results.forEach(([second, result], index) => {
    const step = stepHealth(health, definition, result, { nowMs: second * 1000, startedAtMs: 0 });
    health = step.health;
    if (step.kill) kills.push(index + 1);
  });
  return { health, kills };
}

describe('health of a task', () => {
  it('H01 failures within the grace period count for nothing', () => {
    expect(
      run(check({ gracePeriodSeconds: 300 }), [
        [10, BAD],
        [299, BAD],
      ]).health,
    ).toEqual(initialHealth('t'));
  });

  it('H02 kills at the failure after the maximum, and again at each further one', () => {
    const failures = [1, 2, 3, 4, 5].map((n) => [300 + n, BAD] as const);
    expect(run(check({ maxConsecutiveFailures: 3 }), failures).kills).toEqual([4, 5]);
  });

  it('H03 once healthy, failures within the grace period count at once', () => {
    const { health } = run(check({}), [
      [10, GOOD],
      [20, BAD],
    ]);
    expect([health.consecutiveFailures, isAlive(health)]).toEqual([1, false]);
  });

  it('H07 a maximum of 0 never kills', () => {
    const failures = Array.from({ length: 10 }, (_, n) => [400 + n, BAD] as const);
    expect(run(check({ maxConsecutiveFailures: 0 }), failures)).toMatchObject({
      kills: [],
      health: { consecutiveFailures: 10 },
    });
  });
});
