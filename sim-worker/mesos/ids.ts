/**
 * Identifiers of Mesos as branded strings, so that swapping two does not compile.
 * Source: Mesos 1.0.1, include/mesos/mesos.proto; forms in src/master/master.cpp (newFrameworkId, newSlaveId, newOfferId).
 */

/** `<uuid of the issuing master>-S<n>`. */
export type AgentId = string & { readonly brand: 'AgentId' };
/** `<uuid of the issuing master>-<four digits>`. */
export type FrameworkId = string & { readonly brand: 'FrameworkId' };
/** `<uuid of the issuing master>-O<n>`. */
export type OfferId = string & { readonly brand: 'OfferId' };
/** Chosen by the framework. */
export type TaskId = string & { readonly brand: 'TaskId' };
/** Chosen by the framework; equals the task id for command and docker tasks. */
export type ExecutorId = string & { readonly brand: 'ExecutorId' };
/** Random UUID of one run of an executor. */
export type ContainerId = string & { readonly brand: 'ContainerId' };

export function agentId(text: string): AgentId {
  return text as AgentId;
}

export function frameworkId(text: string): FrameworkId {
  return text as FrameworkId;
}

export function offerId(text: string): OfferId {
  return text as OfferId;
}

export function taskId(text: string): TaskId {
  return text as TaskId;
}

export function executorId(text: string): ExecutorId {
  return text as ExecutorId;
}

export function containerId(text: string): ContainerId {
  return text as ContainerId;
}

const HEX = '0123456789abcdef';

/** A version 4 UUID from the process's own random stream. */
export function randomUuid(randomInt: (bound: number) => number): string {
  // Joined from parts and not grown by +=, which would keep a rope of 36 pieces alive with every id.
  const digits: string[] = [];
  for (let position = 0; position < 36; position += 1) {
    if (position === 8 || position === 13 || position === 18 || position === 23) digits.push('-');
    else if (position === 14) digits.push('4');
    else if (position === 19) digits.push(HEX.charAt(8 + randomInt(4)));
    else digits.push(HEX.charAt(randomInt(16)));
  }
  return digits.join('');
}
