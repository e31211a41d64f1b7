/** Vocabulary of the restated allocator tests. */

/** A step, and whom it gives what: framework, agents, resources of them together. */
export type Line = readonly [
  step: object,
  ...given: (readonly [framework: string, agents: string, resources: string])[],
];
export type Restated = { readonly name: string; readonly lines: readonly Line[] };

export const agent = (id: string, resources: string): object => ({ op: 'addAgent', id, resources });
export const framework = (id: string, role: string = '*', more: object = {}): object => ({
  op: 'addFramework',
  id,
  role,
  ...more,
});
export const recover = (
  who: string,
  where: string,
  resources: string,
  refuseSeconds: number | null = null,
): object => ({
  op: 'recover',
  framework: who,
  agent: where,
  resources,
  ...(refuseSeconds === null ? {} : { refuseSeconds }),
});
export const quota = (role: string, resources: string): object => ({ op: 'quota', role, resources });
export const TICK = { op: 'advance', seconds: 1 };
export const SMALL = 'cpus:1;mem:512';

export function giveBack(who: string, count: number): Line[] {
  return Array.from({ length: count }, (_, index) => [recover(who, `a${String(index + 1)}`, 'cpus:2;mem:1024')]);
}
