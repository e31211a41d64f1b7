import { describe, expect, it } from 'vitest';
import {
  absoluteDate,
  formatHomeCpus,
  formatMegabytes,
  formatNumber,
  formatShare,
  modifiedTime,
  relativeDate,
  stateWord,
  truncateId,
} from './format.ts';

describe('formats of the Mesos WebUI', () => {
  it.each([
    [0, '0 B'],
    [undefined, ''],
    [0.0005, '524 B'],
    [0.5, '512 KB'],
    [571, '571 MB'],
    [1433.6, '1.4 GB'],
    [804211, '785.4 GB'],
  ])('prints %s MB as "%s"', (megabytes, text) => expect(formatMegabytes(megabytes)).toBe(text));

  it.each([
    [8.629999999999999, '8.630'],
    [1.81, '1.81'],
    [0.4, '0.4'],
    [0.6000000000000001, '0.600'],
    [12, '12'],
    [1234567.5, '1,234,567.5'],
    [1e-9, '0'],
  ])('prints the number %s as "%s"', (value, text) => expect(formatNumber(value)).toBe(text));

  it('prints CPUs of the home page with at most four decimals and no trailing zero', () => {
    expect(formatHomeCpus(4.290000000001)).toBe('4.29');
    expect(formatHomeCpus(0)).toBe('0');
    expect(formatHomeCpus(1234.5)).toBe('1234.5');
  });

  it('prints a share of the cluster in percent', () => {
    expect(formatShare(0.5)).toBe('50%');
    expect(formatShare(0.160511363)).toBe('16.051%');
  });

  it.each([
    ['97238888-a67b-45f6-9ae7-3d8bd97db41c-S1', '…9ae7-3d8bd97db41c-S1'],
    ['bd5969e1-d8d3-492c-abfc-3b2367465209-0000', '…abfc-3b2367465209-0000'],
    ['bd5969e1-d8d3-492c-abfc-3b2367465209-O1187', '…abfc-3b2367465209-O1187'],
    ['short-id', 'short-id'],
  ])('cuts the id %s to %s', (id, text) => expect(truncateId(id)).toBe(text));

  const minute = 60;
  const day = 86400;
  it.each([
    [-100, 'just now'],
    [41, 'just now'],
    [42, 'a minute ago'],
    [89, 'a minute ago'],
    [90, '2 minutes ago'],
    [59.6 * minute, '60 minutes ago'],
    [60 * minute, 'an hour ago'],
    [90 * minute, '2 hours ago'],
    [day, 'yesterday'],
    [2 * day, '2 days ago'],
    [7 * day, 'a week ago'],
    [10.5 * day, '2 weeks ago'],
    [31 * day, 'a month ago'],
    [120 * day, '4 months ago'],
    [365 * day, 'a year ago'],
    [730 * day, '2 years ago'],
  ])('a moment %s s ago is "%s"', (seconds, text) => expect(relativeDate(0, seconds * 1000)).toBe(text));

  it.each([
    ['TASK_RUNNING', 'RUNNING'],
    ['TASK_ERROR', 'ERROR'],
  ])('cuts the prefix of %s on the pages of master and framework', (state, word) =>
    expect(stateWord(state)).toBe(word),
  );

  it('prints absolute times with an hour that is not padded', () => {
    const at = new Date(2016, 11, 13, 7, 6, 27).getTime();
    expect(absoluteDate(at)).toMatch(/^2016-12-13T7:06:27[+-]\d{4}$/);
  });

  it('prints the year of old files instead of the time', () => {
    const at = new Date(2016, 11, 13, 14, 37).getTime();
    expect(modifiedTime(at, new Date(2016, 11, 30).getTime())).toBe('Dec 13 14:37');
    expect(modifiedTime(at, new Date(2017, 0, 2).getTime())).toBe('Dec 13 2016');
  });
});
