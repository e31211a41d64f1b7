/** Program kind to painter. */
import type { Painter } from '../program-picture.ts';
import { paintMarathon } from './marathon.ts';

export const PAINTERS: ReadonlyMap<string, Painter> = new Map<string, Painter>([['marathon', paintMarathon]]);
