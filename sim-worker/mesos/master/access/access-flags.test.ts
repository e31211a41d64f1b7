import { describe, expect, it } from 'vitest';
import type { ReadonlyDisk } from '../../../kernel/context.ts';
import { masterFlags } from '../flags.ts';
import { accessOfFlags } from './access-flags.ts';

const diskOf = (files: Readonly<Record<string, string>>): ReadonlyDisk => ({
  read: (path) => (files[path] === undefined ? null : { kind: 'text', text: files[path] }),
  exists: (path) => files[path] !== undefined,
  list: () => [],
  changedUs: () => null,
  usage: () => ({ usedBytes: 0, isFull: false }),
});

const EMPTY = diskOf({});

const errorOf = (given: Readonly<Record<string, unknown>>, disk: ReadonlyDisk = EMPTY): string | null => {
  const access = accessOfFlags(disk, masterFlags(given));
  return access.ok ? null : access.error;
};

describe('--rate_limits', () => {
  it.each([
    ['{"limits": [{"qps": 1}]}', 'Missing required fields: limits[0].principal'],
    ['{"limits": ', 'syntax error at line 1 near: '],
    ['{"limits": [}', 'syntax error at line 1 near: }'],
    ['{} {}', 'Parsed JSON included non-whitespace trailing characters:  {}'],
    ['[]', 'Unexpected JSON type parsed'],
    ['{"limits": [{"principal": 5}]}', "Not expecting a JSON number for field 'principal'"],
    ['{"aggregate_default_qps": "many"}', "Not expecting a JSON string for field 'aggregate_default_qps'"],
    ['{"aggregate_default_qps": [1]}', "Not expecting a JSON array for field 'aggregate_default_qps'"],
    ['/etc/mesos/limits', "Error reading file '/etc/mesos/limits': No such file or directory"],
    ['file:///etc/mesos/limits', "Error reading file '/etc/mesos/limits': No such file or directory"],
  ])('%s cannot be loaded', (rateLimits, reason) => {
    expect(errorOf({ rateLimits })).toBe(
      `Failed to load flag 'rate_limits': Failed to load value '${rateLimits}': ${reason}`,
    );
  });

  it.each([
    [[{ principal: 'a' }, { principal: 'a', qps: 1 }], 'Duplicate principal a found in RateLimits configuration'],
    [[{ principal: 'a', qps: 0 }], 'Invalid qps: 0. It must be a positive number'],
    [[{ principal: 'a', qps: -1.5 }], 'Invalid qps: -1.5. It must be a positive number'],
    [[], null],
  ])('%j: %s', (limits, error) => {
    expect(errorOf({ rateLimits: JSON.stringify({ limits }) })).toBe(error);
  });

  it('wants a positive rate for those not named', () => {
    expect(errorOf({ rateLimits: '{"aggregate_default_qps": 0}' })).toBe(
      'Invalid aggregate_default_qps: 0. It must be a positive number',
    );
  });

  it('reads a file, with or without file:// in front', () => {
    const disk = diskOf({ '/limits': '{"limits": [{"principal": "a", "qps": 0.5, "capacity": 3}]}' });
    for (const rateLimits of ['/limits', 'file:///limits']) {
      const access = accessOfFlags(disk, masterFlags({ rateLimits }));
      expect(access.ok && access.value.limiters.byPrincipal.get('a')).toMatchObject({ qps: 0.5, capacity: 3 });
    }
  });
});
