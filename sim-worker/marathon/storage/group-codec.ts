/**
 * GroupDefinition, DeploymentPlanDefinition and the small entries: framework id, storage version, event subscribers.
 * Source: Marathon 1.1.1, src/main/proto/marathon.proto; Mesos 1.0.1, mesos.proto (FrameworkID).
 */
import { freezeGroup, type Group } from '../model/group.ts';
import { canonicalPath } from '../model/path-id.ts';
import { formatTimestamp, parseTimestamp } from '../model/timestamp.ts';
import { memoByIdentity } from '../memo.ts';
import { appBytes, decodeApp } from './app-codec.ts';
import {
  allBytes,
  allMessages,
  allStrings,
  fieldMessage,
  fieldNumber,
  fieldString,
  readWire,
  wireBytes,
  type WireMessage,
  wireWriter,
  writeBytes,
  writeString,
  writeVarint,
} from './wire.ts';

/** Stored bytes of a group with all below it, remembered for each value of the tree. */
export const groupBytes: (group: Group) => Uint8Array = memoByIdentity((group: Group) => {
  const writer = wireWriter();
  writeString(writer, 1, group.id);
  writeString(writer, 2, formatTimestamp(group.versionMs));
  for (const app of group.apps) writeBytes(writer, 3, appBytes(app));
  for (const child of group.groups) writeBytes(writer, 4, groupBytes(child));
  for (const dependency of group.dependencies) writeString(writer, 5, dependency);
  return wireBytes(writer);
});

export function decodeGroup(message: WireMessage): Group {
  return freezeGroup({
    id: canonicalPath(fieldString(message, 1) ?? '/'),
    versionMs: parseTimestamp(fieldString(message, 2) ?? '') ?? 0,
    apps: allMessages(message, 3).map(decodeApp),
    groups: allBytes(message, 4).map((bytes) => decodeGroup(readWire(bytes) ?? [])),
    dependencies: allStrings(message, 5).map((dependency) => canonicalPath(dependency)),
  });
}

export type StoredPlan = {
  readonly id: string;
  readonly versionMs: number;
  readonly original: Group;
  readonly target: Group;
};

/** Steps are not stored: they follow from the two trees. */
export function encodePlan(plan: StoredPlan): Uint8Array {
  const writer = wireWriter();
  writeString(writer, 1, plan.id);
  writeString(writer, 2, formatTimestamp(plan.versionMs));
  writeBytes(writer, 4, groupBytes(plan.original));
  writeBytes(writer, 5, groupBytes(plan.target));
  return wireBytes(writer);
}

export function decodePlan(bytes: Uint8Array): StoredPlan | null {
  const message = readWire(bytes);
  const original = message === null ? null : fieldMessage(message, 4);
  const target = message === null ? null : fieldMessage(message, 5);
  if (message === null || original === null || target === null) return null;
  return {
    id: fieldString(message, 1) ?? '',
    versionMs: parseTimestamp(fieldString(message, 2) ?? '') ?? 0,
    original: decodeGroup(original),
    target: decodeGroup(target),
  };
}

export function encodeFrameworkId(id: string): Uint8Array {
  const writer = wireWriter();
  writeString(writer, 1, id);
  return wireBytes(writer);
}

export function decodeFrameworkId(bytes: Uint8Array): string | null {
  const message = readWire(bytes);
  return message === null ? null : fieldString(message, 1);
}

export type StorageVersion = { readonly major: number; readonly minor: number; readonly patch: number };

export function encodeStorageVersion(version: StorageVersion): Uint8Array {
  const writer = wireWriter();
  writeVarint(writer, 1, version.major);
  writeVarint(writer, 2, version.minor);
  writeVarint(writer, 3, version.patch);
  return wireBytes(writer);
}

export function decodeStorageVersion(bytes: Uint8Array): StorageVersion | null {
  const message = readWire(bytes);
  if (message === null) return null;
  return {
    major: fieldNumber(message, 1) ?? 0,
    minor: fieldNumber(message, 2) ?? 0,
    patch: fieldNumber(message, 3) ?? 0,
  };
}

export function encodeSubscribers(urls: readonly string[]): Uint8Array {
  const writer = wireWriter();
  for (const url of urls) writeString(writer, 1, url);
  return wireBytes(writer);
}

export function decodeSubscribers(bytes: Uint8Array): readonly string[] {
  return allStrings(readWire(bytes) ?? [], 1);
}
