/**
 * Routing of requests that change something, and writes on groups, deployments, queue, leader and subscriptions.
 * Source: Marathon 1.1.1, api/v2/{GroupsResource,DeploymentsResource,QueueResource,LeaderResource,EventSubscriptionsResource}.scala.
 */
import { type HttpReply, jsonReply } from '../../kernel/http.ts';
import { randomUuid } from '../../mesos/ids.ts';
import { cancelDeployment } from '../deployment/manager.ts';
import { isUnstored } from '../deployment/running.ts';
import { stepJson } from '../deployment/deployment-json.ts';
import { makePlan } from '../deployment/plan.ts';
import { publish } from '../events/bus.ts';
import { emptyGroup, findApp, findGroup } from '../model/group.ts';
import { type GroupUpdate, readGroupUpdate, validateGroupUpdate } from '../model/group-update.ts';
import type { JsonProblem } from '../model/json-reader.ts';
import { canonicalPath, type PathId, ROOT_PATH, parentPath } from '../model/path-id.ts';
import { applyChange } from '../root-updates/root-change.ts';
import { storedVersions } from '../root-updates/root-updates.ts';
import { resetAppDelay } from '../scheduling/launch-queue.ts';
import { leadingOf, save, wallMs } from '../state.ts';
import { encodeSubscribers } from '../storage/group-codec.ts';
import { CALLBACKS_OFF, NO_STORAGE } from './read.ts';
import { clientAddress, failureReply, invalidJson, messageReply } from './replies.ts';
import { queryFlag, queryText } from './target.ts';
import {
  createApp,
  deleteApp,
  deleteManyTasks,
  deleteTask,
  deleteTasks,
  invalid,
  parseBody,
  queue,
  restartApp,
  updateApp,
  updateApps,
  type Write,
} from './write-apps.ts';

/** A reply, null when it comes later, or a wish that only the service can fulfil. */
export type WriteOutcome = HttpReply | null | { readonly abdicate: true };

export function handleWrite(write: Write): WriteOutcome {
  const { target, request } = write;
  const [first, resource, ...rest] = target.segments;
  const type = request.headers['content-type'];
  const hasBody = request.body !== null && request.body !== '';
  // Groups take any type; artifacts are forms of their own.
  const wantsJson = resource !== 'groups' && resource !== 'artifacts';
  if (wantsJson && hasBody && type !== undefined && !type.includes('json') && !type.includes('*'))
    return messageReply(415, 'Unsupported Media Type');
  if (first !== 'v2') return methodNotAllowed(write);
  switch (resource) {
    case 'apps':
      return writeApps(write, rest);
    case 'tasks':
      return rest.join('/') === 'delete' && request.method === 'POST'
        ? deleteManyTasks(write)
        : methodNotAllowed(write);
    case 'groups':
      return writeGroups(write, canonicalPath(`/${rest.join('/')}`));
    case 'deployments':
      return request.method === 'DELETE' && rest[0] !== undefined
        ? deleteDeployment(write, rest[0])
        : methodNotAllowed(write);
    case 'queue':
      return request.method === 'DELETE' && rest.at(-1) === 'delay'
        ? resetDelay(write, canonicalPath(`/${rest.slice(0, -1).join('/')}`))
        : methodNotAllowed(write);
    case 'leader':
      return request.method === 'DELETE' ? { abdicate: true } : methodNotAllowed(write);
    case 'eventSubscriptions':
      return changeSubscription(write);
    case 'artifacts':
      return messageReply(422, NO_STORAGE);
    default:
      return messageReply(404, `URI not found: ${target.path}`);
  }
}

function methodNotAllowed({ request }: Write): HttpReply {
  void request;
  return messageReply(405, 'Method Not Allowed');
}

function writeApps(write: Write, segments: readonly string[]): HttpReply | null {
  const { method } = write.request;
  const pathTo = (count: number): PathId => canonicalPath(`/${segments.slice(0, count).join('/')}`);
  const last = segments.at(-1);
  if (segments.length === 0) {
    if (method === 'POST') return createApp(write);
    return method === 'PUT' ? updateApps(write) : methodNotAllowed(write);
  }
  if (method === 'DELETE' && segments.length > 1 && last === 'tasks')
    return deleteTasks(write, pathTo(segments.length - 1));
  if (method === 'DELETE' && segments.length > 2 && segments.at(-2) === 'tasks')
    return deleteTask(write, pathTo(segments.length - 2), last ?? '');
  if (method === 'POST' && segments.length > 1 && last === 'restart')
    return restartApp(write, pathTo(segments.length - 1));
  if (method === 'PUT') return updateApp(write, pathTo(segments.length));
  return method === 'DELETE' ? deleteApp(write, pathTo(segments.length)) : methodNotAllowed(write);
}

