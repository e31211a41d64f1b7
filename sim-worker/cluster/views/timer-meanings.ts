/** What the programs' timers are for: a key that the page explains in its language, and the thing that the timer is about. */

type Rule = { readonly program: string; readonly pattern: RegExp; readonly meaning: string };

/** The first group of a pattern, if any, names what the timer is about. Program `*`: any that links that library. */
const RULES: readonly Rule[] = [
  { program: 'mesos-master', pattern: /^allocator\.batch$/, meaning: 'allocationTick' },
  { program: 'mesos-master', pattern: /^allocator\.recovery$/, meaning: 'allocatorRecovery' },
  { program: 'mesos-master', pattern: /^agents\.reregister$/, meaning: 'agentReregistrationWindow' },
  { program: 'mesos-master', pattern: /^ping:(.+)$/, meaning: 'agentPing' },
  { program: 'mesos-master', pattern: /^(?:offer|inverseOffer):(.+)$/, meaning: 'offerTimeout' },
  { program: 'mesos-master', pattern: /^failover:(.+)$/, meaning: 'frameworkFailover' },
  { program: 'mesos-master', pattern: /^removal\.permit$/, meaning: 'removalPermit' },
  { program: 'mesos-master', pattern: /^whitelist$/, meaning: 'whitelistPoll' },
  { program: 'mesos-master', pattern: /^registrar\.fetch$/, meaning: 'registryFetch' },
  { program: 'mesos-master', pattern: /^registrar\.store$/, meaning: 'registryStore' },
  { program: 'mesos-master', pattern: /^log\.elect$/, meaning: 'coordinatorRetry' },
  { program: 'mesos-master', pattern: /^log\.(?:recover|recoverRetry)$/, meaning: 'replicaRecovery' },
  { program: 'mesos-master', pattern: /^log\.(?:fill|fillRetry)$/, meaning: 'logCatchUp' },
  { program: 'mesos-master', pattern: /^log\.network$/, meaning: 'logMembership' },
  { program: 'mesos-agent', pattern: /^attempt:\d+$/, meaning: 'registrationRetry' },
  { program: 'mesos-agent', pattern: /^ping$/, meaning: 'masterPingWatch' },
  { program: 'mesos-agent', pattern: /^recover(?:ed)?$/, meaning: 'agentRecovery' },
  { program: 'mesos-agent', pattern: /^register:(.+)$/, meaning: 'executorRegistration' },
  { program: 'mesos-agent', pattern: /^shutdown:(.+)$/, meaning: 'executorShutdown' },
  { program: 'mesos-agent', pattern: /^update:(.+)$/, meaning: 'statusUpdateRetry' },
  { program: 'mesos-agent', pattern: /^rm:(.+)$/, meaning: 'containerRemoval' },
  { program: 'mesos-agent', pattern: /^gc$/, meaning: 'garbageCollection' },
  { program: 'zookeeper', pattern: /^sessions$/, meaning: 'sessionExpiry' },
  { program: 'zookeeper', pattern: /^zab\.tick$/, meaning: 'zabTick' },
  { program: 'zookeeper', pattern: /^zab\.(?:read|learner\.\d+)$/, meaning: 'zabReadTimeout' },
  { program: 'zookeeper', pattern: /^zab\./, meaning: 'zabStart' },
  { program: 'zookeeper', pattern: /^election\.poll$/, meaning: 'electionPoll' },
  { program: 'zookeeper', pattern: /^purge$/, meaning: 'snapshotPurge' },
  { program: 'marathon', pattern: /^leader:scale$/, meaning: 'scaleCheck' },
  { program: 'marathon', pattern: /^leader:reconcile$/, meaning: 'taskReconciliation' },
  { program: 'marathon', pattern: /^leader:overdue$/, meaning: 'overdueTasks' },
  { program: 'marathon', pattern: /^leader:delays$/, meaning: 'launchDelays' },
  { program: 'marathon', pattern: /^leader:tokens$/, meaning: 'launchTokens' },
  { program: 'marathon', pattern: /^launcher:(.+)$/, meaning: 'launchBackoff' },
  { program: 'marathon', pattern: /^health:(.+)$/, meaning: 'healthCheck' },
  { program: 'marathon', pattern: /^probe:(.+)$/, meaning: 'healthProbe' },
  { program: 'marathon', pattern: /^readiness:(.+)$/, meaning: 'readinessCheck' },
  { program: 'marathon', pattern: /^deployment:(.+)$/, meaning: 'deploymentStep' },
  { program: 'marathon', pattern: /^(?:revive|service:offer|kills)$/, meaning: 'marathonQueue' },
  { program: 'marathon', pattern: /^events:heartbeat$/, meaning: 'eventStreamHeartbeat' },
  { program: '*', pattern: /\/beat$/, meaning: 'zookeeperHeartbeat' },
  { program: '*', pattern: /\.(?:connect|retry)$/, meaning: 'zookeeperReconnect' },
  { program: '*', pattern: /\.register$/, meaning: 'frameworkRegistrationRetry' },
];

export function meaningOf(program: string, name: string): { readonly meaning: string; readonly about: string } {
  for (const rule of RULES) {
    if (rule.program !== '*' && rule.program !== program) continue;
    const found = rule.pattern.exec(name);
    if (found !== null) return { meaning: rule.meaning, about: found[1] ?? '' };
  }
  return { meaning: '', about: '' };
}
