import { expect, test } from 'vitest';
import { appOfDraft, FIRST_DRAFT } from './service-draft.ts';

const labelsOf = (change: Partial<typeof FIRST_DRAFT>): unknown => appOfDraft({ ...FIRST_DRAFT, ...change })['labels'];

test('a service as it is offered drains before it ends, and is checked where it says so', () => {
  expect(appOfDraft(FIRST_DRAFT)).toMatchObject({
    labels: { HAPROXY_GROUP: 'external', 'mesoscope.healthPath': '/health', 'mesoscope.drainMs': '4000' },
    healthChecks: [{ path: '/health', intervalSeconds: 2 }],
  });
});

test('a host name and a behaviour become labels; what is usual does not', () => {
  expect(labelsOf({ vhost: ' web.example.com ', drains: false })).toEqual({
    HAPROXY_GROUP: 'external',
    HAPROXY_0_VHOST: 'web.example.com',
  });
  expect(
    labelsOf({ drains: false, startupMs: 4000, warmupMs: 6000, failurePercent: 20, crashAfterSeconds: 60 }),
  ).toEqual({
    HAPROXY_GROUP: 'external',
    'mesoscope.startupMs': '4000',
    'mesoscope.warmupMs': '6000',
    'mesoscope.failurePercent': '20',
    'mesoscope.crashAfterMs': '60000',
  });
});
