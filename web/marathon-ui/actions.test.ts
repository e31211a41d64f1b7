import { describe, expect, it } from 'vitest';
import { destroyApp, killTasks, scaleApp, suspendApp, type ActionEnvironment, type ApiAnswer } from './actions.ts';
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
