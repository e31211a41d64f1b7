/** Program kind to painter. */
import type { Painter } from './program-picture.ts';

export const PAINTERS: ReadonlyMap<string, Painter> = new Map<string, Painter>([]);
