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

/** Minimum number of groups of GROUP_BY; its text may be missing or no number. */
function groupMinimum(constraint: Constraint): number {
  const value = Number(constraint.value ?? '0');
  return Number.isInteger(value) && value >= 0 ? value : 0;
}

function meetsGroupBy(constraint: Constraint, offered: string, values: readonly string[]): boolean {
  const sizes = new Map<string, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const own = sizes.get(offered);
  if (own === undefined) return true;
  return sizes.size >= groupMinimum(constraint) && own === Math.min(...sizes.values());
}

/** `values`: the same field's values of the app's tasks; null where a task's agent has no such attribute. */
function meets(constraint: Constraint, offered: string, values: readonly (string | null)[]): boolean {
  const wanted = constraint.value ?? '';
  const known = values.filter((value) => value !== null);
  switch (constraint.operator) {
    case 'UNIQUE':
      return !known.includes(offered);
    case 'CLUSTER':
      return (wanted === '' || wanted === offered) && values.every((value) => value === offered);
    case 'GROUP_BY':
      return meetsGroupBy(constraint, offered, known);
    case 'LIKE':
      return wanted !== '' && fullMatch(wanted, offered);
    case 'UNLIKE':
      return wanted !== '' && !fullMatch(wanted, offered);
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

function groupValue(task: Task, field: string): string {
  return field === 'hostname' ? task.host : (attributeText(task.attributes, field) ?? '');
}

/** Spread between the largest and the smallest group. */
function spread(groups: ReadonlyMap<string, number>): number {
  const sizes = [...groups.values()];
  return Math.max(...sizes) - Math.min(...sizes);
}

function sizesOf(tasks: readonly Task[], field: string, without: Task | null): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const task of tasks) {
    const value = groupValue(task, field);
    sizes.set(value, (sizes.get(value) ?? 0) + (task === without ? 0 : 1));
  }
  return sizes;
}

/** Removing it keeps every grouping even, or makes it more even. */
function keepsBalance(tasks: readonly Task[], task: Task, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ field }) => {
    const after = spread(sizesOf(tasks, field, task));
    return after <= 1 || after < spread(sizesOf(tasks, field, null));
  });
}

/** Tasks that a scale-down takes first so that GROUP_BY stays even; other operators do not count. */
export function tasksToKillEvenly(app: AppDefinition, tasks: readonly Task[], count: number): readonly Task[] {
  const constraints = app.constraints.filter((constraint) => constraint.operator === 'GROUP_BY');
  if (constraints.length === 0) return [];
  let left = [...tasks];
  const chosen: Task[] = [];
  while (chosen.length < count) {
    const candidate = largestGroupFirst(left, constraints).find((task) => keepsBalance(left, task, constraints));
    if (candidate === undefined) break;
    chosen.push(candidate);
    left = left.filter((task) => task !== candidate);
  }
  return chosen;
}

function largestGroupFirst(tasks: readonly Task[], constraints: readonly Constraint[]): readonly Task[] {
  const field = constraints[0]?.field ?? 'hostname';
  const sizes = sizesOf(tasks, field, null);
  return [...tasks].sort((a, b) => (sizes.get(groupValue(b, field)) ?? 0) - (sizes.get(groupValue(a, field)) ?? 0));
}
