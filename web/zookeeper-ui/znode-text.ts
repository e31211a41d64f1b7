/** Paths and data of znodes as text, and text as data. Pure. */

/** ZooKeeper appends ten digits to the name of a sequential znode. */
const SEQUENCE = /\d{10}$/;

export function sequenceOf(name: string): string | null {
  return SEQUENCE.exec(name)?.[0] ?? null;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** All paths above a path, itself left out: what must be open for it to show. */
export function ancestors(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return ['/', ...parts.slice(0, -1).map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

/** Bytes as rows of hexadecimal with their characters, as `hexdump -C` shows them. */
export function hexLines(data: Uint8Array): string[] {
  const lines: string[] = [];
  for (let offset = 0; offset < data.length; offset += 16) {
    const bytes = [...data.subarray(offset, offset + 16)];
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = bytes.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  |${text}|`);
  }
  return lines;
}

const CHUNK = 0x8000;

export function base64Text(data: Uint8Array): string {
  let binary = '';
  for (let offset = 0; offset < data.length; offset += CHUNK)
    binary += String.fromCharCode(...data.subarray(offset, offset + CHUNK));
  return btoa(binary);
}

/** How a person writes data. */
export type Encoding = 'text' | 'hex' | 'base64';

/** Null when the text is none of the kind. */
export function bytesOf(text: string, encoding: Encoding): Uint8Array | null {
  switch (encoding) {
    case 'text':
      return new TextEncoder().encode(text);
    case 'hex':
      return bytesOfHex(text.replace(/\s+/g, ''));
    case 'base64':
      return bytesOfBase64(text.replace(/\s+/g, ''));
  }
}

function bytesOfHex(text: string): Uint8Array | null {
  if (!/^([0-9a-f]{2})*$/i.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

export function textOf(data: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case 'text':
      return new TextDecoder().decode(data);
    case 'hex':
      return [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'base64':
      return base64Text(data);
  }
}

/** Text when nothing would be lost by it. */
export function encodingFor(data: Uint8Array): Encoding {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data);
    return /[^\P{Cc}\t\n\r]/u.test(text) ? 'hex' : 'text';
  } catch {
    return 'hex';
  }
}

/** What the real client library refuses before it sends anything. */
export function pathProblem(path: string): 'slash' | 'end' | 'empty' | null {
  if (!path.startsWith('/')) return 'slash';
  if (path.endsWith('/') && path !== '/') return 'end';
  if (path === '/') return null;
  return path.includes('//') || path.split('/').some((part) => part === '.' || part === '..') ? 'empty' : null;
}
