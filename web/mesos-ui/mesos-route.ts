/** Hash routes of the WebUI. Source: Mesos 1.0.1, js/app.js ($routeProvider). */

export type MesosRoute =
  | { readonly page: 'home' | 'frameworks' | 'offers' | 'agents' | 'roles' | 'maintenance' }
  | { readonly page: 'framework'; readonly frameworkId: string }
  | { readonly page: 'agent'; readonly agentId: string }
  | { readonly page: 'agentFramework'; readonly agentId: string; readonly frameworkId: string }
  | { readonly page: 'executor'; readonly agentId: string; readonly frameworkId: string; readonly executorId: string }
  | {
      readonly page: 'executorBrowse';
      readonly agentId: string;
      readonly frameworkId: string;
      readonly executorId: string;
    }
  | { readonly page: 'browse'; readonly agentId: string; readonly path: string | null }
  /** The address is to be replaced by this fragment. */
  | { readonly page: 'redirect'; readonly to: string };

/** The last two are later than 1.0.1. */
const plainPages = ['frameworks', 'offers', 'agents', 'roles', 'maintenance'] as const;

export function parseMesosRoute(fragment: string): MesosRoute {
  const [path = '', query = ''] = fragment.split('?', 2);
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const [first, second] = parts;
  if (first === undefined) return { page: 'home' };
  if (first === 'slaves') return { page: 'redirect', to: fragment.replace(/^\/?slaves/, '/agents') };
  if (second === undefined) return plainPage(first);
  if (first === 'frameworks' && parts.length === 2) return { page: 'framework', frameworkId: second };
  return (first === 'agents' ? agentRoute(second, parts.slice(2), query) : null) ?? { page: 'redirect', to: '/' };
}

function plainPage(name: string): MesosRoute {
  const page = plainPages.find((known) => known === name);
  return page === undefined ? { page: 'redirect', to: '/' } : { page };
}

function agentRoute(agentId: string, rest: readonly string[], query: string): MesosRoute | null {
  const [kind, frameworkId, executors, executorId, browse] = rest;
  if (kind === undefined) return { page: 'agent', agentId };
  if (kind === 'browse' && rest.length === 1)
    return { page: 'browse', agentId, path: new URLSearchParams(query).get('path') };
  if (kind !== 'frameworks' || frameworkId === undefined) return null;
  if (executors === undefined) return { page: 'agentFramework', agentId, frameworkId };
  if (executors !== 'executors' || executorId === undefined) return null;
  if (browse === undefined) return { page: 'executor', agentId, frameworkId, executorId };
  return browse === 'browse' && rest.length === 5 ? { page: 'executorBrowse', agentId, frameworkId, executorId } : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A stray `%` is part of the id.
  }
}

export const links = {
  home: '#/',
  frameworks: '#/frameworks',
  agents: '#/agents',
  offers: '#/offers',
  roles: '#/roles',
  maintenance: '#/maintenance',
  framework: (id: string) => `#/frameworks/${encodeURIComponent(id)}`,
  agent: (id: string) => `#/agents/${encodeURIComponent(id)}`,
  agentFramework: (agentId: string, frameworkId: string) =>
    `#/agents/${encodeURIComponent(agentId)}/frameworks/${encodeURIComponent(frameworkId)}`,
  executor: (agentId: string, frameworkId: string, executorId: string) =>
    `${links.agentFramework(agentId, frameworkId)}/executors/${encodeURIComponent(executorId)}`,
  sandbox: (agentId: string, frameworkId: string, executorId: string) =>
    `${links.executor(agentId, frameworkId, executorId)}/browse`,
  browse: (agentId: string, path: string) =>
    `#/agents/${encodeURIComponent(agentId)}/browse?path=${encodeURIComponent(path)}`,
};
