/** Opening another run and bringing a dead worker back; provided by the entry of the page. */
import { createContext, useContext } from 'react';
import type { ApiResult, RunInfo, RunRequest } from '../../../sim-worker/api.ts';

export type RunControl = {
  /** Replaces the open run. A refused request leaves it as it is. */
  open(request: RunRequest): Promise<ApiResult<RunInfo>>;
  openDefault(): void;
  restart(): void;
};

export const RunControlContext = createContext<RunControl | null>(null);

export function useRunControl(): RunControl {
  const control = useContext(RunControlContext);
  if (control === null) throw new Error('the console needs the RunControlContext above it');
  return control;
}
