/** Starts the probe in a bed and speaks through it. */
import { hostId, type ProcessId, processId } from '../../../kernel/ids.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { spawnProcess } from '../../../kernel/process-life.ts';
import type { Upid } from '../../../mesos/libprocess/transport.ts';
import type { MesosMessage } from '../../../mesos/messages/messages.ts';
import { type Bed, OPERATOR } from './mesos-bed.ts';
import { type ProbeOrder, probeProgram, type ProbeState } from './probe-program.ts';

export type Probe = {
  readonly say: (as: string, to: Upid, message: unknown) => void;
  readonly hangUp: () => void;
  readonly heard: (type: string) => readonly MesosMessage[];
};

export function startProbe(bed: Bed): Probe {
  const id: ProcessId = processId(`probe@${OPERATOR}`);
  spawnProcess(bed.simulator, {
    id,
    host: hostId(OPERATOR),
    program: probeProgram.kind,
    flags: {},
    diesWith: null,
    parent: null,
    restart: null,
  });
  const tell = (body: ProbeOrder): void => bed.command({ kind: 'tell', process: id, body });
  return {
    say: (as, to, message) => tell({ order: 'say', as, to, message }),
    hangUp: () => tell({ order: 'hangUp' }),
    heard: (type) =>
      (findProcess(bed.simulator.world, id)?.state as ProbeState).heard.filter((message) => message.type === type),
  };
}
