/**
 * The small world that every contract sees, on every target: who it is, its arguments, its environment, its root.
 * The Linux sandbox (sandbox/launcher.c) builds it from namespaces; the reference kernel is booted into the same.
 *
 * Identity: user and group 0 with all capabilities **of a user namespace of their own**, in which only id 0 is mapped.
 * This is the one identity that an ordinary user and root can both give a program on real Linux, so the answers do not
 * depend on who runs the harness. What follows from it, as in any container: calls that ask for rights over the
 * machine itself (mknod of devices, clock_settime, raising a hard limit, a negative nice) are EPERM; setuid to an id
 * that is not mapped is EINVAL; setgroups is EPERM. Contracts that need more ids say `Requires: id-range`.
 */

export { builtinRoot as root, ROOT_SIZE as rootSize, type RootEntry } from "../reference-kernel/fs/root-entries.ts";

export const guest = {
  uid: 0,
  gid: 0,
  /** The first process is the child of a small init (process 1, which reaps), and leads its session and group. */
  pid: 2,
  parentPid: 1,
  /** The program is readable under this path; `/proc/self/exe` says so. */
  path: "/bin/contract",
  argv: ["/bin/contract"],
  environment: ["PATH=/bin", "HOME=/tmp"],
  cwd: "/tmp",
  umask: 0o022,
  hostname: "contracts",
  domainname: "(none)",
  /** Standard input is /dev/null; output and error are pipes. No controlling terminal; only descriptors 0, 1, 2 open. */
  standardInput: "/dev/null",
} as const;

/** Soft and hard limits. A host whose hard limit is lower gives what it has (said at the start). */
export const limits = {
  RLIMIT_CORE: [0, 0],
  RLIMIT_DATA: [1 << 30, 1 << 30],
  RLIMIT_STACK: [8 << 20, 8 << 20],
  RLIMIT_NPROC: [256, 256],
  RLIMIT_NOFILE: [1024, 4096],
  RLIMIT_MEMLOCK: [64 << 10, 64 << 10],
  RLIMIT_SIGPENDING: [1024, 1024],
  RLIMIT_MSGQUEUE: [819200, 819200],
  RLIMIT_NICE: [0, 0],
  RLIMIT_RTPRIO: [0, 0],
} as const satisfies Record<string, readonly [number, number]>;

/** Device nodes in /dev. On Linux they are bind mounts of the host's, since a user namespace cannot make them. */
export const devices = ["null", "zero", "full", "random", "urandom", "tty"] as const;

/** Bytes of standard output, and of standard error, that are kept of one run; the rest is cut, and the cut is said. */
export const outputLimit = 1 << 20;

/** Line that ends an output that was cut: it stands in for the verdict, so that a cut output never passes. */
export const cutLine = `[output cut after ${outputLimit} bytes]`;
