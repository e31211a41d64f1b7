export type { DriverCallback, DriverOptions, SchedulerCall } from './scheduler-calls.ts';
