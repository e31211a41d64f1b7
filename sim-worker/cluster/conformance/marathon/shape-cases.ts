/**
 * Rows on the shapes of answers and errors that the case table does not have.
 * Source: Marathon 1.1.1, api/v2/{AppsResource,AppTasksResource,TasksResource,GroupsResource,QueueResource,ArtifactsResource}.scala.
 */
import { A, type ApiCase, get, post, put } from './api-cases.ts';

export const SHAPE_CASES: readonly ApiCase[] = [
  {
    id: 'A01',
    text: 'the apps of a group are a list',
    before: [{ method: 'POST', path: '/v2/groups', body: { id: '/g', apps: [{ id: 'a', cmd: 'x' }] } }],
    request: get('/v2/groups/g/apps'),
    status: 200,
    contains: ['[{"id":"/g/a"'],
  },
  {
    id: 'A02',
    text: 'the apps of no group are none',
    request: get('/v2/groups/none/apps'),
    status: 200,
    contains: ['[]'],
  },
  {
    id: 'A03',
    text: 'an unknown version of a group',
    request: get('/v2/groups/versions/2016-12-13T06:36:14.897Z'),
    status: 404,
    contains: ["Group '/' does not exist"],
  },
  {
    id: 'A04',
    text: 'a version that is no time',
    before: [post(A)],
    request: get('/v2/apps/a/versions/yesterday'),
    status: 422,
    contains: ['Invalid format: \\"yesterday\\"'],
  },
  {
    id: 'A05',
    text: 'kill and scale of an app without tasks',
    request: { method: 'DELETE', path: '/v2/apps/none/tasks?scale=true' },
    status: 404,
    contains: ["App '/none' does not exist"],
  },
  {
    id: 'A06',
    text: 'ids that are missing',
    request: { method: 'POST', path: '/v2/tasks/delete', body: {} },
    status: 400,
    contains: ["'ids' is undefined on object: {}"],
  },
  {
    id: 'A07',
    text: 'an id that is no task',
    request: { method: 'POST', path: '/v2/tasks/delete', body: { ids: ['nonsense'] } },
    status: 400,
    contains: ["Invalid task id 'nonsense'."],
  },
  {
    id: 'A08',
    text: 'ids of tasks that are gone',
    request: { method: 'POST', path: '/v2/tasks/delete', body: { ids: ['a.1'] } },
    status: 200,
    contains: ['{"tasks":[]}'],
  },
  {
    id: 'A09',
    text: 'artifacts without a store',
    request: get('/v2/artifacts/x'),
    status: 422,
    contains: ['No storage provider available to load/persist artifacts. Configuration problem?'],
  },
  {
    id: 'A10',
    text: 'a group in a group without id',
    request: put('/v2/groups/g', { groups: [{ apps: [] }] }),
    status: 422,
    contains: ['No group id was given!'],
  },
  {
    id: 'A11',
    text: 'several updates, one of them wrong',
    request: put('/v2/apps', [
      { id: '/a', cmd: 'x' },
      { id: '/b', mem: -1 },
    ]),
    status: 422,
    contains: ['"path":"/(1)/mem"'],
  },
  {
    id: 'A12',
    text: 'without credentials',
    flags: { httpCredentials: 'user:secret' },
    request: get('/v2/apps'),
    status: 401,
    contains: ['HTTP ERROR: 401', 'Unauthorized'],
  },
  {
    id: 'A13',
    text: 'an address and ports by an update',
    before: [post(A)],
    request: put('/v2/apps/a', { ipAddress: {} }),
    status: 422,
    contains: ['requirement failed: IP address and ports are not allowed at the same time'],
  },
  {
    id: 'A14',
    text: 'the queue with what waits in it',
    before: [post({ ...A, cpus: 1000 })],
    request: get('/v2/queue'),
    status: 200,
    contains: ['{"queue":[{"app":{"id":"/a"', '"count":1,"delay":{"timeLeftSeconds":0,"overdue":true}}'],
  },
];
