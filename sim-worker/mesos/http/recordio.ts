/**
 * Records of a stream: the length in bytes, a line's end, the bytes. A body of protobuf has one letter for each byte.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/recordio.hpp.
 */
import type { MediaType } from './v1-request.ts';

export function encodeRecord(record: string, mediaType: MediaType): string {
  const length = mediaType === 'application/json' ? utf8Length(record) : record.length;
  return `${String(length)}\n${record}`;
}

/** Whole records only: each piece of a stream holds some. */
export function decodeRecords(data: string, mediaType: MediaType): readonly string[] {
  const records: string[] = [];
  let at = 0;
  while (at < data.length) {
    const end = data.indexOf('\n', at);
    if (end < 0) break;
    const length = Number(data.slice(at, end));
    const record =
      mediaType === 'application/json' ? takeBytes(data, end + 1, length) : data.slice(end + 1, end + 1 + length);
    records.push(record);
    at = end + 1 + record.length;
  }
  return records;
}

function takeBytes(data: string, start: number, length: number): string {
  let end = start;
  let left = length;
  while (left > 0 && end < data.length) {
    const code = data.codePointAt(end) ?? 0;
    left -= bytesOf(code);
    end += code > 0xffff ? 2 : 1;
  }
  return data.slice(start, end);
}

export function utf8Length(text: string): number {
  let length = 0;
  for (const letter of text) length += bytesOf(letter.codePointAt(0) ?? 0);
  return length;
}

function bytesOf(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
