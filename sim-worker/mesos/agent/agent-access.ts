/** Who an agent is at its master, and who may ask it. */
import type { Credential } from '../authentication/credentials.ts';
import type { Acls } from '../authorizer/acls.ts';
import type { HttpAccess } from '../http/http-access.ts';

export type AgentAccess = {
  readonly http: HttpAccess;
  /** Of --acls; null: everything is allowed. */
  readonly acls: Acls | null;
};

export type AgentIdentity = { readonly credential: Credential | null; readonly access: AgentAccess };
