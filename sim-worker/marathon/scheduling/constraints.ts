/**
 * Placement constraints: whether a task may go to the agent of an offer, and whom to kill when scaling down.
 * Source: Marathon 1.1.1, src/main/scala/mesosphere/mesos/Constraints.scala.
 */
import type { Attribute } from '../../mesos/resources/attributes.ts';
import type { AppDefinition, Constraint } from '../model/app-definition.ts';
import type { Task } from './task.ts';

export type PlaceOfTask = { readonly host: string; readonly attributes: readonly Attribute[] };

/** Text attributes as written; scalars and ranges read as empty text in this generation. Null: the agent has none of that name. */
export function attributeText(attributes: readonly Attribute[], name: string): string | null {
  const found = attributes.find((attribute) => attribute.name === name);
  if (found === undefined) return null;
  return found.value.type === 'TEXT' ? found.value.text : '';
}

function fullMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
}

const MAX_GROUPS = 0x7fff_ffff;

/** Minimum number of groups of GROUP_BY; its text may be missing, no number, or `inf`. */
function groupMinimum(constraint: Constraint): number {
  if (constraint.value === 'inf') return MAX_GROUPS;
  const value = Number(constraint.value ?? '0');
  return Number.isInteger(value) && value >= 0 ? value : 0;
}

/** Tasks whose agents have no such attribute make a group of their own. */
function meetsGroupBy(constraint: Constraint, offered: string, values: readonly (string | null)[]): boolean {
  const sizes = new Map<string | null, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const own = sizes.get(offered);
  if (own === undefined) return true;
  return sizes.size >= groupMinimum(constraint) && own === Math.min(...sizes.values());
}

/** `values`: the same field's values of the app's tasks; null where a task's agent has no such attribute. */
function meets(constraint: Constraint, offered: string, values: readonly (string | null)[]): boolean {
  const wanted = constraint.value ?? '';
  switch (constraint.operator) {
    case 'UNIQUE':
      return !values.includes(offered);
    case 'CLUSTER':
      return (wanted === '' || wanted === offered) && values.every((value) => value === offered);
    case 'GROUP_BY':
      return meetsGroupBy(constraint, offered, values);
    case 'LIKE':
      return wanted !== '' && fullMatch(wanted, offered);
    case 'UNLIKE':
      // Only an attribute needs a value: every host name differs from an empty one.
      return wanted === '' ? constraint.field === 'hostname' : !fullMatch(wanted, offered);
  }
}

/** `tasks`: the app's launched, reachable tasks of the current configuration. */
export function meetsConstraint(constraint: Constraint, place: PlaceOfTask, tasks: readonly PlaceOfTask[]): boolean {
  if (constraint.field === 'hostname')
    return meets(
      constraint,
      place.host,
      tasks.map((task) => task.host),
    );
  const offered = attributeText(place.attributes, constraint.field);
  if (offered === null) return constraint.operator === 'UNLIKE';
  return meets(
    constraint,
    offered,
    tasks.map((task) => attributeText(task.attributes, constraint.field)),
  );
}

/** `vcluster LIKE cluster1`, for verdicts. */
export function constraintText(constraint: Constraint): string {
  return [constraint.field, constraint.operator, ...(constraint.value === null ? [] : [constraint.value])].join(' ');
}

/** As the log prints the protobuf. */
export function constraintProtoText(constraint: Constraint): string {
  const value = constraint.value === null ? '' : `value: "${constraint.value}"\n`;
  return `field: "${constraint.field}"\noperator: ${constraint.operator}\n${value}`;
}

/** Tasks of one group of GROUP_BY, by id. */
type TaskGroup = readonly Task[];

function groupsOf(tasks: readonly Task[], field: string): readonly TaskGroup[] {
  const groups = new Map<string | null, Task[]>();
  for (const task of tasks) {
    const value = field === 'hostname' ? task.host : attributeText(task.attributes, field);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [task]);
    else group.push(task);
  }
  return [...groups.values()];
}

function remaining(group: TaskGroup, without: ReadonlySet<string>): number {
  let count = 0;
  for (const task of group) if (!without.has(task.id)) count += 1;
  return count;
}

/** Difference between the largest and the smallest group; groups that would be empty count. */
function difference(groups: readonly TaskGroup[], without: ReadonlySet<string>): number {
  const sizes = groups.map((group) => remaining(group, without));
  return Math.max(...sizes) - Math.min(...sizes);
}

const NONE: ReadonlySet<string> = new Set<string>();

/** The difference stays at 1 or less, or at least less than it was before anything was chosen. */
function isMoreEvenWithout(groups: readonly TaskGroup[], selected: ReadonlySet<string>): boolean {
  const after = difference(groups, selected);
  return after <= 1 || difference(groups, NONE) > after;
}

/** Tasks of the largest groups, while the groups are not even. */
function ofLargestGroups(groups: readonly TaskGroup[], without: ReadonlySet<string>): readonly Task[] {
  const sizes = groups.map((group) => remaining(group, without));
  const largest = Math.max(...sizes);
  if (Math.min(...sizes) === largest) return [];
  return groups.flatMap((group, index) =>
    sizes[index] === largest ? group.filter((task) => !without.has(task.id)) : [],
  );
}

/**
 * Tasks that a scale-down takes first so that GROUP_BY stays even; other operators do not count. There may be fewer than
 * wanted: then no further one keeps every grouping even.
 */
export function tasksToKillEvenly(app: AppDefinition, tasks: readonly Task[], count: number): readonly Task[] {
  if (tasks.length === count) return tasks;
  const distributions = app.constraints
    .filter((constraint) => constraint.operator === 'GROUP_BY')
    .map((constraint) => groupsOf(tasks, constraint.field));
  if (distributions.length === 0 || tasks.length === 0) return [];
  const chosen = new Map<string, Task>();
  const selected = new Set<string>();
  while (chosen.size < count) {
    const byDifference = [...distributions].sort((a, b) => difference(b, selected) - difference(a, selected));
    const tried = [
      ...byDifference.flatMap((groups) => ofLargestGroups(groups, selected)),
      ...tasks.filter((task) => !selected.has(task.id)),
    ];
    const found = tried.find((task) => {
      const wanted = new Set([...selected, task.id]);
      return distributions.every((groups) => isMoreEvenWithout(groups, wanted));
    });
    if (found === undefined) break;
    chosen.set(found.id, found);
    selected.add(found.id);
  }
  return [...chosen.values()];
}
