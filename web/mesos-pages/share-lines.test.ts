import { expect, test } from 'vitest';
import { shareChart } from './share-lines.ts';

const box = { width: 110, height: 104, left: 10, bottom: 0 };

test('a share holds until the next sample, and the line ends now', () => {
  const history = [
    { atUs: 0, shares: [{ framework: 'a', share: 0 }] },
    { atUs: 50, shares: [{ framework: 'a', share: 0.5 }] },
  ];
  const [line] = shareChart(history, 100, box).lines;
  expect(line?.framework).toBe('a');
  expect(line?.path).toMatch(/^M10\.0,104\.0H60\.0V[\d.]+H110\.0$/);
});

test('a framework that is not in a sample holds nothing', () => {
  const history = [
    { atUs: 0, shares: [{ framework: 'a', share: 1 }] },
    { atUs: 50, shares: [] },
  ];
  expect(shareChart(history, 100, box).lines[0]?.path).toMatch(/V104\.0H110\.0$/);
});

test('an idle cluster does not look busy: the scale never ends below 5 %', () => {
  const history = [{ atUs: 0, shares: [{ framework: 'a', share: 0.001 }] }];
  const ticks = shareChart(history, 100, box).shareTicks.map(({ share }) => share);
  expect(Math.max(...ticks)).toBeGreaterThan(0.04);
});
