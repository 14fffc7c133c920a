import type { UnavailableReason } from '../errors.ts';

/** A state of the engine or of our account in it, which every statement of its kind meets: not the statement's fault. */
export interface EngineFault {
  readonly reason: UnavailableReason;
  /** Its name in ClickHouse. */
  readonly name: string;
  /** What is wrong: what to do. */
  readonly says: string;
}

/** Null for numbers that speak of the statement. */
export const engineFault = (code: number): EngineFault | undefined => {
  for (const { codes, reason, says } of FAULTS) {
    const name = codes[code];
    if (name !== undefined) return { reason, says, name: `${code} ${name}` };
  }
  return undefined;
};

interface Kind extends Omit<EngineFault, 'name'> {
  readonly codes: Readonly<Record<number, string>>;
}

/** Source: ClickHouse, `src/Common/ErrorCodes.cpp`. */
const FAULTS: readonly Kind[] = [
  {
    reason: 'credentials',
    codes: { 192: 'UNKNOWN_USER', 193: 'WRONG_PASSWORD', 194: 'REQUIRED_PASSWORD', 516: 'AUTHENTICATION_FAILED' },
    says: 'refuses our user or password: correct them in our configuration or in the server',
  },
  {
    reason: 'access',
    codes: { 497: 'ACCESS_DENIED' },
    says: 'denies our user what it needs: grant it everything on our two databases',
  },
  {
    reason: 'read_only',
    codes: { 164: 'READONLY' },
    says: 'lets our user only read: take readonly from its profile',
  },
  {
    reason: 'read_only',
    codes: { 242: 'TABLE_IS_READ_ONLY' },
    says: 'lets nobody write to a table: its replica has lost its keeper, see system.replicas',
  },
  {
    reason: 'too_many_parts',
    codes: { 252: 'TOO_MANY_PARTS' },
    says: 'has too many parts to take an insert: its merges are behind, see system.merges and its disk',
  },
  { reason: 'no_space', codes: { 243: 'NOT_ENOUGH_SPACE' }, says: 'has no room on its disk: make some' },
  {
    reason: 'overloaded',
    codes: {
      202: 'TOO_MANY_SIMULTANEOUS_QUERIES',
      439: 'CANNOT_SCHEDULE_TASK',
      201: 'QUOTA_EXCEEDED',
      745: 'SERVER_OVERLOADED',
    },
    says: 'takes no more statements: see what keeps it busy in system.processes, and the quota of our user',
  },
  {
    reason: 'broken_answer',
    codes: { 209: 'SOCKET_TIMEOUT', 210: 'NETWORK_ERROR', 394: 'QUERY_WAS_CANCELLED', 319: 'UNKNOWN_STATUS_OF_INSERT' },
    says: 'gave a statement up half-way: see its log',
  },
  {
    reason: 'keeper',
    codes: { 225: 'NO_ZOOKEEPER', 999: 'KEEPER_EXCEPTION', 285: 'TOO_FEW_LIVE_REPLICAS' },
    says: 'has lost its keeper or its replicas: see system.zookeeper_connection and system.replicas',
  },
];
