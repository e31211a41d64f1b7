/**
 * What a new definition of an app means for its running tasks, and the version information that follows.
 * Source: Marathon 1.1.1, state/AppDefinition.scala (isUpgrade, isOnlyScaleChange, needsRestart), upgrade/GroupVersioningUtil.scala.
 */
import { type AppDefinition, type VersionInfo } from './app-definition.ts';

/** Structural equality of plain data. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  const rightFields = right as Readonly<Record<string, unknown>>;
  return keys.every(
    (key) => Object.hasOwn(right, key) && sameValue((left as Readonly<Record<string, unknown>>)[key], rightFields[key]),
  );
}

/** Fields whose change is no upgrade of the running tasks. */
const NOT_CONFIGURATION: readonly string[] = ['id', 'instances', 'versionInfo'];

/** Maps and sets of the original: their order is no difference. */
const UNORDERED: readonly string[] = [
  'env',
  'labels',
  'constraints',
  'healthChecks',
  'dependencies',
  'acceptedResourceRoles',
];

function sameElements(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return sameValue(left, right);
  const others = right as readonly unknown[];
  const isThere = (item: unknown, index: number): boolean =>
    sameValue(item, others[index]) || others.some((other) => sameValue(item, other));
  return left.length === others.length && (left as readonly unknown[]).every(isThere);
}

/** A set keeps the first of equal elements. */
export function distinct<T>(items: readonly T[]): readonly T[] {
  const isFirst = (item: T, index: number): boolean => items.findIndex((other) => sameValue(other, item)) === index;
  return items.every(isFirst) ? items : items.filter(isFirst);
}

/** True when any field differs that the tasks were started with. */
export function isConfigChange(from: AppDefinition, to: AppDefinition): boolean {
  const fromFields = from as unknown as Readonly<Record<string, unknown>>;
  const toFields = to as unknown as Readonly<Record<string, unknown>>;
  return Object.keys(from).some((key) => {
    if (NOT_CONFIGURATION.includes(key)) return false;
    return UNORDERED.includes(key)
      ? !sameElements(fromFields[key], toFields[key])
      : !sameValue(fromFields[key], toFields[key]);
  });
}

export function isOnlyScaleChange(from: AppDefinition, to: AppDefinition): boolean {
  return from.instances !== to.instances && !isConfigChange(from, to);
}

/** A restart replaces tasks: the configuration differs, or the version does (a restart without change). */
export function needsRestart(from: AppDefinition, to: AppDefinition): boolean {
  return !sameValue(from.versionInfo, to.versionInfo) || isConfigChange(from, to);
}

function newConfig(versionMs: number): VersionInfo {
  return { kind: 'full', versionMs, lastScalingAtMs: versionMs, lastConfigChangeAtMs: versionMs };
}

function scaleOrRestart(from: VersionInfo, versionMs: number): VersionInfo {
  const lastConfigChangeAtMs =
    from.kind === 'full' ? from.lastConfigChangeAtMs : from.kind === 'only' ? from.versionMs : versionMs;
  return { kind: 'full', versionMs, lastScalingAtMs: versionMs, lastConfigChangeAtMs };
}

export type VersionedChange = { readonly app: AppDefinition; readonly logLine: string | null };

/** Sets the version information of an app of the new root group, against its definition in the old one. */
export function withVersionInfo(from: AppDefinition | null, to: AppDefinition, versionMs: number): VersionedChange {
  if (from === to) return { app: to, logLine: null };
  if (from === null)
    return { app: { ...to, versionInfo: newConfig(versionMs) }, logLine: `[${to.id}]: new app detected` };
  if (isOnlyScaleChange(from, to)) {
    return {
      app: { ...to, versionInfo: scaleOrRestart(from.versionInfo, versionMs) },
      logLine: `[${to.id}]: scaling op detected for app`,
    };
  }
  if (isConfigChange(from, to)) {
    return { app: { ...to, versionInfo: newConfig(versionMs) }, logLine: `[${to.id}]: upgrade detected for app` };
  }
  if (to.versionInfo.kind === 'none') {
    return {
      app: { ...to, versionInfo: scaleOrRestart(from.versionInfo, versionMs) },
      logLine: `[${to.id}]: restart detected for app`,
    };
  }
  return { app: from, logLine: null };
}
