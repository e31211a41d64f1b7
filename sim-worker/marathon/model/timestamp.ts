/**
 * Time stamps as Marathon prints them: ISO-8601 in UTC with milliseconds and `Z`.
 * Source: Marathon 1.1.1, state/Timestamp.scala (Joda time). Calendar arithmetic after the proleptic Gregorian rules.
 */
import { assert } from '../../kernel/assert.ts';

const DAY_MS = 86_400_000;
const DAYS_IN_ERA = 146_097; // 400 years
const DAYS_FROM_0000_03_01 = 719_468; // to 1970-01-01

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Year, month and day of a day number counted from 1970-01-01. */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + DAYS_FROM_0000_03_01;
  const era = Math.floor(shifted / DAYS_IN_ERA);
  const dayOfEra = shifted - era * DAYS_IN_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_IN_ERA + dayOfEra - DAYS_FROM_0000_03_01;
}

/** `2016-12-13T06:36:14.897Z` of Unix milliseconds; a fraction of a millisecond is cut off. */
export function formatTimestamp(unixMs: number): string {
  const ms = Math.floor(unixMs);
  assert(Number.isSafeInteger(ms), 'a time stamp is a whole number of milliseconds');
  const second = Math.floor(ms / 1000);
  return secondText(second) + millisecondsText(ms - second * 1000);
}

/** `.007Z`. */
function millisecondsText(ms: number): string {
  return `${ms < 10 ? '.00' : ms < 100 ? '.0' : '.'}${String(ms)}Z`;
}

/** Lists of tasks name the same few seconds again and again. */
const secondTexts = new Map<number, string>();
const SECONDS_REMEMBERED = 4096;

function secondText(second: number): string {
  const known = secondTexts.get(second);
  if (known !== undefined) return known;
  const ms = second * 1000;
  const days = Math.floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const { year, month, day } = civilFromDays(days);
  const clock = `${pad(Math.floor(rest / 3_600_000), 2)}:${pad(Math.floor(rest / 60_000) % 60, 2)}:${pad(Math.floor(rest / 1000) % 60, 2)}`;
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${clock}`;
  if (secondTexts.size >= SECONDS_REMEMBERED) secondTexts.clear();
  secondTexts.set(second, text);
  return text;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Unix milliseconds of an ISO-8601 text, or null when it is none. */
export function parseTimestamp(text: string): number | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const monthNumber = Number(month);
  const dayNumber = Number(day);
  if (monthNumber < 1 || monthNumber > 12 || dayNumber < 1 || dayNumber > 31) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const clockMs =
    Number(hour) * 3_600_000 +
    Number(minute) * 60_000 +
    Number(second) * 1000 +
    Number(fraction.padEnd(3, '0').slice(0, 3));
  return daysFromCivil(Number(year), monthNumber, dayNumber) * DAY_MS + clockMs - zoneOffsetMs(zone);
}

function zoneOffsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const offsetMs = Number(digits.slice(0, 2)) * 3_600_000 + Number(digits.slice(2)) * 60_000;
  return zone.startsWith('-') ? -offsetMs : offsetMs;
}
