import { describe, expect, test } from 'vitest';
import {
  ancestors,
  base64Text,
  bytesOf,
  encodingFor,
  hexLines,
  parentOf,
  pathProblem,
  sequenceOf,
} from './znode-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('paths', () => {
  test('the ten digits of a sequential znode are found, and nothing shorter', () => {
    expect(sequenceOf('json.info_0000000004')).toBe('0000000004');
    expect(sequenceOf('member_12')).toBeNull();
  });

  test('all znodes above a path are opened to show it', () => {
    expect(ancestors('/marathon/leader/member_0000000001')).toEqual(['/', '/marathon', '/marathon/leader']);
    expect(parentOf('/marathon/leader')).toBe('/marathon');
    expect(parentOf('/marathon')).toBe('/');
  });

  test('wrong paths are told before anything is sent', () => {
    expect(['a', '/a/', '/a//b', '/a/../b', '/a', '/'].map(pathProblem)).toEqual([
      'slash',
      'end',
      'empty',
      'empty',
      null,
      null,
    ]);
  });
});

describe('data', () => {
  test('bytes are shown as hexadecimal and characters', () => {
    expect(hexLines(bytes('mesos'))).toEqual(['00000000  6d 65 73 6f 73                                   |mesos|']);
  });

  test('a megabyte becomes base64', () => {
    expect(base64Text(new Uint8Array(1_000_000)).length).toBe(1_333_336);
  });

  test('what is written as hexadecimal or base64 is read back, and mistakes are seen', () => {
    expect(bytesOf('6d 65\n73', 'hex')).toEqual(bytes('mes'));
    expect(bytesOf('6d6', 'hex')).toBeNull();
    expect(bytesOf('bWVz', 'base64')).toEqual(bytes('mes'));
    expect(bytesOf('?', 'base64')).toBeNull();
  });

  test('binary data is offered as hexadecimal, so that editing loses nothing', () => {
    expect(encodingFor(bytes('{"a": 1}\n'))).toBe('text');
    expect(encodingFor(Uint8Array.of(0xff, 0xfe))).toBe('hex');
    expect(encodingFor(Uint8Array.of(8, 1, 18))).toBe('hex');
  });
});
