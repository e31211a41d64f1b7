/**
 * Whether one offer has room for one task of an app, with the resources it would take or the reason why not.
 * Source: Marathon 1.1.1, src/main/scala/mesosphere/mesos/ResourceMatcher.scala, TaskBuilder.scala (logInsufficientResources).
 */
import { must } from '../../kernel/assert.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import { formatRanges } from '../../mesos/resources/ranges.ts';
import {
  type Label,
  rangesResource,
  type Resource,
  type Resources,
  scalarResource,
} from '../../mesos/resources/resource.ts';
import { resourcesOf } from '../../mesos/resources/resources.ts';
import {
  type AppDefinition,
  type Constraint,
  bridgeMappings,
  lastConfigChangeMs,
  persistentVolumes,
  portNumbers,
} from '../model/app-definition.ts';
import { javaDouble } from '../model/java-text.ts';
import { constraintProtoText, constraintText, meetsConstraint } from './constraints.ts';
import { matchPorts, type OfferedPort } from './port-matching.ts';
import { hasLabels } from './reservations.ts';
import { isLost, type Task } from './task.ts';

export type OfferVerdict =
  | { readonly reason: 'cpus' | 'mem' | 'disk'; readonly needed: number; readonly offered: number }
  | { readonly reason: 'role' | 'ports' | 'constraint' | 'volumes'; readonly detail: string };

export type OfferMatch =
  | { readonly ok: true; readonly resources: Resources; readonly hostPorts: readonly number[] }
  | {
      readonly ok: false;
      /** What the original stumbles over first. */
      readonly verdict: OfferVerdict;
      /** Everything that the offer lacks, that one first; for "why is it waiting". */
      readonly lacks: readonly OfferVerdict[];
      readonly logLines: readonly string[];
    };

/** Which of the offer's resources count. */
export type ResourceSelector = {
  readonly roles: readonly string[];
  /** Only resources that were reserved dynamically; else only others. */
  readonly reserved: boolean;
  readonly labels: readonly Label[];
};

export function unreservedSelector(roles: readonly string[]): ResourceSelector {
  return { roles, reserved: false, labels: [] };
}

export type MatchRequest = {
  readonly app: AppDefinition;
  readonly offer: Offer;
  /** What is left of the offer. */
  readonly resources: Resources;
  readonly selector: ResourceSelector;
  /** All tasks of the app that the launcher knows, in flight ones included. */
  readonly tasks: () => readonly Task[];
  readonly randomInt: (bound: number) => number;
};

type ScalarMatch = {
  readonly name: 'cpus' | 'mem' | 'disk';
  readonly neededMilli: number;
  readonly foundMilli: number;
  readonly taken: readonly Resource[];
};

/** Of an accepted role, without a disk of its own: volumes are matched apart from it. */
function isUsable(resource: Resource, { roles, reserved, labels }: ResourceSelector): boolean {
  const isReserved = resource.reservation !== null;
  const fits = roles.includes(resource.role) && isReserved === reserved && hasLabels(resource, labels);
  return fits && resource.disk === null && !resource.revocable;
}

/** Takes from the offer's resources in their order, over roles, until satisfied. */
function matchScalar(resources: Resources, name: ScalarMatch['name'], needed: number): ScalarMatch {
  const neededMilli = Math.round(needed * 1000);
  const taken: Resource[] = [];
  let left = neededMilli;
  for (const resource of resources) {
    if (left <= 0) break;
    if (resource.type !== 'SCALAR' || resource.name !== name) continue;
    const milli = Math.min(left, resource.milli);
    taken.push(scalarResource(name, milli, { role: resource.role, reservation: resource.reservation }));
    left -= milli;
  }
  return { name, neededMilli, foundMilli: neededMilli - left, taken };
}

function scalarText(match: ScalarMatch): string {
  const needed = javaDouble(match.neededMilli / 1000);
  const found = javaDouble(match.foundMilli / 1000);
  return match.foundMilli < match.neededMilli
    ? `${match.name} NOT SATISFIED (${needed} > ${found})`
    : `${match.name} SATISFIED (${needed} <= ${needed})`;
}

function selectorText({ roles, reserved, labels }: ResourceSelector): string {
  const labelsText = labels.map(({ key, value }) => `${key}: ${value ?? ''}`).join(', ');
  const withLabels = labels.length === 0 ? '' : ` and labels {${labelsText}}`;
  return `Considering ${reserved ? 'RESERVED' : 'unreserved'} resources with roles {${roles.join(', ')}}${withLabels}`;
}

/** `([8080] required + 1 dynamic)`. */
function portsText(app: AppDefinition): string {
  const own = app.requirePorts ? portNumbers(app) : portNumbers(app).map(() => 0);
  const ports = bridgeMappings(app)?.map((mapping) => mapping.hostPort) ?? own;
  const fixed = ports.filter((port) => port !== 0);
  const dynamic = ports.length - fixed.length;
  const parts = [
    ...(fixed.length > 0 ? [`[${fixed.join(', ')}] required`] : []),
    ...(dynamic > 0 ? [`${String(dynamic)} dynamic`] : []),
  ];
  return `(${parts.join(' + ')})`;
}

