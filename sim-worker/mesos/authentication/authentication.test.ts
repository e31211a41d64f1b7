import { describe, expect, it } from 'vitest';
import type { ReadonlyDisk } from '../../kernel/context.ts';
import { encodeUtf8 } from '../zookeeper-group/utf8.ts';
import { responseTo, verdictOn } from './cram-md5.ts';
import { readCredential, readCredentials } from './credentials.ts';
import { hmacMd5, md5 } from './md5.ts';

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

describe('MD5', () => {
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('of %j, as in RFC 1321', (text, digest) => {
    expect(hex(md5(encodeUtf8(text)))).toBe(digest);
  });

  it('keyed, as in RFC 2104 and with a key longer than a block as in RFC 2202', () => {
    expect(hmacMd5(encodeUtf8('Jefe'), encodeUtf8('what do ya want for nothing?'))).toBe(
      '750c783e6ab0b503eaa86e310a5db738',
    );
    expect(
      hmacMd5(new Uint8Array(80).fill(0xaa), encodeUtf8('Test Using Larger Than Block-Size Key - Hash Key First')),
    ).toBe('6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd');
  });
});

describe('CRAM-MD5', () => {
  const challenge = '<1896.697170952@postoffice.reston.mci.net>';
  const secretOf = (principal: string): string | null => (principal === 'tim' ? 'tanstaaftanstaaf' : null);

  it('answers the challenge of RFC 2195 as the RFC does', () => {
    expect(responseTo(challenge, 'tim', 'tanstaaftanstaaf')).toBe('tim b913a602c7eda7a495b4e6e7334d3890');
  });

  it.each([
    ['tim b913a602c7eda7a495b4e6e7334d3890', { kind: 'ok', principal: 'tim' }],
    ['tim b913a602c7eda7a495b4e6e7334d3891', { kind: 'refused', error: 'authentication failure' }],
    ['tom b913a602c7eda7a495b4e6e7334d3890', { kind: 'refused', error: 'user not found' }],
    ['', { kind: 'refused', error: 'user not found' }],
  ])('judges %j', (response, verdict) => {
    expect(verdictOn(response, challenge, secretOf)).toEqual(verdict);
  });
});

describe('files of credentials', () => {
  const diskWith = (text: string): ReadonlyDisk => ({
    read: (path) => (path === '/credentials' ? { kind: 'text', text } : null),
    exists: () => false,
    list: () => [],
    changedUs: () => null,
    usage: () => ({ usedBytes: 0, isFull: false }),
  });

  it.each([
    [
      'a b\nc d\n',
      [
        { principal: 'a', secret: 'b' },
        { principal: 'c', secret: 'd' },
      ],
    ],
    ['{"credentials": [{"principal": "a", "secret": "b"}]}', [{ principal: 'a', secret: 'b' }]],
    ['{"credentials": [{"principal": "a"}]}', [{ principal: 'a', secret: null }]],
    ['', null],
  ])('%j holds %j', (text, credentials) => {
    expect(readCredentials(diskWith(text), 'file:///credentials')).toEqual({ ok: true, value: credentials });
  });

  it.each([
    ['a b\nc\n', 'Invalid credential format at line 2'],
    ['{"credentials": [{"secret": "b"}]}', 'Invalid credential format at line 1'],
  ])('%j is refused: %s', (text, error) => {
    expect(readCredentials(diskWith(text), '/credentials')).toEqual({ ok: false, error });
  });

  it.each([
    ['a b', { ok: true, value: { principal: 'a', secret: 'b' } }],
    ['{"principal": "a", "secret": "b"}', { ok: true, value: { principal: 'a', secret: 'b' } }],
    ['', { ok: true, value: null }],
    ['a b\nc d', { ok: false, error: 'Expecting only one credential' }],
    ['a', { ok: false, error: 'Invalid credential format' }],
  ])('the one of an agent: %j', (text, credential) => {
    expect(readCredential(diskWith(text), '/credentials')).toEqual(credential);
  });

  it('tells of a file that is not there', () => {
    expect(readCredentials(diskWith(''), '/nope')).toEqual({
      ok: false,
      error: "Failed to read credentials file '/nope': No such file or directory",
    });
  });
});
