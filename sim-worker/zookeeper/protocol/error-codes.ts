/**
 * Error codes of the protocol with the names and texts that the Java and the C library print.
 * Source: ZooKeeper 3.4.14, KeeperException.java and zookeeper-client-c/src/zookeeper.c (zerror).
 */
type ErrorCode = { readonly code: number; readonly name: string; readonly javaText: string; readonly cText: string };

function row(code: number, name: string, javaText: string, cText: string): ErrorCode {
  return Object.freeze({ code, name, javaText, cText });
}

export const OK = 0;
export const RUNTIME_INCONSISTENCY = -2;
export const CONNECTION_LOSS = -4;
export const MARSHALLING_ERROR = -5;
export const UNIMPLEMENTED = -6;
export const OPERATION_TIMEOUT = -7;
export const BAD_ARGUMENTS = -8;
export const INVALID_STATE = -9;
export const NO_NODE = -101;
export const NO_AUTH = -102;
export const BAD_VERSION = -103;
export const NO_CHILDREN_FOR_EPHEMERALS = -108;
export const NODE_EXISTS = -110;
export const NOT_EMPTY = -111;
export const SESSION_EXPIRED = -112;
export const INVALID_ACL = -114;
export const AUTH_FAILED = -115;
export const CLOSING = -116;
export const SESSION_MOVED = -118;
export const NOT_READ_ONLY = -119;

export const ERROR_CODES: readonly ErrorCode[] = [
  row(0, 'OK', 'ok', 'ok'),
  row(-1, 'SYSTEMERROR', 'SystemError', 'system error'),
  row(-2, 'RUNTIMEINCONSISTENCY', 'RuntimeInconsistency', 'run time inconsistency'),
  row(-3, 'DATAINCONSISTENCY', 'DataInconsistency', 'data inconsistency'),
  row(-4, 'CONNECTIONLOSS', 'ConnectionLoss', 'connection loss'),
  row(-5, 'MARSHALLINGERROR', 'MarshallingError', 'marshalling error'),
  row(-6, 'UNIMPLEMENTED', 'Unimplemented', 'unimplemented'),
  row(-7, 'OPERATIONTIMEOUT', 'OperationTimeout', 'operation timeout'),
  row(-8, 'BADARGUMENTS', 'BadArguments', 'bad arguments'),
  row(-9, 'INVALIDSTATE', 'InvalidState', 'invalid zhandle state'),
  row(-100, 'APIERROR', 'APIError', 'api error'),
  row(-101, 'NONODE', 'NoNode', 'no node'),
  row(-102, 'NOAUTH', 'NoAuth', 'not authenticated'),
  row(-103, 'BADVERSION', 'BadVersion', 'bad version'),
  row(-108, 'NOCHILDRENFOREPHEMERALS', 'NoChildrenForEphemerals', 'no children for ephemerals'),
  row(-110, 'NODEEXISTS', 'NodeExists', 'node exists'),
  row(-111, 'NOTEMPTY', 'Directory not empty', 'not empty'),
  row(-112, 'SESSIONEXPIRED', 'Session expired', 'session expired'),
  row(-113, 'INVALIDCALLBACK', 'Invalid callback', 'invalid callback'),
  row(-114, 'INVALIDACL', 'InvalidACL', 'invalid acl'),
  row(-115, 'AUTHFAILED', 'AuthFailed', 'authentication failed'),
  row(-116, 'CLOSING', 'Closing', 'zookeeper is closing'),
  row(-117, 'NOTHING', 'Nothing', '(not error) no server responses to process'),
  row(-118, 'SESSIONMOVED', 'Session moved', 'session moved to another server, so operation is ignored'),
  row(-119, 'NOTREADONLY', 'Not a read-only call', 'not a read-only call'),
];

const BY_CODE: ReadonlyMap<number, ErrorCode> = new Map(ERROR_CODES.map((error) => [error.code, error]));

/** `NONODE` for -101; `ERROR-n` for a code that no version has. */
export function errorName(code: number): string {
  return BY_CODE.get(code)?.name ?? `ERROR${String(code)}`;
}

/** What `zerror` of the C library answers, as Mesos logs print it. */
export function cErrorText(code: number): string {
  return BY_CODE.get(code)?.cText ?? 'unknown error';
}

/** Message of a Java KeeperException, e.g. `KeeperErrorCode = NoNode for /x`. */
export function javaErrorMessage(code: number, path: string | null): string {
  const text = BY_CODE.get(code)?.javaText ?? `Unknown error ${String(code)}`;
  return path === null ? `KeeperErrorCode = ${text}` : `KeeperErrorCode = ${text} for ${path}`;
}
