/** Asks the worker as frames come, and at once when the question changes; meanwhile the last answer stays on the page. */
import { useState } from 'react';
import type { Simulation } from '../console/simulation-context.ts';
import { usePolled } from '../console/simulation/use-polled.ts';

export function useKept<T>(question: string, ask: (api: Simulation['api']) => Promise<T>, everyMs: number): T | null {
  const answer = usePolled(question, ask, everyMs);
  const [kept, setKept] = useState<{ readonly answer: T | null }>({ answer: null });
  if (answer !== null && answer !== kept.answer) setKept({ answer });
  return answer ?? kept.answer;
}
