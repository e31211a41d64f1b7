import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAcl, parseAcl } from './acl.ts';
import { sha1 } from '../../host/sha1.ts';
import { digestId } from './digest.ts';
import { cErrorText, errorName, javaErrorMessage } from './error-codes.ts';
import { javaDate } from './java-date.ts';
import { createPathProblem, parentPath, pathProblem, sequenceSuffix } from './paths.ts';
import { initialSessionIds, sessionPassword, sessionServerId, takeSessionId } from './session-id.ts';
import { utf8Bytes, utf8Length, utf8Text } from './text-bytes.ts';
import { compareZxid, formatZxid, makeZxid, parseZxid, zxidKey } from './zxid.ts';

describe('zxid', () => {
  it('prints as hex without padding: epoch 3, counter 0x52 is 300000052', () => {
    expect(formatZxid(makeZxid(3, 0x52))).toBe('300000052');
    expect(formatZxid(makeZxid(0, 7))).toBe('7');
    expect(parseZxid('0x300000052')).toEqual({ epoch: 3, counter: 0x52 });
    expect(parseZxid('xyz')).toBeNull();
  });

  it('orders by epoch, then by counter, and so does its key', () => {
    const zxid = fc.record({ epoch: fc.nat(1000), counter: fc.nat(0xffffffff) });
    fc.assert(
      fc.property(zxid, zxid, (a, b) => {
        expect(Math.sign(compareZxid(a, b))).toBe(Math.sign(zxidKey(a) - zxidKey(b)));
        expect(parseZxid(formatZxid(makeZxid(a.epoch, a.counter)))).toEqual(a);
      }),
    );
  });
});

describe('paths', () => {
  it('refuses what PathUtils refuses, with its words', () => {
    expect(pathProblem('')).toBe('Path length must be > 0');
    expect(pathProblem('a')).toBe('Path must start with / character');
    expect(pathProblem('/a/')).toBe('Path must not end with / character');
    expect(pathProblem('//zookeeper')).toBe('Invalid path string "//zookeeper" caused by empty node name specified @1');
    expect(pathProblem('/a/..')).toContain('relative paths not allowed @4');
    expect(pathProblem('/a/./b')).toContain('relative paths not allowed @3');
    expect(pathProblem('/a\u0001')).toContain('invalid character @2');
    for (const path of ['/', '/a', '/a.b', '/a..b', '/...', '/a/.hidden']) expect(pathProblem(path)).toBeNull();
  });

  it('lets a sequential name be empty', () => {
    expect(createPathProblem('/a/', true)).toBeNull();
    expect(createPathProblem('/a/', false)).not.toBeNull();
  });

  it('pads sequence numbers to ten places, also negative ones', () => {
    expect(sequenceSuffix(7)).toBe('0000000007');
    expect(sequenceSuffix(-2147483648)).toBe('-2147483648');
    expect(parentPath('/a')).toBe('/');
    expect(parentPath('/a/b')).toBe('/a');
  });
});

describe('digest', () => {
  it('is base64 of SHA-1 of user:password', () => {
    expect(digestId('u:p')).toBe('u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=');
  });

  it('computes SHA-1 over several blocks', () => {
    const hex = [...sha1(utf8Bytes('a'.repeat(1000)))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(hex).toBe('291e9a6c66994949b57ba5e650361e98fc36b1ba');
  });
});

describe('sessions', () => {
  it('carry the server in the top byte and count up', () => {
    const ids = initialSessionIds(2, 0x151c92);
    expect(takeSessionId(ids)).toBe('20000151c920000');
    expect(takeSessionId(ids)).toBe('20000151c920001');
    expect(sessionServerId('20000151c920001')).toBe(2);
    expect(sessionServerId(takeSessionId(initialSessionIds(255, 5)))).toBe(255);
  });

  it('have the same password on every ensemble', () => {
    expect(sessionPassword('20000151c920000')).toBe(sessionPassword('20000151c920000'));
    expect(sessionPassword('20000151c920000')).not.toBe(sessionPassword('20000151c920001'));
    expect(sessionPassword('1')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('texts', () => {
  it('survive UTF-8, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Text(utf8Bytes(text))).toBe(text);
        expect(utf8Bytes(text).length).toBe(utf8Length(text));
      }),
    );
    expect(utf8Text(new Uint8Array([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
  });

  it('name errors as the libraries do', () => {
    expect(errorName(-101)).toBe('NONODE');
    expect(javaErrorMessage(-101, '/x')).toBe('KeeperErrorCode = NoNode for /x');
    expect(javaErrorMessage(-112, null)).toBe('KeeperErrorCode = Session expired');
    expect(cErrorText(-4)).toBe('connection loss');
  });

  it('print dates as java.util.Date', () => {
    expect(javaDate(1449128347000)).toBe('Thu Dec 03 07:39:07 UTC 2015');
    expect(javaDate(951782400000)).toBe('Tue Feb 29 00:00:00 UTC 2000');
  });

  it('read ACLs as zkCli does', () => {
    const parsed = parseAcl('world:anyone:cdrwa,digest:u:h=:r');
    expect('acl' in parsed && formatAcl(parsed.acl)).toBe('world:anyone:cdrwa,digest:u:h=:r');
    expect(parseAcl('nonsense')).toEqual({ problem: 'nonsense' });
  });
});
