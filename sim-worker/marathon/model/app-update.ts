/**
 * From the given fields of a request to an app: an app for creation is the defaults with these fields, an update of an
 * existing app replaces them.
 * Source: Marathon 1.1.1, api/v2/json/{Formats,AppUpdate}.scala (AppDefinitionReads, AppUpdate.apply, AppUpdate.empty).
 */
import { distinct } from './app-changes.ts';
import {
  type AppDefinition,
  type Container,
  DEFAULT_RESIDENCY,
  DEFAULT_UPGRADE_STRATEGY,
  deepFreeze,
  defaultApp,
  dockerMappings,
  isEmptyContainer,
  persistentVolumes,
  RESIDENT_UPGRADE_STRATEGY,
} from './app-definition.ts';
import type { AppFields } from './app-reader.ts';
import { withDefaultPortIndex } from './container-reader.ts';
import { canonicalPath, type PathId } from './path-id.ts';

function hasExternalVolume(container: Container | null): boolean {
  return container?.volumes.some((volume) => volume.kind === 'external') ?? false;
}

/** The app that a request for creation describes. `base`: the enclosing group of its id; dependencies get theirs by `dependencyBase`. */
export function appOfFields(
  fields: AppFields,
  base: PathId,
  dependencyBase: PathId | null,
  versionMs: number,
): AppDefinition {
  const { id, dependencies, versionMs: ignored, ...rest } = fields;
  void ignored;
  const path = canonicalPath(id ?? '/', base);
  const app: AppDefinition = {
    ...defaultApp(path),
    ...rest,
    dependencies: [],
    versionInfo: { kind: 'only', versionMs },
  };
  // Only a residency that was given counts here; the default that volumes bring comes later.
  const wantsResidentStrategy = app.residency !== null || hasExternalVolume(app.container);
  const ports = fields.ipAddress != null ? [] : app.portDefinitions;
  const portIndexMeaningful = ports.length > 0 || dockerMappings(app).length > 0;
  return withSets({
    ...app,
    portDefinitions: ports,
    dependencies: (dependencies ?? []).map((dependency) => canonicalPath(dependency, dependencyBase ?? path)),
    upgradeStrategy:
      fields.upgradeStrategy ?? (wantsResidentStrategy ? RESIDENT_UPGRADE_STRATEGY : DEFAULT_UPGRADE_STRATEGY),
    residency: app.residency ?? (persistentVolumes(app).length > 0 ? DEFAULT_RESIDENCY : null),
    healthChecks: portIndexMeaningful ? app.healthChecks.map(withDefaultPortIndex) : app.healthChecks,
  });
}

/** What the original keeps in sets holds nothing twice. */
function withSets(app: AppDefinition): AppDefinition {
  return deepFreeze({
    ...app,
    constraints: distinct(app.constraints),
    healthChecks: distinct(app.healthChecks),
    dependencies: distinct(app.dependencies),
    acceptedResourceRoles: app.acceptedResourceRoles === null ? null : distinct(app.acceptedResourceRoles),
  });
}

/** Applies an update to an existing app: given fields replace theirs completely; the version information stays. */
export function applyUpdate(app: AppDefinition, fields: AppFields): AppDefinition {
  const { id, dependencies, versionMs, ...rest } = fields;
  void id;
  void versionMs;
  return withSets({
    ...app,
    ...rest,
    container: fields.container == null || isEmptyContainer(fields.container) ? app.container : fields.container,
    dependencies: dependencies?.map((dependency) => canonicalPath(dependency, app.id)) ?? app.dependencies,
    healthChecks: fields.healthChecks?.map(withDefaultPortIndex) ?? app.healthChecks,
  });
}

/** The app made by an update of one that does not exist: the defaults, then the update. */
export function appOfUpdate(id: PathId, fields: AppFields): AppDefinition {
  const resident = (fields.container?.volumes ?? []).some((volume) => volume.kind === 'persistent');
  const wantsResidentStrategy = resident || fields.residency != null || hasExternalVolume(fields.container ?? null);
  return applyUpdate(
    deepFreeze({
      ...defaultApp(id),
      residency: resident ? DEFAULT_RESIDENCY : null,
      upgradeStrategy: wantsResidentStrategy ? RESIDENT_UPGRADE_STRATEGY : DEFAULT_UPGRADE_STRATEGY,
    }),
    fields,
  );
}
