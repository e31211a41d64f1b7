import { describe, expect, it } from 'vitest';
import { addressFromInput, documentPart, fragmentPart, hostAndPort, resolveLink, withFragment } from './address.ts';

describe('addresses of the simulated network', () => {
  it.each([
    ['192.168.1.231:5050', 'http://192.168.1.231:5050/'],
    [' http://192.168.1.231:8080/ui/#/apps ', 'http://192.168.1.231:8080/ui/#/apps'],
    ['//192.168.1.231:5050/state', 'http://192.168.1.231:5050/state'],
    ['192.168.1.231', 'http://192.168.1.231/'],
    ['about:home', 'about:home'],
    ['', null],
    ['two words', null],
    ['http://', null],
    ['http://192.168.1.231:99999/', null],
  ])('typing "%s" leads to %s', (typed, address) => expect(addressFromInput(typed)).toBe(address));

  const page = 'http://192.168.1.231:5050/#/frameworks';
  it.each([
    ['#/agents', 'http://192.168.1.231:5050/#/agents'],
    ['/master/redirect', 'http://192.168.1.231:5050/master/redirect'],
    ['//192.168.1.232:5050/master/state?a=b', 'http://192.168.1.232:5050/master/state?a=b'],
    ['javascript:alert(1)', null],
  ])('the link %s leads to %s', (href, address) => expect(resolveLink(page, href)).toBe(address));

  it('takes addresses apart', () => {
    expect(documentPart(page)).toBe('http://192.168.1.231:5050/');
    expect(fragmentPart(page)).toBe('/frameworks');
    expect(withFragment(page, '/offers')).toBe('http://192.168.1.231:5050/#/offers');
    expect(hostAndPort(page)).toBe('192.168.1.231:5050');
    expect(hostAndPort('http://192.168.1.231/')).toBe('192.168.1.231:80');
  });
});
