/**
 * The agent's flags about who it is and who may ask it, read when it starts.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (initialize), src/credentials/credentials.hpp.
 */
import type { Context, ReadonlyDisk } from '../../kernel/context.ts';
import { type Credential, readCredential } from '../authentication/credentials.ts';
import type { Parsed } from '../resources/parse.ts';
import type { AgentFlags } from './agent-flags.ts';
import type { AgentState } from './agent-state.ts';

/** Of --credential. */
export function agentCredential(disk: ReadonlyDisk, flags: AgentFlags): Parsed<Credential | null> {
  if (flags.credential === null) return { ok: true, value: null };
  const read = readCredential(disk, flags.credential);
  if (!read.ok) return { ok: false, error: `${read.error} (see --credential flag)` };
  if (read.value !== null) return read;
  return { ok: false, error: `Empty credential file '${flags.credential}' (see --credential flag)` };
}

export function logCredential(state: AgentState, context: Context): void {
  const { credential } = state.authenticatee;
  if (credential === null) return;
  const path = state.flags.credential ?? '';
  context.log('INFO', `Loading credential for authentication from '${path}'`, 'credentials.hpp:84');
  context.log('INFO', `Agent using credential for: ${credential.principal}`, 'slave.cpp:336');
}
