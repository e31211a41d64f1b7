/**
 * --resource_estimator and --qos_controller, with the parameters that --modules gives to the two modules of Mesos' own tree.
 * Source: Mesos 1.0.1, src/slave/main.cpp, src/slave/resource_estimator.cpp, qos_controller.cpp,
 * resource_estimators/fixed.cpp, qos_controllers/load.cpp, src/module/manager.hpp (create).
 */
import type { ReadonlyDisk } from '../../kernel/context.ts';
import { jsonFlag } from '../flags/json-flag.ts';
import { type Parsed, parseResources } from '../resources/parse.ts';
import { type Resources, withMarks } from '../resources/resource.ts';
import { resourcesOf } from '../resources/resources.ts';
import type { AgentFlags } from './agent-flags.ts';

const FIXED_ESTIMATOR = 'org_apache_mesos_FixedResourceEstimator';
const LOAD_CONTROLLER = 'org_apache_mesos_LoadQoSController';

export type Oversubscription = {
  /** Revocable, of the fixed estimator; null: the noop one. */
  readonly estimate: Resources | null;
  /** Thresholds of the load controller; null: the noop one. */
  readonly qos: { readonly loadThreshold5Min: number | null; readonly loadThreshold15Min: number | null } | null;
};

export const NO_OVERSUBSCRIPTION: Oversubscription = Object.freeze({ estimate: null, qos: null });

type Parameters = ReadonlyMap<string, string>;

/** The error is the last line of an agent that refuses to start. */
export function oversubscriptionOf(disk: ReadonlyDisk, flags: AgentFlags): Parsed<Oversubscription> {
  const modules = modulesOf(disk, flags.modules);
  if (!modules.ok) return modules;
  const estimator = moduleNamed(modules.value, flags.resourceEstimator, FIXED_ESTIMATOR);
  const estimate = estimator.ok ? estimateOf(estimator.value) : estimator;
  if (!estimate.ok) {
    const what = 'Failed to create resource estimator: Failed to create resource estimator module';
    return { ok: false, error: `${what} '${flags.resourceEstimator ?? ''}': ${estimate.error}` };
  }
  const controller = moduleNamed(modules.value, flags.qosController, LOAD_CONTROLLER);
  const qos = controller.ok ? thresholdsOf(controller.value) : controller;
  if (!qos.ok) {
    const what = 'Failed to create QoS Controller: Failed to create QoS Controller module';
    return { ok: false, error: `${what} '${flags.qosController ?? ''}': ${qos.error}` };
  }
  return { ok: true, value: Object.freeze({ estimate: estimate.value, qos: qos.value }) };
}

type Library = { readonly modules?: readonly Module[] };
type Module = {
  readonly name?: string;
  readonly parameters?: readonly { readonly key: string; readonly value: string }[];
};

function modulesOf(disk: ReadonlyDisk, value: string | null): Parsed<ReadonlyMap<string, Parameters>> {
  const modules = new Map<string, Parameters>();
  if (value === null) return { ok: true, value: modules };
  const given = jsonFlag(disk, { name: 'modules', value }, 'Modules');
  if (!given.ok) return given;
  for (const library of (given.value['libraries'] ?? []) as readonly Library[])
    for (const { name = '', parameters = [] } of library.modules ?? [])
      modules.set(name, new Map(parameters.map((parameter) => [parameter.key, parameter.value])));
  return { ok: true, value: modules };
}

/** Null: none is asked for. `known`: the one of its kind that there is. */
function moduleNamed(
  modules: ReadonlyMap<string, Parameters>,
  name: string | null,
  known: string,
): Parsed<Parameters | null> {
  if (name === null) return { ok: true, value: null };
  const parameters = name === known ? modules.get(name) : undefined;
  return parameters === undefined ? { ok: false, error: `Module '${name}' unknown` } : { ok: true, value: parameters };
}

function notCreated(name: string): Parsed<never> {
  return { ok: false, error: `Error creating Module instance for '${name}'` };
}

function estimateOf(parameters: Parameters | null): Parsed<Resources | null> {
  if (parameters === null) return { ok: true, value: null };
  const text = parameters.get('resources');
  const parsed = text === undefined ? null : parseResources(text);
  if (parsed === null || !parsed.ok) return notCreated(FIXED_ESTIMATOR);
  return { ok: true, value: resourcesOf(parsed.value.map((part) => withMarks(part, { revocable: true }))) };
}

function thresholdsOf(parameters: Parameters | null): Parsed<Oversubscription['qos']> {
  if (parameters === null) return { ok: true, value: null };
  const [five, fifteen] = ['load_threshold_5min', 'load_threshold_15min'].map((key) => {
    const text = parameters.get(key);
    return text === undefined ? null : Number(text);
  });
  if (Number.isNaN(five ?? 0) || Number.isNaN(fifteen ?? 0)) return notCreated(LOAD_CONTROLLER);
  return { ok: true, value: Object.freeze({ loadThreshold5Min: five ?? null, loadThreshold15Min: fifteen ?? null }) };
}
