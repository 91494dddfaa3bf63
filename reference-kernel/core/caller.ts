/**
 * Who makes a call, as far as file systems, files and sockets may ask: `process/task.ts` implements it. It keeps these
 * rooms free of the process room (imports run one way).
 */
import type { UserMemory } from "../memory/user-memory.ts";
import type { Clock } from "./clock.ts";
import type { Thread } from "./thread.ts";
import type { UserNamespace } from "./user-namespace.ts";

/** credentials(7). Capabilities are a bit set of CAP_* numbers. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly euid: number;
  readonly egid: number;
  readonly suid: number;
  readonly sgid: number;
  readonly fsuid: number;
  readonly fsgid: number;
  readonly groups: readonly number[];
  readonly effective: bigint;
  readonly permitted: bigint;
  readonly inheritable: bigint;
  readonly bounding: bigint;
  readonly ambient: bigint;
  /** Where these capabilities count, and which ids one can name. */
  readonly userNs: UserNamespace;
}

export const hasCapability = (credentials: Credentials, capability: number): boolean =>
  ((credentials.effective >> BigInt(capability)) & 1n) !== 0n;

export interface Caller {
  readonly credentials: Credentials;
  /** Process id (thread group id) in its own pid namespace. */
  readonly pid: number;
  readonly clock: Clock;
  readonly thread: Thread;
  /** The guest's memory (ioctl arguments, socket options). */
  readonly memory: UserMemory;
  readonly umask: number;
  /** Soft limit of a resource (getrlimit(2)); Infinity when unlimited. */
  limit(resource: number): number;
  /** Sends a signal to the calling thread (SIGPIPE, SIGXFSZ). */
  raise(signal: number): void;
}
