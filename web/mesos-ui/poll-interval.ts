/** Upper bound of agents, and the poll interval below it, in seconds. Source: Mesos 1.0.1, js/controllers.js (updateInterval). */
const intervals: readonly (readonly [number, number])[] = [
  [500, 10],
  [1000, 20],
  [5000, 60],
  [10000, 120],
  [15000, 240],
  [20000, 480],
];

export function pollIntervalMs(agents: number): number {
  return (intervals.find(([below]) => agents < below)?.[1] ?? 960) * 1000;
}
