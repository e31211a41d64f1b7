import { describe, expect, it } from 'vitest';
import {
  destroyApp,
  destroyGroup,
  killTasks,
  resetDelay,
  restartApp,
  rollback,
  scaleApp,
  scaleGroup,
  suspendApp,
  suspendGroup,
  type ActionEnvironment,
  type ApiAnswer,
} from './actions.ts';
import type { DialogText } from './dialogs.ts';

const answer = (status: number, body: unknown = null): ApiAnswer => ({ status, body, failure: '' });

/** A person who agrees to everything and types `typed`; a server that gives the answers in order. */
function world(typed: string, answers: readonly ApiAnswer[], agrees = true) {
  const requests: string[] = [];
  const dialogs: DialogText[] = [];
  const left = [...answers];
  const env: ActionEnvironment = {
    request: async (method, path, body) => {
      requests.push(`${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`);
      return left.shift() ?? answer(200);
    },
    ask: {
      alert: async (dialog) => void dialogs.push(dialog),
      confirm: async (dialog) => {
        dialogs.push(dialog);
        return agrees;
      },
      prompt: async (dialog) => {
        dialogs.push(dialog);
        return typed;
      },
    },
    refresh: () => undefined,
    goTo: () => undefined,
  };
  return { env, requests, dialogs };
}

const app = { id: '/a', instances: 2, stateful: false };

describe('actions on applications', () => {
  it('scales to the typed number of instances', async () => {
    const { env, requests } = world('5', [answer(200)]);
    await scaleApp(env, app);
    expect(requests).toEqual(['PUT /v2/apps//a {"instances":5}']);
  });

  it('UI12: a locked application offers to force, and repeats with force', async () => {
    const { env, requests, dialogs } = world('5', [answer(409), answer(200)]);
    await scaleApp(env, app);
    expect(requests[1]).toBe('PUT /v2/apps//a?force=true {"instances":5}');
    expect(dialogs[1]).toMatchObject({
      severity: 'danger',
      title: 'Error Scaling Application',
      action: 'Stop Current Deployment and Scale',
    });
  });

  it('UI13: a locked application that is destroyed ends in an alert, without force', async () => {
    const { env, requests, dialogs } = world('', [answer(409, { message: 'App is locked' })]);
    expect(await destroyApp(env, '/a')).toBe(false);
    expect(requests).toEqual(['DELETE /v2/apps//a']);
    expect(dialogs[1]).toMatchObject({
      title: 'Error Destroying Application',
      text: 'Error destroying /a: App is locked',
    });
  });

  it('does nothing when the person does not agree, or types no number', async () => {
    const refused = world('', [], false);
    await suspendApp(refused.env, app);
    const nonsense = world('many', []);
    await scaleApp(nonsense.env, app);
    expect([...refused.requests, ...nonsense.requests]).toEqual([]);
  });

  it('warns before local volumes get detached, and then forces', async () => {
    const { env, requests, dialogs } = world('1', []);
    await scaleApp(env, { ...app, stateful: true });
    expect(dialogs[1]).toMatchObject({ severity: 'warning', title: 'Scale Stateful Application' });
    expect(requests).toEqual(['PUT /v2/apps//a?force=true {"instances":1}']);
  });

  it('UI16: kills and scales all selected tasks in one request', async () => {
    const { env, requests } = world('', []);
    expect(await killTasks(env, ['t1', 't2'], 'killAndScale')).toBe(true);
    expect(requests).toEqual(['POST /v2/tasks/delete?scale=true {"ids":["t1","t2"]}']);
  });

  it('shows the fixed words for a forbidden action and the network’s for none', async () => {
    const one = world('', [answer(403, { message: 'no' })]);
    await destroyApp(one.env, '/a');
    expect(one.dialogs[1]?.text).toBe('Error destroying /a: Access forbidden. Could not execute operation.');
    const two = world('', [{ status: null, body: null, failure: 'Failed to fetch' }]);
    await destroyApp(two.env, '/a');
    expect(two.dialogs[1]?.text).toBe('Error destroying /a: Failed to fetch');
  });
});

type Case = readonly [
  name: string,
  act: (env: ActionEnvironment) => Promise<unknown>,
  /** Statuses of the answers, in order. */
  answers: readonly number[],
  dialogs: readonly (readonly [severity: string, title: string, action: string | undefined])[],
  requests: readonly string[],
];

const stop = 'Stop Current Deployment and';
const kill = (kind: 'kill' | 'killAndScale' | 'killAndWipe') => (env: ActionEnvironment) => killTasks(env, ['t'], kind);

