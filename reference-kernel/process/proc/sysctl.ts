/**
 * /proc/sys (proc_sys(5)). What belongs to a namespace is its own to change: System V limits, process numbers, how many
 * namespaces there may be. The rest is the machine's, and a guest only reads it.
 */
import { CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE } from "../../abi/capabilities.ts";
import { EINVAL, EPERM } from "../../abi/errors.ts";
import { capableIn, LIMITED_NAMESPACES, type UserNamespace } from "../../core/user-namespace.ts";
import { MAX_QUEUED_EVENTS } from "../../files/inotify.ts";
import type { FsCaller } from "../../fs/context.ts";
import { MqueueFs, type MqueueLimits } from "../../fs/mqueue/mqueue.ts";
import type { OpenedText, ProcFile, ProcTree } from "../../fs/procfs/source.ts";
import { UNMAPPED_ID } from "../../fs/vfs.ts";
import type { IpcLimits } from "../../ipc/namespace.ts";
import type { Network } from "../../net/network.ts";
import type { PidNamespace } from "../namespaces/pid-namespace.ts";
import type { System } from "../system.ts";
import type { Task } from "../task.ts";
import { withFixedValues } from "./sysctl-values.ts";

const NOBODY = { uid: UNMAPPED_ID, gid: UNMAPPED_ID };

/** Of root of the machine: the guest may read it, never write. */
const machine = (value: string | number, mode = 0o644): ProcFile => ({
  mode,
  text: () => `${value}\n`,
  isSeekable: true,
});

const made = (text: (task: Task) => string | number, mode = 0o444): ProcFile => ({
  mode,
  text: (caller) => `${text(caller as Task)}\n`,
  isSeekable: true,
});

/** Whole numbers as proc_dointvec takes them: the first `count` of a text, spaces between them. EINVAL. */
const numbers = (text: string, { offset }: OpenedText, count: number, low: number, high: number): number[] => {
  // Writing on from the middle changes nothing (sysctl_writes_strict).
  if (offset > 0) return [];
  const words = text.trim().split(/\s+/).slice(0, count);
  return words.map((word) => {
    const value = Number(word);
    if (!/^-?[0-9]+$/.test(word) || value < low || value > high) throw EINVAL;
    return value;
  });
};

const rootOf = (userNs: UserNamespace) => {
  const uid = userNs.uids.toKernel(0);
  const gid = userNs.gids.toKernel(0);
  return uid < 0 || gid < 0 ? NOBODY : { uid, gid };
};

/** Numbers of the caller's IPC namespace; its root may change them. */
const ipc = (...names: readonly (keyof IpcLimits)[]): ProcFile => ({
  mode: 0o644,
  isSeekable: true,
  owner: (caller) => rootOf((caller as Task).ipc.userNs),
  text: (caller) => {
    const { limits } = (caller as Task).ipc;
    return `${names.map((name) => (limits[name] >= 2 ** 64 - 2 ** 25 ? HUGE : limits[name])).join("\t")}\n`;
  },
  write: (caller, text, opened) => {
    const { limits } = (caller as Task).ipc;
    const high = names.some((name) => name === "shmmax" || name === "shmall") ? 2 ** 64 : 2 ** 31 - 1;
    numbers(text, opened, names.length, 0, high).forEach((value, index) => {
      limits[names[index] as keyof IpcLimits] = value;
    });
  },
});
/** ULONG_MAX − 2^24, which a JS number rounds. */
const HUGE = "18446744073692774399";

/** The id that the next System V object of the caller's IPC namespace gets (CRIU makes objects anew with their ids). */
const nextId = (kind: "queues" | "semaphores" | "segments"): ProcFile => ({
  mode: 0o444,
  isSeekable: true,
  mayAccess: (caller, mask) => {
    const { userNs } = (caller as Task).ipc;
    const may = (capability: number): boolean => capableIn(caller.credentials, userNs, capability);
    return (mask & 2) === 0 || may(CAP_CHECKPOINT_RESTORE) || may(CAP_SYS_ADMIN);
  },
  text: (caller) => `${(caller as Task).ipc[kind].nextId}\n`,
  write: (caller, text, opened) => {
    for (const value of numbers(text, opened, 1, 0, 2 ** 31 - 1)) (caller as Task).ipc[kind].nextId = value;
  },
});

/** How many namespaces of a kind one user namespace may hold: its own root sets that. */
const maxNamespaces = (kind: (typeof LIMITED_NAMESPACES)[number]): ProcFile => ({
  mode: 0o644,
  isSeekable: true,
  mayAccess: (caller, mask) =>
    (mask & 2) === 0 || capableIn(caller.credentials, caller.credentials.userNs, CAP_SYS_RESOURCE),
  text: ({ credentials }) => `${credentials.userNs.limits.get(kind) ?? 2 ** 31 - 1}\n`,
  write: ({ credentials }, text, opened) => {
    for (const value of numbers(text, opened, 1, 0, 2 ** 31 - 1)) credentials.userNs.limits.set(kind, value);
  },
});

