/** Calendar of the simulated hosts, by hand: UTC, no Date below the entries. Milliseconds are since the Unix epoch. */

export type CivilTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
};

const DAY_MS = 86_400_000;

export function civilTime(unixMs: number): CivilTime {
  const days = Math.floor(unixMs / DAY_MS);
  const restUs = Math.round((unixMs - days * DAY_MS) * 1000);
  const seconds = Math.floor(restUs / 1_000_000);
  return {
    ...civilDate(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    microsecond: restUs % 1_000_000,
  };
}

/** `2016-12-04T12:00:00.123Z`. */
export function isoText(unixMs: number): string {
  const time = civilTime(Math.floor(unixMs));
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
  return `${String(time.year)}-${two(time.month)}-${two(time.day)}T${clock}.${String(Math.floor(time.microsecond / 1000)).padStart(3, '0')}Z`;
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Days since 1970-01-01 to a Gregorian date, in eras of 400 years that begin on 1 March. */
function civilDate(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
