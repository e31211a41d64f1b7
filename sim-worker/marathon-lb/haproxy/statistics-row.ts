/** A line of the statistics by the names of its columns. `type`: 0 frontend, 1 backend, 2 server. Absent columns are empty. */
export type StatisticsRow = Readonly<Record<string, string | number>>;