const pidNsOf = (caller: FsCaller): PidNamespace => (caller as Task).process.pidNs;

const lastPid = (system: System): ProcFile => ({
  mode: 0o666,
  isSeekable: true,
  text: (caller) => `${pidNsOf(caller).level === 0 ? system.pids.last : pidNsOf(caller).last}\n`,
  write: (caller, text, opened) => {
    const namespace = pidNsOf(caller);
    const may = (capability: number): boolean => capableIn(caller.credentials, namespace.userNs, capability);
    if (!may(CAP_CHECKPOINT_RESTORE) && !may(CAP_SYS_ADMIN)) throw EPERM;
    for (const value of numbers(text, opened, 1, 0, namespace.max)) {
      if (namespace.level === 0) system.pids.last = value;
      else namespace.last = value;
    }
  },
});

/** RESERVED_PIDS + 1 and PID_MAX_LIMIT. */
const LEAST_PID_MAX = 301;
const MOST_PID_MAX = 4_194_304;

const pidMax: ProcFile = {
  mode: 0o644,
  isSeekable: true,
  owner: (caller) => rootOf(pidNsOf(caller).userNs),
  text: (caller) => `${pidNsOf(caller).max}\n`,
  write: (caller, text, opened) => {
    for (const value of numbers(text, opened, 1, LEAST_PID_MAX, MOST_PID_MAX)) pidNsOf(caller).max = value;
  },
};

