/** What travels, in groups that share a colour and a shape; the legend shows and hides them. */

export const PROTOCOL_GROUPS = ['zab', 'session', 'mesos', 'offer', 'status', 'http', 'docker'] as const;
export type ProtocolGroup = (typeof PROTOCOL_GROUPS)[number];

const groupOfProtocol: ReadonlyMap<string, ProtocolGroup> = new Map([
  ['zab', 'zab'],
  ['election', 'zab'],
  ['zookeeper', 'session'],
  ['mesos', 'mesos'],
  ['log', 'mesos'],
  ['offer', 'offer'],
  ['status', 'status'],
  ['http', 'http'],
  ['client', 'http'],
  ['health', 'http'],
  ['control', 'http'],
  ['docker', 'docker'],
]);

export function groupOf(protocol: string): ProtocolGroup {
  return groupOfProtocol.get(protocol) ?? 'mesos';
}
