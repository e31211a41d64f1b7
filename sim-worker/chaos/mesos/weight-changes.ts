/**
 * An operator who changes a role's weight now and then, while faults go on: what the registry acknowledged must not be lost. Each
 * request asks for a weight of its own, so that the weight which stands tells whose it is.
 */
import type { OperatorRequest, OperatorState } from '../../host/operator.ts';
import { applyCommand } from '../../kernel/command.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { initialRandom, nextBelow } from '../../kernel/random.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import type { World } from '../../kernel/world.ts';
import { MASTERS, OPERATOR } from '../../cluster/conformance/mesos/mesos-bed.ts';
import { leadingMasters } from '../../cluster/inspect-mesos.ts';
import { operatorId } from '../../cluster/process-names.ts';

export const WEIGHTED_ROLE = 'web';
/** Requests that come while there are faults; the first one comes before them. */
const CHANGES = 4;

export type WeightChange = { readonly atMs: number; readonly requestId: number; readonly draw: number };

export function drawWeightChanges(seed: number, fromMs: number, untilMs: number): readonly WeightChange[] {
  const stream = initialRandom(seed, 'weight changes');
  const times = Array.from({ length: CHANGES }, () => fromMs + nextBelow(stream, untilMs - fromMs));
  times.sort((a, b) => a - b);
  return times.map((atMs, index) => ({ atMs, requestId: index + 2, draw: nextBelow(stream, MASTERS.length) }));
}

/** Asks a master that believes to lead; while none does, any. */
export function changeWeight(simulator: Simulator, { requestId, draw }: Omit<WeightChange, 'atMs'>): void {
  const leading = leadingMasters(simulator.world).map(({ host }) => host);
  const asked = leading.length > 0 ? leading : MASTERS;
  const request: OperatorRequest = {
    kind: 'http',
    requestId,
    host: asked[draw % asked.length] ?? '',
    port: 5050,
    method: 'PUT',
    path: '/weights',
    headers: {},
    body: JSON.stringify([{ role: WEIGHTED_ROLE, weight: weightOf(requestId) }]),
  };
  applyCommand(simulator, { kind: 'tell', process: operatorId(OPERATOR), body: request });
}

function weightOf(requestId: number): number {
  return 2 + requestId / 2;
}

/**
 * Weights that may stand now: of an acknowledged request that no other one followed which was acknowledged, and of every request whose
 * end is not known (a connection that was cut may have brought it, or may bring it late).
 */
export function weightsThatMayStand(world: World): ReadonlySet<number> {
  const state = findProcess(world, operatorId(OPERATOR))?.state as OperatorState | null | undefined;
  const outcomes = state?.outcomes ?? [];
  const acknowledged = outcomes.filter(({ result }) => result.kind === 'response' && result.status === 200);
  const open = [
    ...outcomes.filter(({ result }) => result.kind === 'error').map(({ requestId }) => requestId),
    ...[...(state?.exchanges.values() ?? [])].map(({ request }) => request.requestId),
  ];
  const last = acknowledged.filter((one) => !acknowledged.some((other) => other.sentAtUs > one.endedAtUs));
  return new Set([...last.map(({ requestId }) => requestId), ...open].map(weightOf));
}