/** One line of the offer's resources as `cpus(*) 3.9; ports(*) 31000->31306,31308->32000`. */
export function resourcesLine(resources: Resources): string {
  return resources.map((resource) => `${resource.name}(${resource.role}) ${quantityText(resource)}`).join('; ');
}

function quantityText(resource: Resource): string {
  if (resource.type === 'SCALAR') return javaDouble(resource.milli / 1000);
  if (resource.type === 'RANGES')
    return resource.ranges.map((range) => `${String(range.begin)}->${String(range.end)}`).join(',');
  return resource.items.join(',');
}

function insufficientLine({ app, offer, resources }: MatchRequest): string {
  const need = `cpus=${javaDouble(app.cpus)}, mem=${javaDouble(app.mem)}, disk=${javaDouble(app.disk)}, ports=${portsText(app)}`;
  return `Offer [${offer.id}]. Insufficient resources for [${app.id}] (need ${need}, available in offer: [${resourcesLine(resources)}]`;
}

/** The app's launched, reachable tasks of the current configuration: those that constraints look at. */
function constrainingTasks(request: MatchRequest): readonly Task[] {
  const since = lastConfigChangeMs(request.app);
  return request.tasks().filter((task) => task.isLaunched && !isLost(task) && task.versionMs >= since);
}

function brokenConstraints(request: MatchRequest): readonly Constraint[] {
  if (request.app.constraints.length === 0) return [];
  const tasks = constrainingTasks(request);
  const place = { host: request.offer.hostname, attributes: request.offer.attributes };
  return request.app.constraints.filter((constraint) => !meetsConstraint(constraint, place, tasks));
}

function portResources(ports: readonly OfferedPort[]): readonly Resource[] {
  return ports.map((port) =>
    rangesResource('ports', [{ begin: port.port, end: port.port }], { role: port.role, reservation: port.reservation }),
  );
}

function refuse(request: MatchRequest, lacks: readonly OfferVerdict[], lines: readonly string[]): OfferMatch {
  const verdict = must(lacks[0], 'a refused offer lacks something');
  return { ok: false, verdict, lacks, logLines: [...lines, insufficientLine(request)] };
}

function scalarLacks(matches: readonly ScalarMatch[]): readonly OfferVerdict[] {
  return matches
    .filter((match) => match.foundMilli < match.neededMilli)
    .map((match) => ({ reason: match.name, needed: match.neededMilli / 1000, offered: match.foundMilli / 1000 }));
}

/** Asked without drawing ports: whether there are enough does not depend on which ones are taken. */
function portLacks(app: AppDefinition, usable: Resources): readonly OfferVerdict[] {
  const ports = matchPorts(app, usable, () => 0);
  return ports.ok ? [] : [{ reason: 'ports', detail: portsDetail(ports.problem, usable) }];
}

function constraintLacks(broken: readonly Constraint[]): readonly OfferVerdict[] {
  return broken.length === 0 ? [] : [{ reason: 'constraint', detail: broken.map(constraintText).join(', ') }];
}

function diskOfVolumes(app: AppDefinition): number {
  return persistentVolumes(app).reduce((sum, volume) => sum + volume.sizeMib, 0);
}

export function matchOffer(request: MatchRequest): OfferMatch {
  const { app, offer, selector } = request;
  const usable = request.resources.filter((resource) => isUsable(resource, selector));
  const head = `Offer [${offer.id}]. ${selectorText(selector)}. `;
  if (usable.length === 0)
    return refuse(request, [{ reason: 'role', detail: `no resources with roles ${selector.roles.join(', ')}` }], []);
  const scalars = [
    matchScalar(usable, 'cpus', app.cpus),
    matchScalar(usable, 'mem', app.mem),
    // A reservation takes what the volumes will be made of; later they are matched by themselves.
    matchScalar(usable, 'disk', app.disk + (selector.reserved ? 0 : diskOfVolumes(app))),
  ];
  const needed = scalars.filter((match) => match.neededMilli !== 0);
  const missing = scalarLacks(needed);
  if (missing.length > 0) {
    const lacks = [...missing, ...portLacks(app, usable), ...constraintLacks(brokenConstraints(request))];
    return refuse(request, lacks, [`${head}Not all basic resources satisfied: ${needed.map(scalarText).join(', ')}`]);
  }
  const ports = matchPorts(app, usable, request.randomInt);
  if (!ports.ok) {
    const lacks = [...portLacks(app, usable), ...constraintLacks(brokenConstraints(request))];
    return refuse(request, lacks, [`${head}${ports.problem}`]);
  }
  const broken = brokenConstraints(request);
  if (broken.length > 0) {
    const line = `Offer [${offer.id}]. Constraints for app [${app.id}] not satisfied.\nThe conflicting constraints are: [${broken.map(constraintProtoText).join(', ')}]`;
    return refuse(request, constraintLacks(broken), [line]);
  }
  const taken = [...needed.flatMap((match) => match.taken), ...portResources(ports.ports)];
  return { ok: true, resources: resourcesOf(taken), hostPorts: ports.ports.map((port) => port.port) };
}

function portsDetail(problem: string, usable: readonly Resource[]): string {
  const offered = usable.flatMap((resource) =>
    resource.type === 'RANGES' && resource.name === 'ports' ? [formatRanges(resource.ranges)] : [],
  );
  return `${problem}; offered ${offered.join(', ') || 'none'}`;
}
