/**
 * Sets of integers kept as sorted, disjoint, coalesced intervals: port ranges and the like.
 * Source: Mesos 1.0.1, src/common/values.cpp (Ranges arithmetic).
 */
export type Range = { readonly begin: number; readonly end: number };
export type Ranges = readonly Range[];

/** Sorted, overlapping and adjacent intervals joined. */
export function coalesceRanges(ranges: Ranges): Ranges {
  const sorted = ranges.filter((range) => range.begin <= range.end).sort((a, b) => a.begin - b.begin || a.end - b.end);
  const result: Range[] = [];
  for (const range of sorted) {
    const last = result[result.length - 1];
    if (last !== undefined && range.begin <= last.end + 1) {
      if (range.end > last.end) result[result.length - 1] = { begin: last.begin, end: range.end };
    } else {
      result.push({ begin: range.begin, end: range.end });
    }
  }
  return result;
}

/** Union of two coalesced sets, merged in one pass. */
export function addRanges(a: Ranges, b: Ranges): Ranges {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const result: Range[] = [];
  let atA = 0;
  let atB = 0;
  let open: { begin: number; end: number } | null = null;
  while (atA < a.length || atB < b.length) {
    const fromA = a[atA];
    const fromB = b[atB];
    const takeA = fromB === undefined || (fromA !== undefined && fromA.begin <= fromB.begin);
    const next = (takeA ? fromA : fromB) as Range;
    if (takeA) atA += 1;
    else atB += 1;
    if (open !== null && next.begin <= open.end + 1) {
      if (next.end > open.end) open.end = next.end;
    } else {
      open = { begin: next.begin, end: next.end };
      result.push(open);
    }
  }
  return result;
}

export function subtractRanges(a: Ranges, b: Ranges): Ranges {
  const result: Range[] = [];
  let at = 0;
  for (const range of a) {
    let begin = range.begin;
    while (at < b.length && (b[at] as Range).end < begin) at += 1;
    for (let index = at; index < b.length && begin <= range.end; index += 1) {
      const hole = b[index] as Range;
      if (hole.begin > range.end) break;
      if (hole.begin > begin) result.push({ begin, end: hole.begin - 1 });
      begin = Math.max(begin, hole.end + 1);
    }
    if (begin <= range.end) result.push({ begin, end: range.end });
  }
  return result;
}

/** True when every integer of `part` is in `whole`; both coalesced. */
export function containsRanges(whole: Ranges, part: Ranges): boolean {
  let at = 0;
  for (const range of part) {
    while (at < whole.length && (whole[at] as Range).end < range.begin) at += 1;
    const candidate = whole[at];
    if (candidate === undefined || candidate.begin > range.begin || candidate.end < range.end) return false;
  }
  return true;
}

export function equalRanges(a: Ranges, b: Ranges): boolean {
  if (a.length !== b.length) return false;
  return a.every((range, index) => range.begin === b[index]?.begin && range.end === b[index]?.end);
}

/** How many integers the set holds. */
export function rangesSize(ranges: Ranges): number {
  let size = 0;
  for (const range of ranges) size += range.end - range.begin + 1;
  return size;
}

/** `[31000-31306, 31308-32000]`. */
export function formatRanges(ranges: Ranges): string {
  return `[${ranges.map((range) => `${range.begin}-${range.end}`).join(', ')}]`;
}
