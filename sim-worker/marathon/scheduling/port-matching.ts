/**
 * Host ports out of an offer.
 * Source: Marathon 1.1.1, tasks/PortsMatcher.scala.
 */
import type { Reservation, Resources } from '../../mesos/resources/resource.ts';
import { type AppDefinition, dockerMappings, portNumbers } from '../model/app-definition.ts';

type Owner = { readonly role: string; readonly reservation: Reservation | null };
export type OfferedPort = Owner & { readonly port: number };
type OfferedRange = Owner & { readonly begin: number; readonly end: number };

export type PortsMatch =
  { readonly ok: true; readonly ports: readonly OfferedPort[] } | { readonly ok: false; readonly problem: string };

function offeredRanges(resources: Resources): readonly OfferedRange[] {
  const ranges: OfferedRange[] = [];
  for (const resource of resources) {
    if (resource.type !== 'RANGES' || resource.name !== 'ports') continue;
    const { role, reservation } = resource;
    for (const range of resource.ranges) ranges.push({ role, reservation, begin: range.begin, end: range.end });
  }
  return ranges;
}

function shuffle<T>(items: readonly T[], randomInt: (bound: number) => number): readonly T[] {
  const out = [...items];
  for (let index = out.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    const kept = out[index] as T;
    out[index] = out[other] as T;
    out[other] = kept;
  }
  return out;
}

/** Consecutive ports from a random start in the shuffled ranges, wrapping around; not those in `without`. */
function randomPorts(
  ranges: readonly OfferedRange[],
  count: number,
  without: ReadonlySet<number>,
  randomInt: (bound: number) => number,
): readonly OfferedPort[] {
  const total = ranges.reduce((sum, range) => sum + range.end - range.begin + 1, 0);
  if (total === 0 || count === 0) return [];
  const shuffled = shuffle(ranges, randomInt);
  const start = randomInt(total);
  const out: OfferedPort[] = [];
  for (let step = 0; step < total && out.length < count; step += 1) {
    const port = portAt(shuffled, (start + step) % total);
    if (port !== null && !without.has(port.port)) out.push(port);
  }
  return out;
}

function portAt(ranges: readonly OfferedRange[], index: number): OfferedPort | null {
  let rest = index;
  for (const range of ranges) {
    const size = range.end - range.begin + 1;
    if (rest < size) return { port: range.begin + rest, role: range.role, reservation: range.reservation };
    rest -= size;
  }
  return null;
}

function fixedPort(ranges: readonly OfferedRange[], port: number): OfferedPort | null {
  const range = ranges.find((candidate) => candidate.begin <= port && port <= candidate.end);
  return range === undefined ? null : { port, role: range.role, reservation: range.reservation };
}

function requiredPorts(app: AppDefinition, ranges: readonly OfferedRange[]): PortsMatch {
  const wanted = portNumbers(app);
  const found: OfferedPort[] = [];
  for (const port of wanted) {
    const offered = fixedPort(ranges, port);
    if (offered === null) {
      return {
        ok: false,
        problem: `Couldn't find host port ${String(port)} (of ${wanted.join(', ')}) in any offered range for app [${app.id}]`,
      };
    }
    found.push(offered);
  }
  return { ok: true, ports: found };
}

function mappedPorts(
  app: AppDefinition,
  ranges: readonly OfferedRange[],
  randomInt: (bound: number) => number,
): PortsMatch {
  const mappings = dockerMappings(app);
  const fixed = new Set(mappings.map((mapping) => mapping.hostPort).filter((port) => port !== 0));
  const dynamic = mappings.filter((mapping) => mapping.hostPort === 0).length;
  const drawn = [...randomPorts(ranges, dynamic, fixed, randomInt)];
  const ports: OfferedPort[] = [];
  for (const mapping of mappings) {
    const port = mapping.hostPort === 0 ? (drawn.shift() ?? null) : fixedPort(ranges, mapping.hostPort);
    if (port === null && mapping.hostPort === 0)
      return { ok: false, problem: `Insufficient ports in offer for app [${app.id}]` };
    if (port === null)
      return { ok: false, problem: `Cannot find range with host port ${String(mapping.hostPort)} for app [${app.id}]` };
    ports.push(port);
  }
  return { ok: true, ports };
}

/** `resources`: those of the offer that the app's roles allow. */
export function matchPorts(app: AppDefinition, resources: Resources, randomInt: (bound: number) => number): PortsMatch {
  const ranges = offeredRanges(resources);
  const wanted = portNumbers(app);
  if (dockerMappings(app).length > 0) return mappedPorts(app, ranges, randomInt);
  if (wanted.length === 0) return { ok: true, ports: [] };
  if (app.requirePorts) return requiredPorts(app, ranges);
  const ports = randomPorts(ranges, wanted.length, new Set(), randomInt);
  if (ports.length === wanted.length) return { ok: true, ports };
  return { ok: false, problem: `Couldn't find ${String(wanted.length)} ports in offer for app [${app.id}]` };
}
