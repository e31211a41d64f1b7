/**
 * Writes on apps and tasks.
 * Source: Marathon 1.1.1, api/v2/{AppsResource,AppTasksResource,TasksResource}.scala, api/TaskKiller.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { type HttpReply, type HttpRequest, jsonReply } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { type AppFields, readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { validateNewApp, validatePath, validateUpdate } from '../model/app-validation.ts';
import { findApp } from '../model/group.ts';
import { type JsonProblem, readArray, readString } from '../model/json-reader.ts';
import { appIdOfTask, canonicalPath, parentPath, type PathId, ROOT_PATH } from '../model/path-id.ts';
import { type Violation, violationBody } from '../model/violation.ts';
import { unknownApp } from '../root-updates/root-change.ts';
import { requestUpdate } from '../root-updates/root-updates.ts';
import { killWithLock } from '../scheduling/app-kills.ts';
import { expungeTask } from '../scheduling/status-updates.ts';
import type { Task } from '../scheduling/task.ts';
import { findTask, tasksOfApp } from '../scheduling/task-tracker.ts';
import { leadingOf, type MarathonState, type ReplyKind, wallMs } from '../state.ts';
import { bareTaskText, killedTaskText } from './app-info.ts';
import { jsonFault } from './json-syntax.ts';
import { invalidJson, jsonTextReply, messageReply } from './replies.ts';
import { queryFlag, queryText, type Target } from './target.ts';

/** One request that changes something. Handlers answer by a reply, or null when the answer comes later. */
export type Write = {
  readonly state: MarathonState;
  readonly context: Context;
  readonly connection: ConnectionId;
  readonly request: HttpRequest;
  readonly target: Target;
};

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reply: HttpReply };

export function parseBody(request: HttpRequest): Parsed {
  const text = request.body ?? '';
  const fault = jsonFault(text);
  if (fault === null) return { ok: true, value: JSON.parse(text) as unknown };
  if (text.trim() !== '') return { ok: false, reply: invalidJson(fault) };
  return { ok: false, reply: jsonReply(400, { message: 'Please specify data in JSON format', details: fault }) };
}

export function invalid(violations: readonly Violation[]): HttpReply {
  return jsonReply(422, violationBody(violations));
}

export function queue(
  write: Write,
  groupId: PathId,
  change: Parameters<typeof requestUpdate>[2]['change'],
  options: {
    readonly force: boolean;
    readonly kind: ReplyKind;
    readonly toKill?: readonly (readonly [PathId, readonly string[]])[];
  },
): null {
  const { state, context, connection, request } = write;
  requestUpdate(state, context, {
    groupId,
    change,
    force: options.force,
    toKill: options.toKill ?? [],
    replyTo: { connection, request, kind: options.kind },
  });
  return null;
}

const DEPLOYED: ReplyKind = { kind: 'deployment', status: 200, location: null };

export function createApp(write: Write): HttpReply | null {
  const body = parseBody(write.request);
  if (!body.ok) return body.reply;
  const problems: JsonProblem[] = [];
  const fields = readAppFields(body.value, '', problems);
  if (problems.length > 0) return invalidJson(problems);
  const app = appOfFields(fields, ROOT_PATH, null, wallMs(write.context));
  const violations = validateNewApp(app);
  if (violations.length > 0) return invalid(violations);
  return queue(
    write,
    parentPath(app.id),
    { kind: 'createApp', app },
    { force: queryFlag(write.target, 'force'), kind: { kind: 'createApp', appId: app.id } },
  );
}

type ReadUpdate = { readonly ok: true; readonly fields: AppFields } | { readonly ok: false; readonly reply: HttpReply };

function readUpdate(value: unknown): ReadUpdate {
  const problems: JsonProblem[] = [];
  const fields = readAppFields(value, '', problems, 'update');
  return problems.length > 0 ? { ok: false, reply: invalidJson(problems) } : { ok: true, fields };
}

export function updateApp(write: Write, appId: PathId): HttpReply | null {
  const body = parseBody(write.request);
  if (!body.ok) return body.reply;
  const update = readUpdate(body.value);
  if (!update.ok) return update.reply;
  const violations = [...validatePath(appId, '/id', parentPath(appId)), ...validateUpdate(update.fields)];
  if (violations.length > 0) return invalid(violations);
  const change = { kind: 'updateApps', updates: [{ appId, fields: update.fields }] } as const;
  return queue(write, parentPath(appId), change, {
    force: queryFlag(write.target, 'force'),
    kind: { kind: 'updateApp', appId },
  });
}

export function updateApps(write: Write): HttpReply | null {
  const body = parseBody(write.request);
  if (!body.ok) return body.reply;
  const problems: JsonProblem[] = [];
  const items = readArray<AppFields>(body.value, '', problems, (value, path, into) =>
    readAppFields(value, path, into, 'update'),
  );
  if (items === null || problems.length > 0) return invalidJson(problems);
  const violations = items.flatMap((fields, index) =>
    validateUpdate(fields).map(({ path, error }) => ({
      path: `/(${String(index)})${path === '/' ? '' : path}`,
      error,
    })),
  );
  if (violations.length > 0) return invalid(violations);
  const updates = items.flatMap((fields) =>
    fields.id === undefined ? [] : [{ appId: canonicalPath(fields.id), fields }],
  );
  return queue(
    write,
    ROOT_PATH,
    { kind: 'updateApps', updates },
    { force: queryFlag(write.target, 'force'), kind: DEPLOYED },
  );
}

