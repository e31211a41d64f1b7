/** Numbers as Java prints them, for error texts, environment variables and log lines. */

/** `Double.toString`: `0.01`, `16.0`, `1.0E-4`, `1.0E10`. */
export function javaDouble(value: number): string {
  if (value === 0) return '0.0';
  const magnitude = Math.abs(value);
  if (magnitude >= 0.001 && magnitude < 10_000_000)
    return Number.isInteger(value) ? `${String(value)}.0` : String(value);
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${String(Number(exponent))}`;
}

/** A duration as Scala prints it: `0 seconds`, `1 second`, `1150 milliseconds`. */
export function scalaDuration(ms: number): string {
  const whole = Math.round(ms);
  if (whole % 86_400_000 === 0 && whole !== 0) return plural(whole / 86_400_000, 'day');
  if (whole % 3_600_000 === 0 && whole !== 0) return plural(whole / 3_600_000, 'hour');
  if (whole % 60_000 === 0 && whole !== 0) return plural(whole / 60_000, 'minute');
  return whole % 1000 === 0 ? plural(whole / 1000, 'second') : plural(whole, 'millisecond');
}

function plural(count: number, unit: string): string {
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}
