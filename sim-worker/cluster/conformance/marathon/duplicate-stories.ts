/**
 * The duplicate member: a create whose answer is lost is repeated within the same session, and nobody owns the first node.
 * Source: the project's experiments reference, E5 (cause A), and rows F05 and F06 of the Marathon reference.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { hostId } from '../../../kernel/ids.ts';
import { zookeeperServers } from '../../inspect.ts';
import {
  app,
  ask,
  command,
  deployed,
  leader,
  logText,
  marathonLab,
  type MarathonLab,
  marathonProcess,
  marathonState,
  removeZnodes,
  run,
  untilTrue,
} from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

function leadingServer(lab: MarathonLab): string | undefined {
  return zookeeperServers(lab.simulator.world).find((server) => server.ledEpoch !== null)?.host;
}

/** One Marathon alone, whose ZooKeeper server is another host. */
function loneMarathon(
  seed: number,
  electionImpl: string,
): {
  readonly lab: MarathonLab;
  readonly host: string;
  readonly server: string;
} {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const lab = marathonLab({ seed: seed + 1000 * attempt, scenario: 'default', flags: { electionImpl } });
    for (const host of lab.marathons) {
      const client = must(marathonState(lab, host), 'the process').election.handle.client;
      const server = client?.hosts[client.hostIndex]?.host;
      // What is forwarded to the leading server must not be cut off, too.
      if (server === undefined || server === host || leadingServer(lab) === host) continue;
      for (const other of lab.marathons) {
        if (other !== host) command(lab, { kind: 'stopProcess', process: marathonProcess(other) });
      }
      untilTrue(lab, () => leader(lab) === host, 40, 'the lone Marathon leads');
      run(lab, 2);
      return { lab, host, server };
    }
  }
  throw new Error('assertion failed: some seed attaches a Marathon to another host');
}

/** Abdicates, and loses the answer to the create that follows: the way back is cut while the request is under way. */
function loseAnswer(lab: MarathonLab, host: string, server: string): void {
  expectStatus(ask(lab, 'DELETE', '/v2/leader', null, host), 200);
  const isCreating = (): boolean => marathonState(lab, host)?.election.memberships.at(-1)?.step === 'create';
  for (let ms = 0; ms < 2000 && !isCreating(); ms += 1) run(lab, 0.001);
  assert(isCreating(), 'the create is under way');
  const cut = { from: [hostId(server)], to: [hostId(host)] };
  command(lab, { kind: 'partition', ...cut, oneWay: true });
  run(lab, 12);
  command(lab, { kind: 'heal', ...cut });
  run(lab, 5);
}

/** A Marathon that sleeps meanwhile hears of the first delete when the path is gone, too. */
function removeAsleep(lab: MarathonLab, host: string): void {
  command(lab, { kind: 'pauseProcess', process: marathonProcess(host) });
  removeZnodes(lab, '/marathon/leader');
  run(lab, 2);
  command(lab, { kind: 'resumeProcess', process: marathonProcess(host) });
}

function ghosts(lab: MarathonLab, host: string): readonly string[] {
  return must(marathonState(lab, host), 'the process').election.members;
}

export const DUPLICATE_STORIES: readonly StoryCase[] = [
  {
    id: 'F05',
    text: 'commons: a lost answer leaves a member that nobody owns, and no leader for ever',
    play: (seed) => {
      const { lab, host, server } = loneMarathon(seed, 'commons');
      loseAnswer(lab, host, server);
      const { members } = must(marathonState(lab, host), 'the process').election;
      assert(members.length === 2 && leader(lab) === null, `two members and no leader: ${members.join()}`);
      assert(logText(lab, host).includes('waiting for the next leader election, current voting: ['), 'it waits');
      const answer = ask(lab, 'GET', '/v2/apps', null, host);
      expectStatus(answer, 503);
      assert(answer?.text.includes('Could not determine the current leader') === true, 'the page says so');
      run(lab, 600);
      assert(leader(lab) === null, 'still stuck after ten minutes');
      command(lab, { kind: 'killProcess', process: marathonProcess(host) });
      untilTrue(lab, () => leader(lab) === host, 30, 'a restart heals');
    },
  },
  {
    id: 'F05b',
    text: 'commons-failfast: the process ends instead, and its successor leads',
    play: (seed) => {
      const { lab, host, server } = loneMarathon(seed, 'commons-failfast');
      loseAnswer(lab, host, server);
      assert(logText(lab, host).includes('Committing suicide to avoid invalidating ZooKeeper state'), 'exit 9');
      untilTrue(lab, () => leader(lab) === host, 30, 'it leads again');
    },
  },
  {
    id: 'F05c',
    text: 'rmr /marathon/leader: the member comes back before the path is gone, and leads within 3 s; no task is restarted',
    play: (seed) => {
      const { lab, host, server } = loneMarathon(seed, 'commons');
      const before = deployed(lab, A);
      const framework = marathonState(lab, host)?.leading?.frameworkId;
      loseAnswer(lab, host, server);
      assert(leader(lab) === null && ghosts(lab, host).length === 2, 'a ghost, and nobody leads');
      removeZnodes(lab, '/marathon/leader');
      untilTrue(lab, () => leader(lab) === host, 3, 'it leads again');
      run(lab, 20);
      assert(ghosts(lab, host).length === 1, `one member: ${ghosts(lab, host).join()}`);
      assert(marathonState(lab, host)?.leading?.frameworkId === framework, 'the same framework');
      assert(ids(app(lab, '/a')).join() === ids(before).join(), 'the same task');
    },
  },
  {
    id: 'F06',
    text: 'commons-failfast: rmr takes the path first, the process exits 9, and its successor leads as member_0000000000',
    play: (seed) => {
      const { lab, host } = loneMarathon(seed, 'commons-failfast');
      removeAsleep(lab, host);
      untilTrue(lab, () => logText(lab, host).includes('Committing suicide'), 5, 'it exits');
      untilTrue(lab, () => leader(lab) === host, 20, 'its successor leads');
      assert(ghosts(lab, host).join() === 'member_0000000000', `numbered anew: ${ghosts(lab, host).join()}`);
    },
  },
  {
    id: 'F07',
    text: 'commons: rmr takes the path first, no member is left, 503 until a restart',
    play: (seed) => {
      const { lab, host } = loneMarathon(seed, 'commons');
      removeAsleep(lab, host);
      run(lab, 30);
      assert(
        logText(lab, host).includes('Permanent problem re-joining group: /marathon/leader'),
        'a permanent problem',
      );
      const answer = ask(lab, 'GET', '/v2/apps', null, host);
      expectStatus(answer, 503);
      assert(logText(lab, host).includes('error while getting current leader'), 'it finds no leader');
      command(lab, { kind: 'killProcess', process: marathonProcess(host) });
      untilTrue(lab, () => leader(lab) === host, 30, 'a restart heals');
    },
  },
];
