/**
 * Resource lists as Mesos prints them in logs and messages: `cpus(*):0.5; mem(*):128; ports(*):[31000-31000]`.
 * Source: Mesos 1.0.1, src/common/resources.cpp (operator<<).
 */
import { formatRanges } from './ranges.ts';
import type { Resource, Resources } from './resource.ts';

export function formatResources(resources: Resources): string {
  return resources.map(formatResource).join('; ');
}

/** As `formatResources`, but `{}` for an empty list, as the log lines of the allocator and agent show it. */
export function formatResource(resource: Resource): string {
  const principal = resource.reservation?.principal;
  const role = resource.reservation === null ? resource.role : `${resource.role}, ${principal ?? ''}`;
  const revocable = resource.revocable ? '{REV}' : '';
  return `${resource.name}(${role})${formatDisk(resource)}${revocable}:${formatQuantity(resource)}`;
}

export function formatQuantity(resource: Resource): string {
  switch (resource.type) {
    case 'SCALAR':
      return formatMilli(resource.milli);
    case 'RANGES':
      return formatRanges(resource.ranges);
    case 'SET':
      return `{${resource.items.join(', ')}}`;
  }
}

/** `0.5`, `128`: at most three decimals, none that are zero. */
export function formatMilli(milli: number): string {
  return String(milli / 1000);
}

function formatDisk(resource: Resource): string {
  const disk = resource.disk;
  if (disk === null) return '';
  const source = disk.source === null ? '' : `${disk.source.type}:${disk.source.root}`;
  const persistence = disk.persistence?.id ?? '';
  const path = disk.volume === null ? '' : `:${disk.volume.containerPath}`;
  const readOnly = disk.volume?.mode === 'RO' ? ':ro' : '';
  const volume = `${persistence}${path}${readOnly}`;
  return `[${[source, volume].filter((text) => text !== '').join(',')}]`;
}
