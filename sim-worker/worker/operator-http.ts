/** The operator's machine, and addresses as a person types them. */
import type { Simulator } from '../kernel/simulator.ts';
import type { Process } from '../kernel/world.ts';
import { allProcesses } from '../kernel/process-table.ts';

export type HttpTarget = { readonly host: string; readonly port: number; readonly path: string };

const HTTP_PORT = 80;

/** Null for what is no address of ours; `http:` only, as the simulated servers speak it. */
export function targetOf(url: string): HttpTarget | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (parsed.protocol !== 'http:' || parsed.hostname === '') return null;
  const port = parsed.port === '' ? HTTP_PORT : Number(parsed.port);
  return { host: parsed.hostname, port, path: parsed.pathname + parsed.search };
}

export function operatorOf(simulator: Simulator): Process | null {
  for (const process of allProcesses(simulator.world)) if (process.spec.program === 'operator') return process;
  return null;
}

/** Header names in lower case, as servers see them. */
export function lowerNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
