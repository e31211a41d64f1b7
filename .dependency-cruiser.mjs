/**
 * The layers of the tree (ARCHITECTURE.md, folder map), one rule for each row. `checks/layers.test.ts` holds deliberately
 * wrong imports and fails when a rule does not name them.
 */

const TEST = '\\.(test|bench)\\.tsx?$|/testing/';
/** The only files of sim-worker/ that know real time, Node or the browser. */
const ENTRIES = '^sim-worker/(api|worker|cli|bench|gateway)[a-z-]*(\\.ts$|/)';
/** What is started and not imported: the page, the page's own worker, the simulation's entries. */
const STARTED = '^web/main\\.tsx$|^web/.*-worker\\.ts$|^sim-worker/(worker|cli|bench|gateway)[a-z-]*\\.ts$';
/** What a program links of another one in real life: a client library and its message types. */
const ZOOKEEPER_CLIENT = '^sim-worker/zookeeper/(client|recipes|protocol)/';
const MESOS_DRIVER = '^sim-worker/mesos/(driver/|messages/|resources/|ids\\.ts$)';
const FRAMEWORKS = '^sim-worker/(marathon|marathon-lb|chronos|frameworks)/';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const layers = [
  {
    name: 'kernel-knows-no-domain',
    comment: 'The kernel is the bottom: it imports only itself.',
    severity: 'error',
    from: { path: '^sim-worker/kernel/', pathNot: TEST },
    to: { pathNot: '^sim-worker/kernel/' },
  },
  {
    name: 'kernel-tests-know-no-domain',
    severity: 'error',
    from: { path: '^sim-worker/kernel/' },
    to: { path: '^sim-worker/(?!kernel/)' },
  },
  {
    name: 'host-knows-only-the-kernel',
    severity: 'error',
    from: { path: '^sim-worker/host/' },
    to: { path: '^sim-worker/(?!kernel/|host/)' },
  },
  {
    name: 'zookeeper-knows-only-host-and-kernel',
    severity: 'error',
    from: { path: '^sim-worker/zookeeper/' },
    to: { path: '^sim-worker/(?!kernel/|host/|zookeeper/)' },
  },
  {
    name: 'mesos-links-only-the-zookeeper-client',
    comment: 'Mesos talks to ZooKeeper by messages; it links the client library and the recipes.',
    severity: 'error',
    from: { path: '^sim-worker/mesos/' },
    to: { path: '^sim-worker/(?!kernel/|host/|mesos/)', pathNot: ZOOKEEPER_CLIENT },
  },
  {
    name: 'frameworks-link-only-client-libraries',
    comment:
      'Marathon, Chronos and the other frameworks link the ZooKeeper client and the scheduler driver, never each other.',
    severity: 'error',
    from: { path: FRAMEWORKS },
    to: { path: '^sim-worker/', pathNot: ['^sim-worker/(kernel|host|$1)/', ZOOKEEPER_CLIENT, MESOS_DRIVER] },
  },
  {
    name: 'cluster-is-below-labs-and-chaos',
    severity: 'error',
    from: { path: '^sim-worker/cluster/' },
    to: { path: '^sim-worker/(labs|chaos)/' },
  },
  {
    name: 'labs-see-only-the-cluster',
    comment: 'A lab acts by commands and reads views; it never reaches into a program.',
    severity: 'error',
    from: { path: '^sim-worker/labs/' },
    to: { path: '^sim-worker/(?!kernel/|host/|cluster/|chaos/|labs/)' },
  },
  {
    name: 'chaos-is-below-the-labs',
    comment: 'Invariants read the states of all programs; they belong to no lab.',
    severity: 'error',
    from: { path: '^sim-worker/chaos/' },
    to: { path: '^sim-worker/labs/' },
  },
  {
    name: 'nothing-below-imports-an-entry',
    severity: 'error',
    from: { path: '^sim-worker/', pathNot: ENTRIES },
    to: { path: ENTRIES },
  },
  {
    name: 'api-imports-only-types',
    comment: 'The page loads api.ts: no code of the simulation may come with it.',
    severity: 'error',
    from: { path: '^sim-worker/api(\\.ts$|/)', pathNot: TEST },
    to: { path: '^sim-worker/(?!api(\\.ts$|/))', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'web-sees-only-the-api',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^sim-worker/(?!api\\.ts$)' },
  },
  {
    name: 'web-never-sees-node',
    severity: 'error',
    from: { path: '^web/', pathNot: TEST },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'simulation-never-sees-the-page',
    severity: 'error',
    from: { path: '^sim-worker/' },
    to: { path: '^(web|e2e|scripts|checks)/' },
  },
  {
    name: 'simulation-never-sees-node',
    severity: 'error',
    from: { path: '^sim-worker/', pathNot: [TEST, '^sim-worker/(cli|bench|gateway)[a-z-]*(\\.ts$|/)'] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'simulation-uses-only-listed-libraries',
    comment: 'Deterministic, synchronous, without global state: protobuf encoding and compression (docs/adr/0003).',
    severity: 'error',
    from: { path: '^sim-worker/', pathNot: [TEST, ENTRIES] },
    to: { path: 'node_modules/', pathNot: 'node_modules/(@bufbuild/protobuf|fflate)/' },
  },
  {
    name: 'e2e-goes-through-the-browser',
    severity: 'error',
    from: { path: '^e2e/' },
    to: { path: '^(web|sim-worker)/' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const hygiene = [
  {
    name: 'no-cycles',
    severity: 'error',
    from: { path: '^(sim-worker|web|e2e)/' },
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that imports nothing and that nothing imports is dead.',
    severity: 'error',
    from: {
      orphan: true,
      path: '^(sim-worker|web|e2e)/',
      pathNot: [TEST, ENTRIES, STARTED, '\\.d\\.ts$', '\\.spec\\.ts$', '\\.config\\.ts$'],
    },
    to: {},
  },
  {
    name: 'no-dead-files',
    comment:
      'Reached from neither the page, the worker, the command line nor the benchmarks. A test alone keeps nothing alive.',
    severity: 'error',
    from: {
      path: `${STARTED}|^sim-worker/bench/.*\\.bench\\.ts$`,
    },
    to: {
      path: '^(sim-worker|web)/',
      pathNot: [TEST, '\\.d\\.ts$', STARTED],
      reachable: false,
    },
  },
  {
    name: 'tests-are-leaves',
    severity: 'error',
    from: { pathNot: [TEST, '^(e2e|checks)/'] },
    to: { path: [TEST, '^(e2e|checks)/'] },
  },
  {
    name: 'imports-resolve',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'packages-are-declared',
    severity: 'error',
    from: { path: '^(sim-worker|web|e2e)/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
  },
  {
    name: 'product-uses-no-development-package',
    severity: 'error',
    from: { path: '^(sim-worker|web)/', pathNot: [TEST, '^sim-worker/bench[a-z-]*(\\.ts$|/)'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...layers, ...hygiene],
  options: {
    // Type imports count: they too are knowledge of another layer.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^node_modules/\\.cache/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'browser', 'types', 'default'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
};
