/**
 * Messages to a scheduler as events of the HTTP API.
 * Source: Mesos 1.0.1, src/internal/evolve.cpp, include/mesos/v1/scheduler/scheduler.proto (Event).
 */
import { jsonInteger, jsonObject, jsonRepeated, jsonString, type JsonField } from '../../http/json-text.ts';
import { idJson, v1TaskStatus } from '../../http/v1-json.ts';
import { v1InverseOffer, v1Offer } from '../../http/v1-offers.ts';
import type { MesosMessage } from '../../messages/messages.ts';
import { textToBase64 } from '../../protobuf/base64.ts';

/** Null: nothing that a scheduler of the HTTP API would see. */
export function v1Event(message: MesosMessage): readonly JsonField[] | null {
  const event = (type: string, fields: readonly JsonField[]): readonly JsonField[] => [
    ['type', jsonString(type)],
    [type.toLowerCase(), jsonObject(fields)],
  ];
  switch (message.type) {
    case 'mesos.FrameworkRegisteredMessage':
    case 'mesos.FrameworkReregisteredMessage':
      return event('SUBSCRIBED', [
        ['framework_id', idJson(message.frameworkId)],
        ['heartbeat_interval_seconds', '15.0'],
      ]);
    case 'mesos.ResourceOffersMessage':
      return event('OFFERS', [['offers', jsonRepeated(message.offers.map(v1Offer))]]);
    case 'mesos.InverseOffersMessage':
      return event('INVERSE_OFFERS', [['inverse_offers', jsonRepeated(message.inverseOffers.map(v1InverseOffer))]]);
    case 'mesos.RescindResourceOfferMessage':
      return event('RESCIND', [['offer_id', idJson(message.offerId)]]);
    case 'mesos.RescindInverseOfferMessage':
      return event('RESCIND_INVERSE_OFFER', [['inverse_offer_id', idJson(message.inverseOfferId)]]);
    case 'mesos.StatusUpdateMessage': {
      const { status, uuid } = message.update;
      return event('UPDATE', [['status', v1TaskStatus({ ...status, uuid })]]);
    }
    case 'mesos.LostSlaveMessage':
      return event('FAILURE', [['agent_id', idJson(message.slaveId)]]);
    case 'mesos.ExitedExecutorMessage':
      return event('FAILURE', [
        ['agent_id', idJson(message.slaveId)],
        ['executor_id', idJson(message.executorId)],
        ['status', jsonInteger(message.status)],
      ]);
    case 'mesos.ExecutorToFrameworkMessage':
      return event('MESSAGE', [
        ['agent_id', idJson(message.slaveId)],
        ['executor_id', idJson(message.executorId)],
        ['data', jsonString(textToBase64(message.data))],
      ]);
    case 'mesos.FrameworkErrorMessage':
      return event('ERROR', [['message', jsonString(message.message)]]);
    default:
      return null;
  }
}