/** The table of actions (reference of the page, 6): what is asked, and what is sent when a person agrees. */
const cases: readonly Case[] = [
  [
    'restart',
    (env) => restartApp(env, app),
    [200],
    [['info', 'Restart Application', 'Restart Application']],
    ['POST /v2/apps//a/restart {"force":false}'],
  ],
  [
    'restart of a locked application',
    (env) => restartApp(env, app),
    [409, 200],
    [
      ['info', 'Restart Application', 'Restart Application'],
      ['danger', 'Error Restarting Application', `${stop} Restart`],
    ],
    ['POST /v2/apps//a/restart {"force":false}', 'POST /v2/apps//a/restart?force=true {"force":true}'],
  ],
  [
    'suspend, which meets a lock as a scale does',
    (env) => suspendApp(env, app),
    [409, 200],
    [
      ['info', 'Suspend Application', 'Suspend Application'],
      ['danger', 'Error Scaling Application', `${stop} Scale`],
    ],
    ['PUT /v2/apps//a {"instances":0}', 'PUT /v2/apps//a?force=true {"instances":0}'],
  ],
  [
    'destroy',
    (env) => destroyApp(env, '/a'),
    [200],
    [['danger', 'Destroy Application', 'Destroy Application']],
    ['DELETE /v2/apps//a'],
  ],
  [
    'scale a group',
    (env) => scaleGroup(env, '/g'),
    [200],
    [['info', 'Scale Group', 'Scale Group']],
    ['PUT /v2/groups//g {"scaleBy":2}'],
  ],
  [
    'suspend a group',
    (env) => suspendGroup(env, '/g'),
    [200],
    [['info', 'Suspend Group', 'Suspend Group']],
    ['PUT /v2/groups//g {"scaleBy":0}'],
  ],
  [
    'scale a group that is locked: no offer to force',
    (env) => scaleGroup(env, '/g'),
    [409],
    [
      ['info', 'Scale Group', 'Scale Group'],
      ['danger', 'Error Scaling Group', undefined],
    ],
    ['PUT /v2/groups//g {"scaleBy":2}'],
  ],
  [
    'destroy a group that is locked',
    (env) => destroyGroup(env, '/g'),
    [409],
    [
      ['danger', 'Destroy Group', 'Destroy Group'],
      ['danger', 'Error Destroying Group', undefined],
    ],
    ['DELETE /v2/groups//g'],
  ],
  [
    'reset a delay',
    (env) => resetDelay(env, '/a'),
    [204],
    [['info', 'Reset Successful', undefined]],
    ['DELETE /v2/queue//a/delay'],
  ],
  [
    'reset a delay in vain',
    (env) => resetDelay(env, '/a'),
    [404],
    [['danger', 'Error Resetting Delay', undefined]],
    ['DELETE /v2/queue//a/delay'],
  ],
  ['kill', kill('kill'), [200], [], ['POST /v2/tasks/delete {"ids":["t"]}']],
  [
    'kill and scale a locked application',
    kill('killAndScale'),
    [409, 200],
    [['danger', 'Error Killing Task and Scaling Application', `${stop} Scale`]],
    ['POST /v2/tasks/delete?scale=true {"ids":["t"]}', 'POST /v2/tasks/delete?scale=true&force=true {"ids":["t"]}'],
  ],
  [
    'kill and wipe',
    kill('killAndWipe'),
    [200],
    [['warning', 'Kill and Wipe Local Volumes', 'Kill and Wipe']],
    ['POST /v2/tasks/delete?wipe=true {"ids":["t"]}'],
  ],
  [
    'roll back',
    (env) => rollback(env, 'd', ['/a', '/b']),
    [200],
    [['warning', 'Rollback Deployment', 'Rollback deployment']],
    ['DELETE /v2/deployments/d'],
  ],
];

describe('each action: its questions and its requests', () => {
  it.each(cases)('%s', async (_name, act, answers, dialogs, requests) => {
    const one = world(
      '2',
      answers.map((status) => answer(status)),
    );
    await act(one.env);
    expect(one.requests).toEqual(requests);
    expect(one.dialogs.map(({ severity, title, action }) => [severity, title, action])).toEqual(dialogs);
  });

  it('says why a rollback failed in a row of the table, not in a dialog', async () => {
    const one = world('', [answer(404, { message: 'No deployment' })]);
    expect(await rollback(one.env, 'd', [])).toEqual({ done: false, error: "Can't revert deployment: No deployment" });
    expect(one.dialogs).toHaveLength(1);
  });

  it('has no other words for an error page than "Unknown error."', async () => {
    const one = world('', [answer(503)]);
    await resetDelay(one.env, '/a');
    expect(one.dialogs[0]?.text).toBe('Error resetting /a delay: Unknown error.');
  });
});
