/**
 * What the buttons and menus do: question, request, and the way on when Marathon refuses.
 * Source: mesosphere/marathon-ui v1.1.7, mixins/AppActionsHandlerMixin.jsx, actions/*.js. Not copied: that suspending an
 * application with local volumes does nothing there (a variable without a value).
 */
import type { DialogAsker } from './dialogs.ts';

export type ApiAnswer = {
  /** Null when no answer came. */
  readonly status: number | null;
  readonly body: unknown;
  /** Why no answer came. */
  readonly failure: string;
};

export type ApiRequest = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<ApiAnswer>;

export type ActionEnvironment = {
  readonly request: ApiRequest;
  readonly ask: DialogAsker;
  /** Asks the server for new data at once. */
  readonly refresh: () => void;
  readonly goTo: (href: string) => void;
};

export type ActionApp = { readonly id: string; readonly instances: number; readonly stateful: boolean };

export function isSuccess(answer: ApiAnswer): boolean {
  return answer.status !== null && answer.status >= 200 && answer.status < 300;
}

/** Where the original sends people who want to know more about volumes. */
const volumesLink = {
  text: 'Read more about persistent local volumes.',
  href: 'https://mesosphere.github.io/marathon/docs/persistent-volumes.html',
};

const unauthorized = 'Unauthorized access. Could not execute operation.';
const forbidden = 'Access forbidden. Could not execute operation.';

export function errorText(answer: ApiAnswer): string {
  if (answer.status === 401) return unauthorized;
  if (answer.status === 403) return forbidden;
  const { body } = answer;
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
    return body.message;
  if (typeof body === 'string' && body !== '') return body;
  return answer.failure === '' ? 'Unknown error.' : answer.failure;
}

async function failed(env: ActionEnvironment, title: string, doing: string, answer: ApiAnswer): Promise<void> {
  await env.ask.alert({ severity: 'danger', title, text: `Error ${doing}: ${errorText(answer)}` });
}

export async function scaleApp(env: ActionEnvironment, app: ActionApp): Promise<void> {
  const typed = await env.ask.prompt({
    severity: 'info',
    title: 'Scale Application',
    text: 'How many instances would you like to scale to?',
    action: 'Scale Application',
    initial: String(app.instances),
    type: 'number',
  });
  if (typed === null || !/^\d+$/.test(typed.trim())) return;
  await scaleTo(env, app, Number(typed));
}

export async function suspendApp(env: ActionEnvironment, app: ActionApp): Promise<void> {
  const agreed = await env.ask.confirm({
    severity: 'info',
    title: 'Suspend Application',
    text: `Are you sure you want to suspend ${app.id} by scaling to 0 instances?`,
    action: 'Suspend Application',
  });
  if (agreed) await scaleTo(env, app, 0);
}

async function scaleTo(env: ActionEnvironment, app: ActionApp, instances: number): Promise<void> {
  let query = '';
  if (app.stateful && instances < app.instances) {
    const goOn = await env.ask.confirm({
      severity: 'warning',
      title: 'Scale Stateful Application',
      text: `Scaling down ${app.id} will cause any existing local volumes to be detached from destroyed instances.`,
      link: volumesLink,
      last: 'Are you sure you want to continue?',
      action: 'Continue Scaling',
    });
    if (!goOn) return;
    query = '?force=true';
  }
  const send = (with_: string) => env.request('PUT', `/v2/apps/${app.id}${with_}`, { instances });
  let answer = await send(query);
  if (answer.status === 409) {
    if (!(await askForce(env, app.id, 'Scaling', 'Scale'))) return;
    answer = await send('?force=true');
  }
  if (!isSuccess(answer)) await failed(env, 'Error Scaling Application', `scaling ${app.id}`, answer);
}

function askForce(
  env: ActionEnvironment,
  id: string,
  doing: 'Scaling' | 'Restarting',
  verb: 'Scale' | 'Restart',
): Promise<boolean> {
  const what = verb === 'Scale' ? `scale ${id} to a new number of instances` : `restart ${id}`;
  const how = verb === 'Scale' ? 'forcefully stopped and a new one started' : 'forcefully stopped';
  return env.ask.confirm({
    severity: 'danger',
    title: `Error ${doing} Application`,
    text: `In order to ${what}, the current deployment will have to be ${how}. This could result in unwanted states.`,
    action: `Stop Current Deployment and ${verb}`,
  });
}

export async function restartApp(env: ActionEnvironment, app: ActionApp): Promise<void> {
  const agreed = await env.ask.confirm({
    severity: 'info',
    title: 'Restart Application',
    text: `Are you sure you want to restart ${app.id}?`,
    action: 'Restart Application',
  });
  if (!agreed) return;
  let answer = await env.request('POST', `/v2/apps/${app.id}/restart`, { force: false });
  if (answer.status === 409) {
    if (!(await askForce(env, app.id, 'Restarting', 'Restart'))) return;
    answer = await env.request('POST', `/v2/apps/${app.id}/restart?force=true`, { force: true });
  }
  if (!isSuccess(answer)) await failed(env, 'Error Restarting Application', `restarting ${app.id}`, answer);
}

