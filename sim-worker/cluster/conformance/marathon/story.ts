/** What the longer conformance rows share. */
import { assert } from '../../../kernel/assert.ts';
import type { AppRow } from './marathon-lab.ts';

export type StoryCase = { readonly id: string; readonly text: string; readonly play: (seed: number) => void };

export const A = { id: '/a', cmd: 'sleep 1000', cpus: 0.1, mem: 32 };

export function ids(row: AppRow | null): readonly string[] {
  return (row?.tasks ?? []).map((task) => task.id).sort();
}

export function expectStatus(answer: { readonly status: number; readonly text: string } | null, status: number): void {
  assert(
    answer?.status === status,
    `status ${String(status)}, not ${String(answer?.status)}: ${answer?.text.slice(0, 200) ?? 'no answer'}`,
  );
}

export function deploymentIdOf(answer: { readonly json: unknown } | null): string {
  return String((answer?.json as { readonly deploymentId?: string } | null)?.deploymentId);
}
