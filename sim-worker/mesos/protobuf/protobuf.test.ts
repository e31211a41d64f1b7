import { describe, expect, it } from 'vitest';
import { base64ToText, textToBase64 } from './base64.ts';
import { messageFromJson, messagesFromJson } from './from-json.ts';
import { parseJsonArray, parseJsonObject, parseJsonText } from './picojson.ts';
import { descriptorOf, enumerationValues } from './schema.ts';
import { ENUMERATIONS } from './schemas/enumerations.ts';
import { MESOS_MESSAGES } from './schemas/mesos.ts';
import { OPERATOR_MESSAGES } from './schemas/operators.ts';
import { STREAM_MESSAGES } from './schemas/streams.ts';
import { messageToJson } from './to-json.ts';
import { messageFromWire, messageToWire } from './wire.ts';

describe('texts that are no JSON, in the words of picojson', () => {
  it.each([
    ['', 'syntax error at line 1 near: '],
    ['abc', 'syntax error at line 1 near: abc'],
    ['{', 'syntax error at line 1 near: '],
    ['{"a":1,}', 'syntax error at line 1 near: }'],
    ["{'a':1}", "syntax error at line 1 near: 'a':1}"],
    ['{"a":\n tru }', 'syntax error at line 2 near:  }'],
    ['[1 2]', 'syntax error at line 1 near: 2]'],
    ['{"a":1}x', 'Parsed JSON included non-whitespace trailing characters: x'],
    ['{} {}', 'Parsed JSON included non-whitespace trailing characters:  {}'],
  ])('%j', (text, error) => {
    expect(parseJsonText(text)).toEqual({ ok: false, error });
  });

  it('wants an object or an array where the endpoint does', () => {
    expect(parseJsonObject('[]')).toEqual({ ok: false, error: 'Unexpected JSON type parsed' });
    expect(parseJsonArray('{}')).toEqual({ ok: false, error: 'Unexpected JSON type parsed' });
    expect(parseJsonArray('[1]')).toEqual({ ok: true, value: [1] });
  });
});

describe('JSON to messages', () => {
  it.each([
    ['scheduler.Call', 7, 'Expecting a JSON object'],
    ['scheduler.Call', { type: 'NONE' }, "Failed to find enum for 'NONE'"],
    ['scheduler.Call', { type: 3 }, "Not expecting a JSON number for field 'type'"],
    ['scheduler.Call', { type: true }, "Not expecting a JSON boolean for field 'type'"],
    ['scheduler.Call', { type: {} }, "Not expecting a JSON object for field 'type'"],
    ['scheduler.Call', { type: ['SUBSCRIBE'] }, "Not expecting a JSON array for field 'type'"],
    ['scheduler.Call', { framework_id: 'x' }, "Not expecting a JSON string for field 'framework_id'"],
    [
      'scheduler.Call',
      { type: 'SUBSCRIBE', subscribe: { framework_info: {} } },
      'Missing required fields: subscribe.framework_info.user, subscribe.framework_info.name',
    ],
    [
      'scheduler.Call',
      { accept: { operations: [{ type: 'LAUNCH', launch: { task_infos: [{}] } }] } },
      'Missing required fields: accept.operations[0].launch.task_infos[0].name, accept.operations[0].launch.task_infos[0].task_id, accept.operations[0].launch.task_infos[0].agent_id',
    ],
    [
      'scheduler.Call',
      { acknowledge: { agent_id: { value: 'a' }, task_id: { value: 't' }, uuid: '!' } },
      "Failed to base64 decode bytes field 'uuid': Invalid character '!'",
    ],
  ])('%s %j', (name, value, error) => {
    expect(messageFromJson(name, value)).toEqual({ ok: false, error });
  });

  it('leaves unknown fields, nulls and empty lists out', () => {
    const value = { type: 'REVIVE', nonsense: 1, framework_id: null, accept: { offer_ids: [] } };
    expect(messageFromJson('scheduler.Call', value)).toEqual({ ok: true, value: { type: 'REVIVE', accept: {} } });
  });

  it('reads lists of messages', () => {
    expect(messagesFromJson('MachineID', {})).toEqual({ ok: false, error: 'Expecting a JSON array' });
    expect(messagesFromJson('MachineID', [{ ip: '1.2.3.4' }])).toEqual({ ok: true, value: [{ ip: '1.2.3.4' }] });
  });
});

describe('messages as JSON and as bytes', () => {
  const resource = { name: 'cpus', type: 'SCALAR', scalar: { value: 2 } };

  it('prints doubles with a point, defaults that are not set, and keys by name', () => {
    expect(messageToJson('Resource', resource)).toBe(
      '{"name":"cpus","role":"*","scalar":{"value":2.0},"type":"SCALAR"}',
    );
    expect(messageToJson('TimeInfo', { nanoseconds: 1_481_640_000_000_000_000 })).toBe(
      '{"nanoseconds":1481640000000000000}',
    );
  });

  it('writes the bytes that protobuf writes', () => {
    const letters = messageToWire('Resource', resource);
    expect([...letters].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join(' ')).toBe(
      '0a 04 63 70 75 73 10 00 1a 09 09 00 00 00 00 00 00 00 40',
    );
    expect(messageFromWire('Resource', letters)).toEqual(resource);
  });

  it('refuses bytes that are cut or lack a required field', () => {
    expect(messageFromWire('Resource', messageToWire('Resource', resource).slice(0, -1))).toBeNull();
    expect(messageFromWire('Resource', '')).toBeNull();
    expect(messageFromWire('scheduler.Call', '')).toEqual({});
  });

  it('keeps text and bytes apart from each other', () => {
    const message = { agent_id: { value: 'a' }, executor_id: { value: 'é€' }, data: textToBase64('grüß') };
    const back = messageFromWire('scheduler.Call.Message', messageToWire('scheduler.Call.Message', message));
    expect(back).toEqual(message);
    expect(base64ToText(String(back?.['data']))).toBe('grüß');
    expect(base64ToText('//79')).toBe('\u00ff\u00fe\u00fd');
  });

  it('knows every type that a field names', () => {
    const names = [MESOS_MESSAGES, STREAM_MESSAGES, OPERATOR_MESSAGES].flatMap((texts) => Object.keys(texts));
    for (const name of names)
      for (const { type } of descriptorOf(name).fields)
        if (type.kind === 'message') expect(names).toContain(type.name);
        else if (type.kind === 'enumeration') expect(enumerationValues(type.name).size).toBeGreaterThan(0);
    expect(Object.keys(ENUMERATIONS).length).toBeGreaterThan(20);
  });
});
