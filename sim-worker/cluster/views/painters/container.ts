/** How the software in a container, or of a task's process, shows. */
import type { ContainerState } from '../../../host/docker/container-state.ts';
import { summarizeContainerProcess } from '../../../host/docker/container.ts';
import { factsOf } from '../facts.ts';
import { PLAIN_PICTURE, type Painter } from '../program-picture.ts';

export const paintContainer: Painter = (state) => {
  const { role, detail } = summarizeContainerProcess(state as ContainerState);
  return { ...PLAIN_PICTURE, role, facts: () => factsOf(detail) };
};
