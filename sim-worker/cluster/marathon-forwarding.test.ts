/**
 * Several Marathons as one, restated from Marathon 1.1.1, src/test/scala/mesosphere/marathon: integration/{Leader,ForwardToLeader,
 * EventSubscribers}IntegrationTest.scala, api/LeaderProxyFilterTest.scala.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import type { OperatorState } from '../host/operator.ts';
import { findProcess } from '../kernel/process-table.ts';
import {
  ask,
  command,
  leader,
  logText,
  type MarathonLab,
  marathonLab,
  marathonProcess,
  marathonState,
  removeZnodes,
  run,
  standby,
  untilTrue,
} from './conformance/marathon/marathon-lab.ts';
import { zookeeperServers } from './inspect.ts';

/** A request with headers of its own. */
function send(
  lab: MarathonLab,
  host: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): { readonly status: number; readonly body: string } {
  const requestId = lab.nextRequest;
  lab.nextRequest += 1;
  const body = { kind: 'http', requestId, host, port: 8080, method: 'GET', path, headers, body: null };
  command(lab, { kind: 'tell', process: lab.operator, body });
  run(lab, 5);
  const { outcomes } = findProcess(lab.simulator.world, lab.operator)?.state as OperatorState;
  const result = outcomes.find((each) => each.requestId === requestId)?.result;
  return result?.kind === 'response' ? result : { status: 0, body: '' };
}

describe('a cluster of three', () => {
  const lab = marathonLab({ scenario: 'default' });
  const leading = must(leader(lab), 'a leader');

  it.each([
    ['/v2/leader', 200, `{"leader":"${leading}:8080"}`],
    ['/', 302, ''],
    ['/ping', 200, 'pong'],
    ['/v2/nothing', 404, '{"message":"URI not found: /v2/nothing"}'],
  ])('%s is the same on all nodes', (path, status, text) => {
    for (const host of lab.marathons) expect(ask(lab, 'GET', path, null, host)).toMatchObject({ status, text });
  });

  it('who forwards says so, the leader does not', () => {
    expect(ask(lab, 'GET', '/ping', null, standby(lab))?.headers['x-marathon-via']).toBe(`1.1 ${standby(lab)}:8080`);
    expect(ask(lab, 'GET', '/ping', null, leading)?.headers['x-marathon-via']).toBeUndefined();
    expect(logText(lab, standby(lab))).toContain(
      `Proxying request to GET http://${leading}:8080/ping from ${standby(lab)}:8080`,
    );
  });

  it('a request that comes round again is a loop', () => {
    const own = `1.1 ${standby(lab)}:8080`;
    expect(send(lab, standby(lab), '/ping', { 'x-marathon-via': own })).toMatchObject({
      status: 502,
      body: expect.stringContaining('Detected proxying loop.') as unknown,
    });
    expect(send(lab, standby(lab), '/ping', { 'x-marathon-via': '1.1 elsewhere:8080' })).toMatchObject({ status: 200 });
  });

  it('the leader is asked to abdicate through another node', () => {
    const answer = ask(lab, 'DELETE', '/v2/leader', null, standby(lab));
    expect(answer).toMatchObject({ status: 200, text: '{"message":"Leadership abdicated"}' });
    untilTrue(lab, () => leader(lab) !== null && leader(lab) !== leading, 30, 'another leads');
    run(lab, 2);
    for (const host of lab.marathons)
      expect(ask(lab, 'GET', '/v2/leader', null, host)?.text).toBe(
        `{"leader":"${must(leader(lab), 'a leader')}:8080"}`,
      );
  });

  it('a leader that died is refused until its session has ended', () => {
    const [asked, died] = [standby(lab), must(leader(lab), 'a leader')];
    command(lab, { kind: 'stopProcess', process: marathonProcess(died) });
    run(lab, 0.5);
    expect(ask(lab, 'GET', '/ping', null, asked)?.text).toContain('Connection to leader refused.');
    untilTrue(lab, () => leader(lab) !== null, 20, 'another leads');
    run(lab, 1);
    expect(ask(lab, 'GET', '/ping', null, asked)).toMatchObject({ status: 200, text: 'pong' });
  });
});

describe('requests that find no leader', () => {
  it('wait 11 times 250 ms for one, and get 503', () => {
    const lab = marathonLab();
    const [host] = [must(leader(lab), 'a leader')];
    removeZnodes(lab, '/marathon/leader');
    command(lab, { kind: 'pauseProcess', process: marathonProcess(host) });
    run(lab, 2);
    command(lab, { kind: 'resumeProcess', process: marathonProcess(host) });
    run(lab, 5);
    const startUs = lab.simulator.world.nowUs;
    const answer = ask(lab, 'GET', '/v2/apps', null, host);
    expect([answer?.status, leader(lab)]).toEqual([503, null]);
    expect(answer?.text).toContain(
      'Problem accessing /v2/apps. Reason:\n<pre>    Could not determine the current leader',
    );
    const seconds = (lab.simulator.world.nowUs - startUs) / 1e6;
    expect(seconds).toBeGreaterThanOrEqual(2.75);
    expect(seconds).toBeLessThan(3);
    const seen = 'Waiting for consistent leadership state. Are we leader?: false, leader: None';
    expect(logText(lab, host)).toContain(`Do not proxy to myself. ${seen}\n${seen}`);
  });

  it('get 500 when the leader is silent for 10 s', () => {
    const lab = marathonLab({ scenario: 'default' });
    const asked = standby(lab);
    command(lab, { kind: 'pauseProcess', process: marathonProcess(must(leader(lab), 'a leader')) });
    expect(ask(lab, 'GET', '/ping', null, asked)).toMatchObject({
      status: 500,
      text: expect.stringContaining('java.lang.RuntimeException: while proxying') as unknown,
    });
  });

  it('curator: two members that older candidates lose against', () => {
    const lab = marathonLab({ flags: { electionImpl: 'curator' } });
    const [server] = zookeeperServers(lab.simulator.world);
    const names = [...(server?.children('/marathon/leader') ?? [])].sort();
    expect(names).toContain('member_-00000000');
    expect(names.some((name) => /^member_-1\d{10}$/.test(name))).toBe(true);
    expect(server?.children('/marathon/leader-curator')[0]).toMatch(/^.+-latch-\d{10}$/);
  });
});

describe('event subscribers', () => {
  it('are listed, told of, stored, and removed', () => {
    const lab = marathonLab({ flags: { eventSubscriber: 'http_callback' } });
    const url = 'http://192.168.1.10:1337';
    const path = `/v2/eventSubscriptions?callbackUrl=${encodeURIComponent(url)}`;
    const told = (type: string): number =>
      must(marathonState(lab, leader(lab) ?? ''), 'a leader').events.recent.filter(
        (event) => event.type === type && event.text.includes(`"callbackUrl":"${url}"`),
      ).length;
    expect(ask(lab, 'POST', path)).toMatchObject({
      status: 200,
      json: { callbackUrl: url, eventType: 'subscribe_event' },
    });
    expect(ask(lab, 'GET', '/v2/eventSubscriptions')?.json).toEqual({ callbackUrls: [url] });
    expect(told('subscribe_event')).toBe(1);
    expect(ask(lab, 'DELETE', path)).toMatchObject({
      status: 200,
      json: { callbackUrl: url, eventType: 'unsubscribe_event' },
    });
    expect(ask(lab, 'GET', '/v2/eventSubscriptions')?.json).toEqual({ callbackUrls: [] });
    expect(told('unsubscribe_event')).toBe(1);
  });
});