function writeGroups(write: Write, base: PathId): HttpReply | null {
  const { method } = write.request;
  if (method === 'DELETE') return deleteGroup(write, base);
  if (method !== 'POST' && method !== 'PUT') return methodNotAllowed(write);
  const body = parseBody(write.request);
  if (!body.ok) return body.reply;
  const problems: JsonProblem[] = [];
  const update = readGroupUpdate(body.value, '', problems);
  if (problems.length > 0) return invalidJson(problems);
  const violations = validateGroupUpdate(update, base);
  if (violations.length > 0) return invalid(violations);
  if (lacksNestedId(update)) return messageReply(422, 'No group id was given!');
  const groupId = update.id === null ? base : canonicalPath(update.id, base);
  const { root } = leadingOf(write.state);
  if (method === 'POST') {
    if (findGroup(root, groupId) !== null)
      return messageReply(409, `Group ${groupId} is already created. Use PUT to change this group.`);
    if (findApp(root, groupId) !== null) return messageReply(409, `An app with the path ${groupId} already exists.`);
  }
  const change = { kind: 'updateGroup', groupId, update } as const;
  const force = queryFlag(write.target, 'force');
  if (method === 'PUT' && queryFlag(write.target, 'dryRun')) return dryRun(write, groupId, change);
  const kind = {
    kind: 'deployment',
    status: method === 'POST' ? 201 : 200,
    location: method === 'POST' ? groupId : null,
  } as const;
  return queue(write, groupId, change, { force, kind });
}

/** Every group inside must say which it is. */
function lacksNestedId({ groups }: GroupUpdate): boolean {
  return (groups ?? []).some((child) => child.id === null || lacksNestedId(child));
}

function dryRun(write: Write, groupId: PathId, change: Parameters<typeof applyChange>[1]): HttpReply {
  const { state, context } = write;
  const versionMs = wallMs(context);
  const { root } = leadingOf(state);
  const original = findGroup(root, groupId) ?? emptyGroup(groupId, versionMs);
  const result = applyChange(root, change, versionMs, storedVersions(state));
  if (!result.ok) return failureReply(result.failure);
  const target = findGroup(result.group, groupId) ?? emptyGroup(groupId, versionMs);
  const plan = makePlan({ id: randomUuid(context.randomInt), versionMs, original, target, toKill: new Map() });
  return jsonReply(200, { steps: plan.steps.map(stepJson) });
}

function deleteGroup(write: Write, groupId: PathId): HttpReply | null {
  const options = {
    force: queryFlag(write.target, 'force'),
    kind: { kind: 'deployment', status: 200, location: null },
  } as const;
  if (groupId === ROOT_PATH) return queue(write, ROOT_PATH, { kind: 'clearRoot' }, options);
  return queue(write, parentPath(groupId), { kind: 'removeGroup', groupId }, options);
}

/** With force the deployment only stops; else a new one takes its differences back. */
function deleteDeployment(write: Write, id: string): HttpReply | null {
  const { state, context, target } = write;
  const { deployments, stash } = leadingOf(state);
  const run = deployments.get(id);
  if (run === undefined || isUnstored(run)) return messageReply(404, `DeploymentPlan ${id} does not exist`);
  if (queryFlag(target, 'force')) {
    if (stash !== null) stash.push({ command: 'cancelDeployment', id });
    else cancelDeployment(state, context, id, 'The upgrade has been cancelled');
    return { status: 202, headers: {}, body: '' };
  }
  const { original, target: reached } = run.plan;
  return queue(
    write,
    original.id,
    { kind: 'revert', original, target: reached },
    { force: true, kind: { kind: 'deployment', status: 200, location: null } },
  );
}

function resetDelay(write: Write, appId: PathId): HttpReply {
  const launcher = leadingOf(write.state).launchers.get(appId);
  // A launcher stays when all of its tasks are launched: resetting the delay of an app that runs is no error.
  if (launcher === undefined || launcher.stopping)
    return messageReply(404, `Application ${appId} not found in tasks queue.`);
  resetAppDelay(write.state, write.context, launcher.app);
  return { status: 204, headers: {}, body: '' };
}

function changeSubscription(write: Write): HttpReply {
  const { state, context, request, target, connection } = write;
  const callbackUrl = queryText(target, 'callbackUrl');
  if (state.flags.eventSubscriber !== 'http_callback') return messageReply(400, CALLBACKS_OFF);
  if (callbackUrl === null || (request.method !== 'POST' && request.method !== 'DELETE'))
    return messageReply(400, 'Bad Request');
  const others = state.events.callbacks.filter((url) => url !== callbackUrl);
  const urls = request.method === 'POST' ? [...others, callbackUrl] : others;
  const type = request.method === 'POST' ? 'subscribe_event' : 'unsubscribe_event';
  const clientIp = clientAddress(context, connection);
  state.events.callbacks = Object.freeze(urls);
  save(
    state,
    context,
    { kind: 'save', key: 'events:http_event_subscribers', value: encodeSubscribers(urls) },
    { term: leadingOf(state).term, for: 'nothing' },
  );
  publish(state, context, type, { clientIp, callbackUrl });
  return jsonReply(200, { clientIp, callbackUrl, eventType: type });
}