/** No offer to force, whatever the answer. */
export async function destroyApp(env: ActionEnvironment, id: string): Promise<boolean> {
  const agreed = await env.ask.confirm({
    severity: 'danger',
    title: 'Destroy Application',
    text: `Are you sure you want to destroy ${id}? This action is irreversible.`,
    action: 'Destroy Application',
  });
  if (!agreed) return false;
  const answer = await env.request('DELETE', `/v2/apps/${id}`);
  if (!isSuccess(answer)) {
    await failed(env, 'Error Destroying Application', `destroying ${id}`, answer);
    return false;
  }
  env.refresh();
  return true;
}

export async function resetDelay(env: ActionEnvironment, id: string): Promise<void> {
  const answer = await env.request('DELETE', `/v2/queue/${id}/delay`);
  if (!isSuccess(answer)) return failed(env, 'Error Resetting Delay', `resetting ${id} delay`, answer);
  await env.ask.alert({
    severity: 'info',
    title: 'Reset Successful',
    text: `Application Delay for ${id} was reset successfully.`,
  });
}

export async function scaleGroup(env: ActionEnvironment, id: string): Promise<void> {
  const typed = await env.ask.prompt({
    severity: 'info',
    title: 'Scale Group',
    text: 'By which factor would you like to scale all applications within this group?',
    action: 'Scale Group',
    initial: '1.0',
    type: 'number',
  });
  const factor = typed === null || typed.trim() === '' ? Number.NaN : Number(typed);
  if (Number.isFinite(factor) && factor >= 0) await scaleGroupBy(env, id, factor);
}

export async function suspendGroup(env: ActionEnvironment, id: string): Promise<void> {
  const agreed = await env.ask.confirm({
    severity: 'info',
    title: 'Suspend Group',
    text: `Are you sure you want to suspend all application within ${id} by scaling to 0 instances?`,
    action: 'Suspend Group',
  });
  if (agreed) await scaleGroupBy(env, id, 0);
}

async function scaleGroupBy(env: ActionEnvironment, id: string, scaleBy: number): Promise<void> {
  const answer = await env.request('PUT', `/v2/groups/${id}`, { scaleBy });
  if (!isSuccess(answer)) await failed(env, 'Error Scaling Group', `scaling ${id}`, answer);
}

export async function destroyGroup(env: ActionEnvironment, id: string): Promise<void> {
  const agreed = await env.ask.confirm({
    severity: 'danger',
    title: 'Destroy Group',
    text: `Are you sure you want to destroy ${id}, including all its applications? This action is irreversible.`,
    action: 'Destroy Group',
  });
  if (!agreed) return;
  const answer = await env.request('DELETE', `/v2/groups/${id}`);
  if (!isSuccess(answer)) return failed(env, 'Error Destroying Group', `destroying ${id}`, answer);
  env.refresh();
}

export type KillKind = 'kill' | 'killAndScale' | 'killAndWipe';

/** True when the tasks are gone from the page: the server took the order. */
export async function killTasks(env: ActionEnvironment, ids: readonly string[], kind: KillKind): Promise<boolean> {
  if (kind === 'killAndWipe') {
    const agreed = await env.ask.confirm({
      severity: 'warning',
      title: 'Kill and Wipe Local Volumes',
      text: 'This will kill all selected tasks and wipe the respective local volumes.',
      link: volumesLink,
      last: 'Are you sure you want to continue?',
      action: 'Kill and Wipe',
    });
    if (!agreed) return false;
  }
  const query = { kill: '', killAndScale: '?scale=true', killAndWipe: '?wipe=true' }[kind];
  let answer = await env.request('POST', `/v2/tasks/delete${query}`, { ids });
  if (answer.status === 409 && kind === 'killAndScale') {
    const force = await env.ask.confirm({
      severity: 'danger',
      title: 'Error Killing Task and Scaling Application',
      text: 'In order to kill the task and scale the application, the current deployment will have to be forcefully stopped and a new one started. This could result in unwanted states.',
      action: 'Stop Current Deployment and Scale',
    });
    if (!force) return false;
    answer = await env.request('POST', '/v2/tasks/delete?scale=true&force=true', { ids });
  }
  if (isSuccess(answer)) return true;
  await failed(env, 'Error Killing Tasks', 'killing tasks', answer);
  return false;
}

export type RollbackOutcome = { readonly done: boolean; readonly error: string | null };

export async function rollback(env: ActionEnvironment, id: string, apps: readonly string[]): Promise<RollbackOutcome> {
  const agreed = await env.ask.confirm({
    severity: 'warning',
    title: 'Rollback Deployment',
    text: `Are you sure you want to rollback? This will stop the current deployment of ${apps.join(', ')} and start a new deployment to revert the affected applications to its previous version.`,
    action: 'Rollback deployment',
  });
  if (!agreed) return { done: false, error: null };
  const answer = await env.request('DELETE', `/v2/deployments/${id}`);
  return isSuccess(answer)
    ? { done: true, error: null }
    : { done: false, error: `Can't revert deployment: ${errorText(answer)}` };
}
