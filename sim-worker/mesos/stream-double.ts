/**
 * A double as a C++ stream prints it: `%g`, six significant digits, no zeros behind, an exponent of two digits at least below
 * 0.0001 and from a million on. Source: Mesos 1.0.1, 3rdparty/stout/include/stout/stringify.hpp; C++11, std::num_put.
 */
const DIGITS = 6;

export function streamedDouble(value: number): string {
  if (value === 0 || !Number.isFinite(value))
    return Number.isNaN(value) ? 'nan' : String(value).replace('Infinity', 'inf');
  const [digits = '', power = '+0'] = value.toExponential(DIGITS - 1).split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < DIGITS) return withoutZeros(value.toFixed(DIGITS - 1 - exponent));
  return `${withoutZeros(digits)}e${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`;
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
