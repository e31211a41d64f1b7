/** To what the step buttons and keys go. */
import { create } from 'zustand';
import type { StepKind } from '../../../sim-worker/api.ts';

export const STEP_KINDS: readonly StepKind[] = ['event', 'message', 'election', 'offer', 'task'];

export const useStepKind = create<{ readonly kind: StepKind }>(() => ({ kind: 'message' }));

export function setStepKind(kind: StepKind): void {
  useStepKind.setState({ kind });
}
