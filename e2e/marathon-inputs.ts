/** Definitions that the specs on Marathon deploy: the seed application and the group with dependencies. */

export const SEED_APP = {
  id: '/cluster1-2048',
  cpus: 0.01,
  mem: 16,
  disk: 0,
  instances: 1,
  constraints: [
    ['vcluster', 'LIKE', 'cluster1'],
    ['type', 'LIKE', 'swarm'],
  ],
  container: {
    type: 'DOCKER',
    docker: {
      image: 'offlineregistry.dataman-inc.com:5000/library/blackicebird-2048',
      network: 'BRIDGE',
      portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
      parameters: [
        { key: 'label', value: 'APP_ID=cluster1-2048' },
        { key: 'label', value: 'VCLUSTER=cluster1' },
      ],
    },
  },
  labels: { VCLUSTER: 'cluster1', GROUP_ID: '1', USER_ID: '1', HAPROXY_GROUP: 'external' },
  healthChecks: [
    {
      protocol: 'HTTP',
      path: '/',
      portIndex: 0,
      gracePeriodSeconds: 300,
      intervalSeconds: 10,
      timeoutSeconds: 5,
      maxConsecutiveFailures: 3,
    },
  ],
};

/** frontend depends on backend, backend on db. */
export const SHOP_GROUP = {
  id: '/shop',
  groups: [
    {
      id: 'db',
      apps: [{ id: 'mysql', cmd: 'mysqld', cpus: 0.5, mem: 256, instances: 1, constraints: [['hostname', 'UNIQUE']] }],
    },
    {
      id: 'backend',
      dependencies: ['../db'],
      apps: [
        {
          id: 'api',
          cmd: './api --port $PORT0',
          cpus: 0.2,
          mem: 128,
          instances: 3,
          upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.25 },
        },
      ],
    },
    {
      id: 'frontend',
      dependencies: ['/shop/backend'],
      apps: [
        {
          id: 'web',
          cmd: 'nginx',
          cpus: 0.1,
          mem: 64,
          instances: 4,
          ports: [10_080],
          labels: { HAPROXY_GROUP: 'external' },
        },
      ],
    },
  ],
};
