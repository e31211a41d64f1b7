/** Names of messages for people: what a particle is called, and by which protocol it is coloured. */
import type { Message } from '../../kernel/context.ts';

const LABEL_LIMIT = 60;

const OFFER_MESSAGES: ReadonlySet<string> = new Set([
  'mesos.ResourceOffersMessage',
  'mesos.RescindResourceOfferMessage',
  'mesos.InverseOffersMessage',
  'mesos.RescindInverseOfferMessage',
  'mesos.scheduler.Call.ACCEPT',
  'mesos.scheduler.Call.DECLINE',
  'mesos.scheduler.Call.REVIVE',
  'mesos.scheduler.Call.SUPPRESS',
]);

const STATUS_MESSAGES: ReadonlySet<string> = new Set([
  'mesos.StatusUpdateMessage',
  'mesos.StatusUpdateAcknowledgementMessage',
  'mesos.scheduler.Call.ACKNOWLEDGE',
  'mesos.scheduler.Call.RECONCILE',
]);

const LOG_PREFIX = 'mesos.internal.log.';

export function labelOf(message: Message): string {
  return labelText(message).slice(0, LABEL_LIMIT);
}

function labelText(message: Message): string {
  const fields = message as unknown as Readonly<Record<string, unknown>>;
  switch (message.type) {
    case 'http.request':
      return `${String(fields['method'])} ${String(fields['path']).split('?', 1)[0] ?? ''}`;
    case 'http.response':
      return `HTTP ${String(fields['status'])}`;
    case 'zk.event':
      return `${String(fields['event'])} ${String(fields['path'])}`;
    default:
      return message.type.startsWith('zk.') ? zooKeeperLabel(message.type, fields['record']) : shortType(message.type);
  }
}

function zooKeeperLabel(type: string, record: unknown): string {
  const path = (record as { readonly path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? `${shortType(type)} ${path}` : shortType(type);
}

/** `zab.PROPOSAL` → `PROPOSAL`, `mesos.scheduler.Call.ACCEPT` → `Call.ACCEPT`. */
function shortType(type: string): string {
  return type.replace(/^(mesos\.internal\.log|mesos\.scheduler|[a-z]+)\./, '');
}

/** Protocol of a message: that of its connection, but for what travels on Mesos' connections and people tell apart. */
export function protocolOf(connectionProtocol: string, type: string): string {
  if (!type.startsWith('mesos.')) return connectionProtocol;
  if (OFFER_MESSAGES.has(type)) return 'offer';
  if (STATUS_MESSAGES.has(type)) return 'status';
  return type.startsWith(LOG_PREFIX) ? 'log' : 'mesos';
}
