/** Roles as the page of 1.11 shows them, put together from the endpoints of 1.0.1. */
import type { DocumentReader } from '../browser/documents/document-reader.ts';
import { jsonStream } from '../browser/documents/json-stream.ts';
import { amountsOf, sumAmounts, type Amounts, type MasterDocument } from './master-document.ts';
import type { ResourcesJson } from './mesos-json.ts';

/** `/master/roles`. `resources`: used and offered. */
export type RolesJson = {
  readonly roles?: readonly {
    readonly name: string;
    readonly weight: number;
    readonly frameworks: readonly string[];
    readonly resources?: ResourcesJson;
  }[];
};

type FullResource = { readonly name: string; readonly role?: string; readonly scalar?: { readonly value: number } };

/** `/master/quota`. */
export type QuotaJson = {
  readonly infos?: readonly { readonly role: string; readonly guarantee: readonly FullResource[] }[];
};

/** What frameworks of a role use and are offered, and what agents reserve for it. */
export type RoleUse = {
  readonly role: string;
  readonly allocated: Amounts;
  readonly offered: Amounts;
  readonly reserved: Amounts;
};

export type RoleRow = {
  readonly name: string;
  readonly weight: number;
  readonly frameworks: number;
  /** Used and offered. */
  readonly held: Amounts;
  readonly offered: Amounts;
  readonly allocated: Amounts;
  readonly reserved: Amounts;
  /** Allocated or reserved. */
  readonly consumed: Amounts;
  readonly guarantee: Amounts;
  readonly limit: Amounts;
};

const nothing = amountsOf(undefined);

/** `usedReserved`: the part of each role's reservations that tasks and executors use. */
export function roleRows(
  roles: RolesJson | null,
  quota: QuotaJson | null,
  use: readonly RoleUse[],
  usedReserved: Readonly<Record<string, Amounts>>,
): readonly RoleRow[] {
  const uses = new Map(use.map((one) => [one.role, one]));
  const quotas = new Map((quota?.infos ?? []).map((info) => [info.role, scalarsOf(info.guarantee)]));
  const listed = roles?.roles ?? [];
  return listed.map(({ name, weight, frameworks, resources }) => {
    const { allocated = nothing, offered = nothing, reserved = nothing } = uses.get(name) ?? {};
    const guarantee = quotas.get(name) ?? nothing;
    return {
      name,
      weight,
      frameworks: frameworks.length,
      held: amountsOf(resources),
      offered,
      allocated,
      reserved,
      // Quota has no meaning for the default role.
      consumed: name === '*' ? nothing : minus(sumAmounts([allocated, reserved]), usedReserved[name] ?? nothing),
      guarantee,
      limit: guarantee,
    };
  });
}

function minus(a: Amounts, b: Amounts): Amounts {
  return { cpus: a.cpus - b.cpus, gpus: a.gpus - b.gpus, mem: a.mem - b.mem, disk: a.disk - b.disk };
}

function scalarsOf(resources: readonly FullResource[]): Amounts {
  return sumAmounts(resources.map((one) => ({ [one.name]: one.scalar?.value ?? 0 })));
}

/** From the state. */
export function roleUses(document: MasterDocument): readonly RoleUse[] {
  const uses = new Map<string, { allocated: Amounts; offered: Amounts; reserved: Amounts }>();
  const add = (
    role: string,
    kind: 'allocated' | 'offered' | 'reserved',
    resources: ResourcesJson | undefined,
  ): void => {
    const use = uses.get(role) ?? { allocated: nothing, offered: nothing, reserved: nothing };
    uses.set(role, { ...use, [kind]: sumAmounts([use[kind], resources]) });
  };
  for (const { row } of document.frameworks) {
    const { role = '*', used_resources: used, offered_resources: offered } = row.framework;
    add(role, 'allocated', used);
    add(role, 'offered', offered);
  }
  for (const agent of document.agents)
    for (const [role, resources] of Object.entries(agent.reserved_resources ?? {})) add(role, 'reserved', resources);
  return [...uses].map(([role, use]) => ({ role, ...use }));
}

type SlaveFull = { readonly used_resources_full?: readonly FullResource[] };
type UsedReserved = Record<string, Amounts>;

/** `/master/slaves`: how much of each role's reservations is in use. */
export const slavesReader: DocumentReader<UsedReserved, UsedReserved> = {
  begin: () => {
    const used: UsedReserved = {};
    const take = (slave: SlaveFull): void => {
      for (const one of slave.used_resources_full ?? []) {
        const { role = '*' } = one;
        if (role !== '*') used[role] = sumAmounts([used[role], scalarsOf([one])]);
      }
    };
    const stream = jsonStream({
      kind: 'object',
      fields: { slaves: { kind: 'array', element: { kind: 'value', take: (slave) => take(slave as SlaveFull) } } },
      other: () => {},
    });
    return {
      push: stream.push,
      finish: () => {
        stream.finish();
        return used;
      },
    };
  },
  summary: (used) => used,
  answer: (used) => used,
};
