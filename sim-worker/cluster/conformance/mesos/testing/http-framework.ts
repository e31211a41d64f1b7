/** A framework made of plain HTTP requests, for tests of `/api/v1/scheduler`: one stream of events that stays open, and calls. */
import type { OperatorResult, OperatorState } from '../../../../host/operator.ts';
import { findProcess } from '../../../../kernel/process-table.ts';
import { decodeRecords } from '../../../../mesos/http/recordio.ts';
import { operatorId } from '../../../process-names.ts';
import { type Bed, OPERATOR } from '../mesos-bed.ts';

export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};
export type Event = Readonly<Record<string, unknown>> & { readonly type: string };
type Headers = Readonly<Record<string, string>>;

const JSON_HEADERS: Headers = { 'content-type': 'application/json', accept: 'application/json' };
let requests = 5000;

/** POSTs to the leading master; the answer may still be on its way. */
function send(bed: Bed, path: string, body: unknown, options: { headers: Headers; keepOpen: boolean }): number {
  requests += 1;
  const { headers, keepOpen } = options;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { host } = bed.leader();
  const request = { kind: 'http', requestId: requests, host, port: 5050, method: 'POST', path, headers, body: text };
  bed.command({ kind: 'tell', process: operatorId(OPERATOR), body: { ...request, keepOpen } });
  bed.run(bed.simulator.world.nowUs / 1e6 + 0.2);
  return requests;
}

function outcomeOf(bed: Bed, requestId: number): OperatorResult | undefined {
  const state = findProcess(bed.simulator.world, operatorId(OPERATOR))?.state as OperatorState;
  return state.outcomes.find((outcome) => outcome.requestId === requestId)?.result;
}

function answerTo(bed: Bed, requestId: number): Answer {
  const result = outcomeOf(bed, requestId);
  if (result?.kind !== 'response') throw new Error(`no answer to request ${String(requestId)}`);
  return result;
}

export function post(bed: Bed, path: string, body: unknown, headers: Headers = JSON_HEADERS): Answer {
  return answerTo(bed, send(bed, path, body, { headers, keepOpen: false }));
}

const SCHEDULER_API = '/api/v1/scheduler';

export type HttpFramework = {
  readonly id: string;
  readonly streamId: string;
  /** All events so far, without heartbeats. */
  readonly events: (type?: string) => readonly Event[];
  readonly heartbeats: () => number;
  /** The newest event of a type, its own part. */
  readonly last: (type: string) => Readonly<Record<string, never>>;
  readonly call: (type: string, part?: object, headers?: Headers) => Answer;
};

/** `info`: with an id the framework comes back with it. */
export function subscribe(bed: Bed, info: Readonly<Record<string, unknown>>): HttpFramework {
  const { id } = info as { id?: { value: string } };
  const call = {
    type: 'SUBSCRIBE',
    subscribe: { framework_info: info },
    ...(id === undefined ? {} : { framework_id: id }),
  };
  const requestId = send(bed, SCHEDULER_API, call, { headers: JSON_HEADERS, keepOpen: true });
  // The authorizer may take its time.
  for (let waits = 0; waits < 10 && outcomeOf(bed, requestId) === undefined; waits += 1)
    bed.run(bed.simulator.world.nowUs / 1e6 + 0.2);
  const all = (): readonly Event[] =>
    decodeRecords(answerTo(bed, requestId).body, 'application/json').map((record) => JSON.parse(record) as Event);
  const events = (type?: string): readonly Event[] =>
    all().filter((event) => (type === undefined ? event.type !== 'HEARTBEAT' : event.type === type));
  const first = all()[0];
  const framework =
    (first?.['subscribed'] as { framework_id: { value: string } } | undefined)?.framework_id.value ?? '';
  const streamId = answerTo(bed, requestId).headers['mesos-stream-id'] ?? '';
  return {
    id: framework,
    streamId,
    events,
    heartbeats: () => events('HEARTBEAT').length,
    last: (type) => (events(type).at(-1)?.[type.toLowerCase()] ?? {}) as Readonly<Record<string, never>>,
    call: (type, part, headers) =>
      post(
        bed,
        SCHEDULER_API,
        {
          type,
          framework_id: { value: framework },
          ...(part === undefined ? {} : { [type.toLowerCase()]: part }),
        },
        { ...JSON_HEADERS, 'mesos-stream-id': streamId, ...headers },
      ),
  };
}
