/** Offers and inverse offers of the v1 protobufs as JSON. Source: Mesos 1.0.1, include/mesos/v1/mesos.proto. */
import type { Unavailability } from '../messages/infos.ts';
import type { InverseOffer, Offer } from '../messages/offers.ts';
import { jsonInteger, jsonObject, jsonOptional, jsonRepeated, jsonString, type JsonText } from './json-text.ts';
import { idJson, v1Attribute, v1Resources } from './v1-json.ts';

export function v1Offer(offer: Offer): JsonText {
  return jsonObject([
    ['id', idJson(offer.id)],
    ['framework_id', idJson(offer.frameworkId)],
    ['agent_id', idJson(offer.slaveId)],
    ['hostname', jsonString(offer.hostname)],
    ['url', urlJson(offer.url)],
    ['resources', v1Resources(offer.resources)],
    ['attributes', jsonRepeated(offer.attributes.map(v1Attribute))],
    ['executor_ids', jsonRepeated(offer.executorIds.map(idJson))],
    ['unavailability', jsonOptional(offer.unavailability, unavailabilityJson)],
  ]);
}

export function v1InverseOffer(offer: InverseOffer): JsonText {
  return jsonObject([
    ['id', idJson(offer.id)],
    ['framework_id', idJson(offer.frameworkId)],
    ['agent_id', idJson(offer.slaveId)],
    ['unavailability', unavailabilityJson(offer.unavailability)],
    ['resources', v1Resources(offer.resources)],
  ]);
}

function unavailabilityJson(unavailability: Unavailability): JsonText {
  const nanoseconds = (value: number): JsonText => jsonObject([['nanoseconds', jsonInteger(value)]]);
  return jsonObject([
    ['start', nanoseconds(unavailability.startNanoseconds)],
    ['duration', jsonOptional(unavailability.durationNanoseconds, nanoseconds)],
  ]);
}

/** `http://HOST:PORT/slave(1)` in its parts. */
function urlJson(url: string): JsonText {
  const [, scheme = 'http', host = '', port = '5051', path = '/'] = /^(\w+):\/\/([^:/]+):(\d+)(\/.*)$/.exec(url) ?? [];
  const ip = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? jsonString(host) : null;
  return jsonObject([
    ['scheme', jsonString(scheme)],
    [
      'address',
      jsonObject([
        ['hostname', jsonString(host)],
        ['ip', ip],
        ['port', port],
      ]),
    ],
    ['path', jsonString(path)],
  ]);
}
