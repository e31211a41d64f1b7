import { expect, it } from 'vitest';
import { streamedDouble } from './stream-double.ts';

it.each([
  [0, '0'],
  [-1, '-1'],
  [0.1, '0.1'],
  [1 / 3, '0.333333'],
  [123_456, '123456'],
  [999_999.5, '1e+06'],
  [1_234_567, '1.23457e+06'],
  [0.0001, '0.0001'],
  [0.00001234, '1.234e-05'],
  [1.7976931348623157e308, '1.79769e+308'],
  [100_000, '100000'],
  [2.5, '2.5'],
])('%d is printed as %s', (value, text) => {
  expect(streamedDouble(value)).toBe(text);
});
