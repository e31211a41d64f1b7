/**
 * The event bus: every event goes to the event streams and to the callback URLs.
 * Source: Marathon 1.1.1, event/Events.scala, event/http/{HttpEventStreamActor,HttpEventActor}.scala.
 * Left out: the limit of outstanding messages of a slow stream (a simulated connection always takes what is sent).
 */
import type { Context } from '../../kernel/context.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import type { EventRecord, EventStreamClient, MarathonState } from '../state.ts';

/** Events kept for people who look later. */
const MAX_RECENT = 200;
const CALLBACK_URL = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/;

/** `fields` as JSON text of an object's inside, e.g. `"appId":"/a"`; made only once for all receivers. */
export type EventFields = Readonly<Record<string, unknown>>;

function eventText(type: string, fieldsText: string, context: Context): string {
  const timestamp = formatTimestamp(context.wallClockMs);
  return `{${fieldsText}${fieldsText === '' ? '' : ','}"eventType":"${type}","timestamp":"${timestamp}"}`;
}

export function publish(state: MarathonState, context: Context, type: string, fields: EventFields): void {
  publishText(state, context, type, () => JSON.stringify(fields).slice(1, -1), null);
}

/** `summary` stands for the fields in the list of recent events when they are long. */
export function publishText(
  state: MarathonState,
  context: Context,
  type: string,
  fields: () => string,
  summary: string | null,
): void {
  const { events } = state;
  const isHeard = events.streams.size > 0 || events.callbacks.length > 0;
  const text = isHeard || summary === null ? eventText(type, fields(), context) : '';
  remember(state, { atUs: context.nowUs, type, text: summary === null ? text : eventText(type, summary, context) });
  if (!isHeard) return;
  for (const client of events.streams.values()) sendEvent(context, client, type, text);
  for (const url of events.callbacks) callBack(context, url, text);
}

function remember(state: MarathonState, record: EventRecord): void {
  const { recent } = state.events;
  if (recent.length >= MAX_RECENT) recent.shift();
  recent.push(Object.freeze(record));
}

export function streamFrame(type: string, text: string): string {
  return `event: ${type}\r\ndata: ${text}\r\n\r\n`;
}

function sendEvent(context: Context, client: EventStreamClient, type: string, text: string): void {
  context.send(client.connection, {
    type: 'http.chunk',
    requestId: client.requestId,
    data: streamFrame(type, text),
  } as never);
}

function callBack(context: Context, url: string, text: string): void {
  const match = CALLBACK_URL.exec(url);
  if (match === null) return;
  const connection = context.connect(match[1] ?? '', Number(match[2] ?? '80'), 'http');
  const headers = { host: match[1] ?? '', 'content-type': 'application/json' };
  context.send(connection, {
    type: 'http.request',
    requestId: 1,
    method: 'POST',
    path: match[3] ?? '/',
    headers,
    body: text,
  } as never);
}

/** Jetty's EventSourceServlet: an empty line every 10 s, so that a client can tell silence from a lost connection. */
export const HEARTBEAT_TIMER = 'events:heartbeat';
const HEARTBEAT_MS = 10_000;

export function onHeartbeat(state: MarathonState, context: Context): void {
  const { streams } = state.events;
  if (streams.size === 0) return;
  for (const { connection, requestId } of streams.values())
    context.send(connection, { type: 'http.chunk', requestId, data: '\r\n' } as never);
  context.setTimer(HEARTBEAT_TIMER, HEARTBEAT_MS);
}

export function openStream(state: MarathonState, context: Context, client: EventStreamClient): void {
  state.events.streams.set(client.connection, Object.freeze(client));
  if (!context.hasTimer(HEARTBEAT_TIMER)) context.setTimer(HEARTBEAT_TIMER, HEARTBEAT_MS);
  publish(state, context, 'event_stream_attached', { remoteAddress: client.address });
}

export function closeStream(state: MarathonState, context: Context, connection: EventStreamClient['connection']): void {
  const client = state.events.streams.get(connection);
  if (client === undefined) return;
  state.events.streams.delete(connection);
  publish(state, context, 'event_stream_detached', { remoteAddress: client.address });
}

const STREAM_LOG = 'mesosphere.marathon.event.http.HttpEventStreamActor';

/** The new leader. */
export function acceptStreams(context: Context): void {
  context.log('INFO', 'Became active. Accepting event streaming requests.', STREAM_LOG);
}

/** Loss of leadership ends every stream. */
export function closeAllStreams(state: MarathonState, context: Context): void {
  context.log('INFO', 'Now standing by. Closing existing handles and rejecting new.', STREAM_LOG);
  for (const client of state.events.streams.values()) context.close(client.connection);
  state.events.streams.clear();
}