const uuid = (system: System): string => {
  const bytes = new Uint8Array(16);
  system.random.fill(bytes);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

const kernelFiles = (system: System): ProcTree => {
  const bootId = uuid(system);
  return {
    cap_last_cap: machine(40, 0o444),
    core_pattern: machine("core"),
    core_uses_pid: machine(0),
    domainname: made(({ namespaces }) => namespaces.uts.domainname, 0o644),
    hostname: made(({ namespaces }) => namespaces.uts.hostname, 0o644),
    msgmax: ipc("msgmax"),
    msgmnb: ipc("msgmnb"),
    msg_next_id: nextId("queues"),
    msgmni: ipc("msgmni"),
    ngroups_max: machine(65536, 0o444),
    ns_last_pid: lastPid(system),
    osrelease: made(({ namespaces }) => namespaces.uts.release),
    ostype: made(({ namespaces }) => namespaces.uts.sysname),
    overflowgid: machine(65534),
    overflowuid: machine(65534),
    panic: machine(0),
    perf_event_paranoid: machine(2),
    pid_max: pidMax,
    printk: machine("4\t4\t1\t7"),
    random: {
      boot_id: machine(bootId, 0o444),
      entropy_avail: machine(256, 0o444),
      poolsize: machine(256, 0o444),
      urandom_min_reseed_secs: machine(60),
      uuid: made(() => uuid(system)),
      write_wakeup_threshold: machine(256),
    },
    randomize_va_space: machine(2),
    sched_rr_timeslice_ms: machine(100),
    seccomp: {
      actions_avail: machine("kill_process kill_thread trap errno user_notif trace log allow", 0o444),
      actions_logged: machine("kill_process kill_thread trap errno user_notif trace log"),
    },
    sem_next_id: nextId("semaphores"),
    sem: ipc("semmsl", "semmns", "semopm", "semmni"),
    shm_next_id: nextId("segments"),
    shmall: ipc("shmall"),
    shmmax: ipc("shmmax"),
    shmmni: ipc("shmmni"),
    tainted: machine(0),
    "threads-max": machine(7834),
    version: made(({ namespaces }) => namespaces.uts.version),
  };
};

/** They are the file system's, which is made when somebody first asks for it. */
const limitsOfQueues = ({ ipc: namespace, fs: { vfs }, clock }: Task): MqueueLimits => {
  namespace.mqueue ??= new MqueueFs(vfs.nextDevice(), clock);
  return namespace.mqueue.limits;
};

/** Limits of POSIX message queues in the caller's IPC namespace. */
const mqueue = (name: keyof MqueueLimits, low: number): ProcFile => ({
  mode: 0o644,
  isSeekable: true,
  owner: (caller) => rootOf((caller as Task).ipc.userNs),
  text: (caller) => `${limitsOfQueues(caller as Task)[name]}\n`,
  write: (caller, text, opened) => {
    for (const value of numbers(text, opened, 1, low, 2 ** 24)) limitsOfQueues(caller as Task)[name] = value;
  },
});

const fsFiles: ProcTree = {
  "aio-max-nr": machine(65536),
  "aio-nr": machine(0, 0o444),
  epoll: { max_user_watches: machine(213504) },
  "file-max": machine(98304),
  "file-nr": machine("96\t0\t98304", 0o444),
  inotify: {
    max_queued_events: machine(MAX_QUEUED_EVENTS),
    max_user_instances: machine(128),
    max_user_watches: machine(8192),
  },
  "lease-break-time": machine(45),
  "leases-enable": machine(1),
  "mount-max": machine(100000),
  mqueue: {
    msg_default: mqueue("msg_default", 1),
    msg_max: mqueue("msg_max", 1),
    msgsize_default: mqueue("msgsize_default", 128),
    msgsize_max: mqueue("msgsize_max", 128),
    queues_max: mqueue("queues_max", 0),
  },
  nr_open: machine(1048576),
  overflowgid: machine(65534),
  overflowuid: machine(65534),
  "pipe-max-size": machine(1048576),
  "pipe-user-pages-hard": machine(0),
  "pipe-user-pages-soft": machine(16384),
  protected_fifos: machine(0),
  protected_hardlinks: machine(0),
  protected_regular: machine(0),
  protected_symlinks: machine(0),
  suid_dumpable: machine(0),
};

const vmFiles: ProcTree = {
  max_map_count: machine(65530),
  mmap_min_addr: machine(4096),
  nr_hugepages: machine(0),
  overcommit_memory: machine(0),
  overcommit_ratio: machine(50),
  "page-cluster": machine(3),
  swappiness: machine(60),
};

const netOf = (caller: FsCaller): { readonly network: Network; readonly userNs: UserNamespace } => {
  const { network, userNs } = (caller as Task).namespaces.net;
  return { network, userNs: userNs ?? caller.credentials.userNs };
};

/** Groups that may make ping sockets, as the owner of the network namespace counts them. */
const pingGroups: ProcFile = {
  mode: 0o644,
  isSeekable: true,
  owner: (caller) => rootOf(netOf(caller).userNs),
  text: (caller) => {
    const { network, userNs } = netOf(caller);
    return `${network.stack.pingGroups.map((group) => userNs.gids.show(group)).join("\t")}\n`;
  },
  write: (caller, text, opened) => {
    const { network, userNs } = netOf(caller);
    const given = numbers(text, opened, 2, 0, 2 ** 32 - 2);
    if (given.length === 0) return;
    const [low = 1, high = 0] = given.map((group) => userNs.gids.toKernel(group));
    if (low < 0 || high < 0 || (given.length === 2 && high < low)) throw EINVAL;
    network.stack.pingGroups = [low, given.length === 2 ? high : (network.stack.pingGroups[1] ?? 0)];
  },
};

/** A number of the caller's network namespace, which its root may change. */
const netNumbers = (
  count: number,
  high: number,
  shown: (network: Network) => string | number,
  set: (network: Network, values: readonly number[]) => void,
): ProcFile => ({
  mode: 0o644,
  isSeekable: true,
  owner: (caller) => rootOf(netOf(caller).userNs),
  text: (caller) => `${shown(netOf(caller).network)}\n`,
  write: (caller, text, opened) => {
    const values = numbers(text, opened, count, 0, high);
    if (values.length > 0) set(netOf(caller).network, values);
  },
});

/** Ports from which the kernel chooses; a range holds two at least, none of them privileged. */
const portRange = netNumbers(
  2,
  65535,
  ({ localPorts }) => `${localPorts.first}\t${localPorts.last}`,
  ({ localPorts, loopback }, [first = localPorts.first, last = localPorts.last]) => {
    if (first < 1 || last < first || first < loopback.unprivilegedPort) throw EINVAL;
    localPorts.first = first;
    localPorts.last = last;
  },
);

const unprivilegedPort = netNumbers(
  1,
  65535,
  ({ loopback }) => loopback.unprivilegedPort,
  ({ localPorts, loopback }, [port = 0]) => {
    if (localPorts.first < port) throw EINVAL;
    loopback.unprivilegedPort = port;
  },
);

const netFiles: ProcTree = {
  core: {
    optmem_max: machine(131072),
    rmem_default: machine(212992),
    rmem_max: machine(212992),
    somaxconn: machine(4096),
    wmem_default: machine(212992),
    wmem_max: machine(212992),
  },
  ipv4: {
    ip_local_port_range: portRange,
    ip_unprivileged_port_start: unprivilegedPort,
    ping_group_range: pingGroups,
  },
  unix: { max_dgram_qlen: machine(10) },
};

/** Terminals: TIOCSTI works, line disciplines are loaded when asked for. */
const devFiles: ProcTree = { tty: { legacy_tiocsti: machine(1), ldisc_autoload: machine(1) } };

export const sysctls = (system: System): ProcTree =>
  withFixedValues({
    dev: devFiles,
    fs: fsFiles,
    kernel: kernelFiles(system),
    net: netFiles,
    user: Object.fromEntries(LIMITED_NAMESPACES.map((kind) => [`max_${kind}_namespaces`, maxNamespaces(kind)])),
    vm: vmFiles,
  });
