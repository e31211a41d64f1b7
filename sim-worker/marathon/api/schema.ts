/**
 * GET /v2/schemas/app, in short: types and defaults of the fields.
 * Source: Marathon 1.1.1, public/api/v2/schema/AppDefinition.json. Left out: descriptions.
 */
const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const amount = { type: 'number', minimum: 0 } as const;

export const APP_SCHEMA = {
  $schema: 'http://json-schema.org/schema#',
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: {
    id: {
      type: 'string',
      pattern: '^/?(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(/.*)?$',
    },
    acceptedResourceRoles: { type: 'array', items: text },
    args: { type: 'array', items: text },
    backoffFactor: { type: 'number', minimum: 1 },
    backoffSeconds: count,
    cmd: { type: 'string', minLength: 1 },
    constraints: { type: 'array' },
    container: { type: 'object' },
    cpus: amount,
    dependencies: { type: 'array', items: text },
    disk: amount,
    env: { type: 'object' },
    executor: text,
    fetch: { type: 'array' },
    healthChecks: { type: 'array' },
    instances: count,
    ipAddress: { type: 'object' },
    labels: { type: 'object' },
    maxLaunchDelaySeconds: count,
    mem: amount,
    portDefinitions: { type: 'array' },
    ports: { type: 'array', items: count },
    readinessChecks: { type: 'array' },
    requirePorts: { type: 'boolean' },
    residency: { type: 'object' },
    storeUrls: { type: 'array', items: text },
    upgradeStrategy: { type: 'object' },
    uris: { type: 'array', items: text },
    user: text,
    version: { type: 'string', format: 'date-time' },
    versionInfo: { type: 'object' },
  },
} as const;