export function deleteApp(write: Write, appId: PathId): HttpReply | null {
  return queue(
    write,
    parentPath(appId),
    { kind: 'removeApp', appId },
    { force: queryFlag(write.target, 'force', true), kind: DEPLOYED },
  );
}

export function restartApp(write: Write, appId: PathId): HttpReply | null {
  return queue(
    write,
    parentPath(appId),
    { kind: 'restartApp', appId },
    { force: queryFlag(write.target, 'force'), kind: DEPLOYED },
  );
}

type KillOptions = { readonly scale: boolean; readonly wipe: boolean; readonly force: boolean };

function killOptions(target: Target): KillOptions {
  return { scale: queryFlag(target, 'scale'), wipe: queryFlag(target, 'wipe'), force: queryFlag(target, 'force') };
}

const SCALE_AND_WIPE = 'You cannot use scale and wipe at the same time.';

/** Null: the answer comes when the deployment of the scaling is stored. */
function killAll(
  write: Write,
  byApp: ReadonlyMap<PathId, readonly Task[]>,
  options: KillOptions,
  reply: () => HttpReply,
): HttpReply | null {
  if (options.scale && options.wipe) return messageReply(400, SCALE_AND_WIPE);
  if (options.scale) {
    const { tasks } = leadingOf(write.state);
    const without = [...byApp.keys()].find((appId) => tasksOfApp(tasks, appId).length === 0);
    if (without !== undefined) return messageReply(404, unknownApp(without).message);
    const counts = [...byApp].map(([appId, tasks]) => ({ appId, by: tasks.length }));
    const toKill = [...byApp].map(([appId, tasks]) => [appId, tasks.map((task) => task.id)] as const);
    return queue(write, ROOT_PATH, { kind: 'scaleDown', counts }, { force: options.force, kind: DEPLOYED, toKill });
  }
  const answer = reply();
  for (const [appId, tasks] of byApp) {
    const ids = tasks.map((task) => task.id);
    killWithLock(write.state, write.context, appId, ids);
    if (options.wipe) for (const task of tasks) expungeTask(write.state, write.context, task);
  }
  return answer;
}

export function deleteTasks(write: Write, appId: PathId): HttpReply | null {
  const options = killOptions(write.target);
  if (options.scale && options.wipe) return messageReply(400, SCALE_AND_WIPE);
  const leading = leadingOf(write.state);
  if (findApp(leading.root, appId) === null) return messageReply(404, unknownApp(appId).message);
  const host = queryText(write.target, 'host');
  const tasks = tasksOfApp(leading.tasks, appId).filter((task) => host === null || host === '*' || task.host === host);
  return killAll(write, new Map([[appId, tasks]]), options, () =>
    jsonTextReply(200, `{"tasks":[${tasks.map(bareTaskText).join(',')}]}`),
  );
}

export function deleteTask(write: Write, appId: PathId, id: string): HttpReply | null {
  const options = killOptions(write.target);
  if (options.scale && options.wipe) return messageReply(400, SCALE_AND_WIPE);
  const leading = leadingOf(write.state);
  if (findApp(leading.root, appId) === null) return messageReply(404, unknownApp(appId).message);
  const task = tasksOfApp(leading.tasks, appId).find((candidate) => candidate.id === id);
  // With scale an unknown task is no error: nothing is killed, and the app is scaled by none.
  if (task === undefined && !options.scale) return messageReply(404, `Task '${id}' does not exist`);
  const victims = task === undefined ? [] : [task];
  return killAll(write, new Map([[appId, victims]]), options, () =>
    jsonTextReply(200, `{"task":${victims.map(bareTaskText).join('')}}`),
  );
}

/** An app, a dot or underscore, and what tells the tasks apart. */
const TASK_ID = /^(.+)[._]([^_.]+)$/;

export function deleteManyTasks(write: Write): HttpReply | null {
  const options = killOptions(write.target);
  if (options.scale && options.wipe) return messageReply(400, SCALE_AND_WIPE);
  const body = parseBody(write.request);
  if (!body.ok) return body.reply;
  const ids = (body.value as { readonly ids?: unknown } | null)?.ids;
  if (ids === undefined)
    return invalidJson([{ path: '', errors: [`'ids' is undefined on object: ${JSON.stringify(body.value)}`] }]);
  const problems: JsonProblem[] = [];
  const texts = readArray(ids, '', problems, readString) ?? [];
  if (problems.length > 0) return invalidJson(problems);
  const bad = texts.find((id) => !TASK_ID.test(id));
  if (bad !== undefined) return messageReply(400, `Invalid task id '${bad}'.`);
  const leading = leadingOf(write.state);
  const byApp = new Map<PathId, Task[]>();
  for (const id of new Set(texts)) {
    const task = findTask(leading.tasks, id);
    if (task !== null) byApp.set(appIdOfTask(id), [...(byApp.get(appIdOfTask(id)) ?? []), task]);
  }
  const killed = [...byApp.values()].flat();
  const gone = options.scale ? undefined : [...byApp.keys()].find((appId) => findApp(leading.root, appId) === null);
  if (gone !== undefined) return messageReply(404, unknownApp(gone).message);
  return killAll(write, byApp, options, () =>
    jsonTextReply(200, `{"tasks":[${killed.map(killedTaskText).join(',')}]}`),
  );
}
