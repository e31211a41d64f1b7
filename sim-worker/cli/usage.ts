/** What the command line accepts, and the one kind of error that ends with exit code 2: a person's mistake. */

export const USAGE = `usage: npm run -s sim -- COMMAND …

  run  [--scenario NAME] [--seed N] [--for SECONDS] [--app FILE] [--at SECONDS] [--kill PROCESS@SECONDS]
       [--journal FILE] [--export FILE] [--json]
       Runs a cluster and sums up. PROCESS: zookeeper-leader, mesos-leader, marathon-leader or an id such as
       mesos-agent@192.168.1.234. --journal repeats an exported run and compares its hash.
  http METHOD URL [--data JSON] [--scenario NAME] [--seed N] [--at SECONDS] [--json]
       Asks a simulated server, e.g. GET http://192.168.1.231:5050/master/state
  script FILE [--scenario NAME] [--seed N]
       Lines {"at": seconds, "http": {method, url, headers, body}} or {"at": seconds, "command": {…}}
  conformance [zookeeper] [mesos] [marathon] [--seeds K] [--json]
       The case tables of the real systems, case by case; ZooKeeper's with K seeds each
  service [--seeds K] [--seed FIRST] [--instances N] [--rate R] [--label NAME=VALUE …] [--health PATH|none]
       [--health-interval SECONDS] [--keep-alive] [--json]
       Rolling upgrades of an app behind marathon-lb while clients ask: how many requests were answered
  fuzz [--goal ensemble|mesos|marathon|all] [--seeds K] [--seed FIRST] [--for SECONDS] [--shard i/n] [--json]
       Ensembles, Mesos or Marathon clusters under random faults, which come for so many seconds; then all is mended.
       All invariants hold and all is whole again, or the seed is printed with the fewest faults that still fail.
  bench [kernel] [cluster] [allocator] [apps] [large] [ten-thousand] [seek] [frames] [zookeeper] [--json]
       Throughput, snapshots, seeks, memory, frames; ten-thousand only where it is named
  zkcli COMMAND … [--server HOST:PORT] [--scenario NAME] [--seed N] [--at SECONDS] [--json]
       Commands of zkCli.sh, each in quotes, e.g. "ls /mesos", typed on the operator's machine
  4lw WORD [--server HOST:PORT] [--scenario NAME] [--seed N] [--at SECONDS] [--json]
       A four-letter word over a ZooKeeper server's client port, e.g. stat
  zk --ops FILE
       A fresh ensemble driven by JSON lines, each answered with one: {"id":1,"client":"a","op":"create","path":"/a"}
  allocator --steps FILE
       One master's allocator driven by JSON lines, each answered with the allocations made since: {"op":"addAgent", …}
  help [COMMAND]
       This, or the part on one command, as COMMAND --help does
`;

/** The lines on one command; null for an unknown one. */
export function usageOf(command: string): string | null {
  const lines = USAGE.split('\n');
  const first = lines.findIndex((line) => line === `  ${command}` || line.startsWith(`  ${command} `));
  if (first < 0) return null;
  const length = lines.slice(first + 1).findIndex((line) => !line.startsWith('   '));
  return `usage: npm run -s sim --\n\n${lines.slice(first, first + 1 + length).join('\n')}\n`;
}

const USAGE_ERROR = 'UsageError';

/** Printed as one line; ends the program with exit code 2. */
export function usageError(message: string): Error {
  const error = new Error(message);
  error.name = USAGE_ERROR;
  return error;
}

export function isUsageError(error: unknown): error is Error {
  return error instanceof Error && error.name === USAGE_ERROR;
}
