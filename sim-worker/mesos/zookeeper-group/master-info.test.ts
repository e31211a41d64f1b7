/** Data of a candidate's znode. Reference: section 2.1. */
import { describe, expect, it } from 'vitest';
import { TASK_STATUS_REASON_NUMBERS } from '../messages/tasks.ts';
import { ENUMERATIONS } from '../protobuf/schemas/enumerations.ts';
import { decodeMaster, encodeMasterInfo, ipInteger, masterInfoJson } from './master-info.ts';
import { encodeUtf8 } from './utf8.ts';

const HOST = '192.168.1.232';
const MASTER = {
  id: 'd4cc2b8b-6b04-4b5f-8d3e-0a1a6a5b3f0c',
  ip: 3_892_422_848,
  port: 5050,
  pid: `master@${HOST}:5050`,
  hostname: HOST,
  version: '1.0.1',
  address: { hostname: HOST, ip: HOST, port: 5050 },
};

describe('the description of a master', () => {
  it.each([
    ['192.168.1.232', 3_892_422_848],
    ['192.168.1.233', 3_909_200_064],
    ['192.168.1.231', 3_875_645_632],
  ])('%s is %i, its bytes read as a little-endian integer', (ip, integer) => {
    expect(ipInteger(ip)).toBe(integer);
  });

  it('has its fields in alphabetical order, and is read back', () => {
    expect(Object.keys(JSON.parse(masterInfoJson(MASTER)) as object)).toEqual(
      'address hostname id ip pid port version'.split(' '),
    );
    expect(decodeMaster('json.info', encodeMasterInfo(MASTER))).toEqual({ kind: 'ok', master: MASTER, warning: null });
  });

  it.each([
    ['json.info', '{', 'Failed to parse data into valid MasterInfo: syntax error'],
    ['json.info', '{"id":"x"}', 'Failed to parse data into valid MasterInfo: syntax error'],
    ['other', MASTER.pid, "Failed to parse data of unknown label 'other'"],
  ])('of label %s with data %s fails the detection', (label, data, message) => {
    expect(decodeMaster(label, encodeUtf8(data))).toEqual({ kind: 'error', message });
  });

  it('without a label is a bare pid, with a warning', () => {
    expect(decodeMaster(null, encodeUtf8(MASTER.pid))).toMatchObject({
      kind: 'ok',
      master: { pid: MASTER.pid, ip: MASTER.ip, port: 5050 },
      warning: `Leading master ${MASTER.pid} has data in old format`,
    });
  });
});

describe('numbers of reasons', () => {
  it('are those of mesos.proto, in which the v1 API writes AGENT for SLAVE', () => {
    const v1 = (ENUMERATIONS['TaskStatus.Reason'] ?? '').replaceAll('REASON_AGENT_', 'REASON_SLAVE_');
    const numbers = v1.split(',').map((entry) => entry.trim().split(' '));
    expect(Object.fromEntries(numbers.map(([name = '', number]) => [name, Number(number)]))).toEqual(
      TASK_STATUS_REASON_NUMBERS,
    );
  });
});
