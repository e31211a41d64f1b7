/**
 * A master's description as the data of its znode: JSON in the fields' alphabetical order, and the forms of older masters.
 * Source: Mesos 1.0.1, src/master/contender/zookeeper.cpp, src/master/detector/zookeeper.cpp (fetched).
 * Left out: label `info` (protobuf bytes of masters before 0.24) is recognised and refused, no 1.0.1 master writes it.
 */
import type { MasterInfo } from '../messages/infos.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export type { MasterInfo } from '../messages/infos.ts';

export type DecodedMaster =
  | { readonly kind: 'ok'; readonly master: MasterInfo; readonly warning: string | null }
  | { readonly kind: 'error'; readonly message: string };

export function masterInfoJson(master: MasterInfo): string {
  return JSON.stringify({
    address: { hostname: master.address.hostname, ip: master.address.ip, port: master.address.port },
    hostname: master.hostname,
    id: master.id,
    ip: master.ip,
    pid: master.pid,
    port: master.port,
    version: master.version,
  });
}

export function encodeMasterInfo(master: MasterInfo): Uint8Array {
  return encodeUtf8(masterInfoJson(master));
}

export function decodeMaster(label: string | null, data: Uint8Array): DecodedMaster {
  const text = decodeUtf8(data);
  if (label === null) return bareMaster(text);
  if (label !== 'json.info') return { kind: 'error', message: `Failed to parse data of unknown label '${label}'` };
  const master = parseMaster(text);
  if (master === null) return { kind: 'error', message: 'Failed to parse data into valid MasterInfo: syntax error' };
  return { kind: 'ok', master, warning: null };
}

/** Without label the data is the bare pid of a master of the first versions. */
function bareMaster(pid: string): DecodedMaster {
  const match = /^[^@]+@(\d+)\.(\d+)\.(\d+)\.(\d+):(\d+)$/.exec(pid);
  if (match === null) return { kind: 'error', message: `Failed to parse data into valid MasterInfo: '${pid}'` };
  const [a, b, c, d, port] = match.slice(1).map(Number) as [number, number, number, number, number];
  const ip = `${String(a)}.${String(b)}.${String(c)}.${String(d)}`;
  const master: MasterInfo = Object.freeze({
    id: pid,
    ip: ipInteger(ip),
    port,
    pid,
    hostname: ip,
    version: '',
    address: Object.freeze({ hostname: ip, ip, port }),
  });
  return { kind: 'ok', master, warning: `Leading master ${pid} has data in old format` };
}

/** `192.168.1.232` → 3892422848: the four bytes as a little-endian integer. */
export function ipInteger(ip: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
  return a + b * 256 + c * 65_536 + d * 16_777_216;
}

function parseMaster(text: string): MasterInfo | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // Data of a person's own making; the caller reports it.
  }
  if (!isRecord(value) || !isRecord(value['address'])) return null;
  const address = value['address'];
  const pid = value['pid'];
  const id = value['id'];
  if (typeof pid !== 'string' || typeof id !== 'string' || !/^[^@]+@[^:]+:\d+$/.test(pid)) return null;
  return Object.freeze({
    id,
    ip: Number(value['ip']),
    port: Number(value['port']),
    pid,
    hostname: String(value['hostname'] ?? ''),
    version: String(value['version'] ?? ''),
    address: Object.freeze({
      hostname: String(address['hostname'] ?? ''),
      ip: String(address['ip'] ?? ''),
      port: Number(address['port']),
    }),
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
