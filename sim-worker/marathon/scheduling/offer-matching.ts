/**
 * Whether one offer has room for one task of an app, with the resources it would take or the reason why not.
 * Source: Marathon 1.1.1, src/main/scala/mesosphere/mesos/ResourceMatcher.scala, TaskBuilder.scala (logInsufficientResources).
 */
import type { Offer } from '../../mesos/messages/offers.ts';
import { formatRanges } from '../../mesos/resources/ranges.ts';
import { rangesResource, type Resource, type Resources, scalarResource } from '../../mesos/resources/resource.ts';
import { resourcesOf } from '../../mesos/resources/resources.ts';
import {
  type AppDefinition,
  type Constraint,
  dockerMappings,
  lastConfigChangeMs,
  portNumbers,
} from '../model/app-definition.ts';
import { javaDouble } from '../model/java-text.ts';
import { constraintProtoText, constraintText, meetsConstraint } from './constraints.ts';
import { matchPorts, type OfferedPort } from './port-matching.ts';
import { isLost, type Task } from './task.ts';

export type OfferVerdict =
  | { readonly reason: 'cpus' | 'mem' | 'disk'; readonly needed: number; readonly offered: number }
  | { readonly reason: 'role' | 'ports' | 'constraint'; readonly detail: string };

export type OfferMatch =
  | { readonly ok: true; readonly resources: Resources; readonly hostPorts: readonly number[] }
  | { readonly ok: false; readonly verdict: OfferVerdict; readonly logLines: readonly string[] };

export type MatchRequest = {
  readonly app: AppDefinition;
  readonly offer: Offer;
  /** What is left of the offer. */
  readonly resources: Resources;
  /** All tasks of the app that the launcher knows, in flight ones included. */
  readonly tasks: () => readonly Task[];
  readonly defaultRoles: readonly string[];
  readonly randomInt: (bound: number) => number;
};

type ScalarMatch = {
  readonly name: 'cpus' | 'mem' | 'disk';
  readonly neededMilli: number;
  readonly foundMilli: number;
  readonly taken: readonly Resource[];
};

/** Unreserved or statically reserved for an accepted role, without a disk of its own. */
function isUsable(resource: Resource, roles: readonly string[]): boolean {
  return (
    roles.includes(resource.role) && resource.reservation === null && resource.disk === null && !resource.revocable
  );
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
    taken.push(scalarResource(name, milli, { role: resource.role }));
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

function selectorText(roles: readonly string[]): string {
  return `Considering unreserved resources with roles {${roles.join(', ')}}`;
}

function portsText(app: AppDefinition): string {
  const count = dockerMappings(app).length > 0 ? dockerMappings(app).length : portNumbers(app).length;
  return app.requirePorts ? `(${portNumbers(app).join(', ')})` : `(${String(count)} dynamic)`;
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
  return ports.map((port) => rangesResource('ports', [{ begin: port.port, end: port.port }], { role: port.role }));
}

function refuse(request: MatchRequest, verdict: OfferVerdict, lines: readonly string[]): OfferMatch {
  return { ok: false, verdict, logLines: [...lines, insufficientLine(request)] };
}

export function matchOffer(request: MatchRequest): OfferMatch {
  const { app, offer } = request;
  const roles = app.acceptedResourceRoles ?? request.defaultRoles;
  const usable = request.resources.filter((resource) => isUsable(resource, roles));
  const head = `Offer [${offer.id}]. ${selectorText(roles)}. `;
  if (usable.length === 0)
    return refuse(request, { reason: 'role', detail: `no resources with roles ${roles.join(', ')}` }, []);
  const scalars = [
    matchScalar(usable, 'cpus', app.cpus),
    matchScalar(usable, 'mem', app.mem),
    matchScalar(usable, 'disk', app.disk),
  ];
  const needed = scalars.filter((match) => match.neededMilli !== 0);
  const missing = needed.find((match) => match.foundMilli < match.neededMilli);
  if (missing !== undefined) {
    const verdict = {
      reason: missing.name,
      needed: missing.neededMilli / 1000,
      offered: missing.foundMilli / 1000,
    } as const;
    return refuse(request, verdict, [`${head}Not all basic resources satisfied: ${needed.map(scalarText).join(', ')}`]);
  }
  const ports = matchPorts(app, usable, request.randomInt);
  if (!ports.ok)
    return refuse(request, { reason: 'ports', detail: portsDetail(ports.problem, usable) }, [
      `${head}${ports.problem}`,
    ]);
  const broken = brokenConstraints(request);
  if (broken.length > 0) {
    const line = `Offer [${offer.id}]. Constraints for app [${app.id}] not satisfied.\nThe conflicting constraints are: [${broken.map(constraintProtoText).join(', ')}]`;
    return refuse(request, { reason: 'constraint', detail: broken.map(constraintText).join(', ') }, [line]);
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
