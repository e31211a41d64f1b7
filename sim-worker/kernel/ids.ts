/** Branded identifiers of the kernel: swapping two of them does not compile. */

/** A process for its whole life on a host, over all incarnations, e.g. `pinger@10.0.0.1`. */
export type ProcessId = string & { readonly brand: 'ProcessId' };
/** A machine, named by its IPv4 address, e.g. `192.168.1.231`. */
export type HostId = string & { readonly brand: 'HostId' };
/** One simulated TCP connection; numbers are never used twice within a world. */
export type ConnectionId = number & { readonly brand: 'ConnectionId' };

export function processId(text: string): ProcessId {
  return text as ProcessId;
}

export function hostId(text: string): HostId {
  return text as HostId;
}

export function connectionId(value: number): ConnectionId {
  return value as ConnectionId;
}
