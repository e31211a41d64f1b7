import { describe, it } from 'vitest';
import { ACCESS_TESTS } from './testing/restated-zk-access.ts';
import { DATA_TESTS } from './testing/restated-zk-data.ts';
import { MULTI_TESTS } from './testing/restated-zk-multi.ts';
import { WATCH_TESTS } from './testing/restated-zk-watches.ts';
import { runZkSteps } from './testing/zk-steps.ts';

describe('unit tests of ZooKeeper 3.4.14, restated', () => {
  for (const [name, ...steps] of [...DATA_TESTS, ...ACCESS_TESTS, ...MULTI_TESTS, ...WATCH_TESTS]) {
    it(name, () => {
      runZkSteps(steps);
    });
  }
});
