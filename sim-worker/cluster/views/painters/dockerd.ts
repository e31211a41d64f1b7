/** How a Docker engine shows. */
import type { DockerdState } from '../../../host/docker/dockerd-state.ts';
import { summarizeDockerd } from '../../../host/docker/view.ts';
import { factsOf } from '../facts.ts';
import { PLAIN_PICTURE, type Painter } from '../program-picture.ts';

export const paintDockerd: Painter = (state, context) => {
  const { role, detail } = summarizeDockerd(state as DockerdState, context.host);
  const running = detail.containers.filter((container) => container.phase === 'running').length;
  const containers = detail.containers.map((row) => `${row.name} ${row.phase}`);
  return {
    ...PLAIN_PICTURE,
    role,
    detail: running === 1 ? '1 container' : `${String(running)} containers`,
    facts: () => factsOf({ ...detail, containers }),
  };
};
