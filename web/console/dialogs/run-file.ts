/** A run as text: the file that one exports, and the compressed journal of a link. What comes in is checked and bounded. */
import { strFromU8, strToU8, unzlibSync, zlibSync } from 'fflate';
import * as z from 'zod/mini';
import type { RunExport, RunRequest } from '../../../sim-worker/api.ts';

/** A file or a link larger than this is refused before it is parsed. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_JOURNAL_ENTRIES = 20_000;
/** Longest link that chat programs and browsers carry without trouble. */
export const MAX_LINK_LENGTH = 8192;

const runSchema = z.object({
  format: z.literal('mesoscope-run/1'),
  scenario: z.string().check(z.minLength(1), z.maxLength(80)),
  seed: z.int().check(z.minimum(0), z.maximum(4_294_967_295)),
  journal: z.array(z.unknown()).check(z.maxLength(MAX_JOURNAL_ENTRIES)),
  atUs: z.int().check(z.minimum(0)),
});

export type RunRead =
  { readonly ok: true; readonly request: RunRequest } | { readonly ok: false; readonly reason: RunRefusal };
export type RunRefusal = 'tooLarge' | 'notJson' | 'notARun';

export function readRunFile(text: string): RunRead {
  if (text.length > MAX_FILE_BYTES) return { ok: false, reason: 'tooLarge' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'notJson' };
  }
  const read = z.safeParse(runSchema, parsed);
  if (!read.success) return { ok: false, reason: 'notARun' };
  const { scenario, seed, journal, atUs } = read.data;
  return { ok: true, request: { scenario, seed, journal, atUs } };
}

export function packRun(run: RunExport): string {
  const packed = zlibSync(strToU8(JSON.stringify(run)), { level: 9 });
  let binary = '';
  for (const byte of packed) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The output buffer is given beforehand, so that a crafted link cannot unfold into gigabytes. */
export function unpackRun(packed: string): RunRead {
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const unpacked = unzlibSync(bytes, { out: new Uint8Array(MAX_FILE_BYTES) });
    return readRunFile(strFromU8(unpacked));
  } catch {
    return { ok: false, reason: 'notARun' };
  }
}
