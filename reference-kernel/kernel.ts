/**
 * One kernel: builds the machine, the file systems and the first process from boot options, and runs it to its end.
 * Everything hangs off it; nothing is shared between kernels but the pool that machines come from.
 */
import { CAP_SYS_ADMIN } from "./abi/capabilities.ts";
import { ENOTDIR, EPERM, Errno } from "./abi/errors.ts";
import { O_RDWR } from "./abi/open.ts";
import { signalName } from "./abi/signal.ts";
import { Cgroup } from "./cgroup/cgroup.ts";
import { join } from "./cgroup/hierarchy.ts";
import { Clock } from "./core/clock.ts";
import { Counter } from "./core/counter.ts";
import { Random } from "./core/random.ts";
import { Scheduler } from "./core/scheduler.ts";
import { capableIn, type IdMap } from "./core/user-namespace.ts";
import type { Machine, MachinePool } from "./cpu/machine.ts";
import { DescriptorTable } from "./files/descriptor-table.ts";
import { HostInput, HostOutput } from "./files/host-streams.ts";
import type { OpenFile } from "./files/open-file.ts";
import { buildHostRoot, buildRoot, makeDirectories, placeProgram } from "./fs/builtin-root.ts";
import { mountCgroups, provideCgroups } from "./fs/cgroupfs/mount-cgroups.ts";
import { type FsCaller, FsContext } from "./fs/context.ts";
import { CHARACTER_DEVICES } from "./fs/devices.ts";
import { mountDevpts, openCurrent } from "./fs/devpts/devpts.ts";
import type { HostFolder } from "./fs/hostfs/host-folder.ts";
import { openPath } from "./fs/open.ts";
import { mountProc } from "./fs/procfs/procfs.ts";
import { mountSysfs } from "./fs/sysfs/sysfs.ts";
import type { Tmpfs } from "./fs/tmpfs/tmpfs.ts";
import { UNMAPPED_ID, type Vfs } from "./fs/vfs.ts";
import { resolve } from "./fs/walk.ts";
import { AddressSpace } from "./memory/address-space.ts";
import { drawLayout, type Layout, NO_RANDOM } from "./memory/layout.ts";
import { MemorySystem } from "./memory/memory-system.ts";
import { LoopbackState } from "./net/loopback.ts";
import { Network } from "./net/network.ts";
import { cgroupView } from "./process/cgroups.ts";
import { limitsOf } from "./process/clone.ts";
import { execute } from "./process/exec.ts";
import { describeDeadlock } from "./process/explain/deadlock.ts";
import { KernelCrash } from "./process/explain/kernel-crash.ts";
import { describeState } from "./process/explain/state.ts";
import { FutexTable } from "./process/futex.ts";
import { firstCredentials } from "./process/identity.ts";
import { initialLimits, RLIMIT } from "./process/limits.ts";
import { firstNamespaces } from "./process/namespaces/make.ts";
import { Ordering } from "./process/ordering.ts";
import { PidTable } from "./process/pid-table.ts";
import { SystemProcSource } from "./process/proc/source.ts";
import { Process } from "./process/process.ts";
import type { Rejection } from "./process/rejection.ts";
import { LimitReached, LiveArguments } from "./process/run.ts";
import { sessionsOf } from "./process/sessions.ts";
import { SignalHandlers } from "./process/signals/handlers.ts";
import type { System } from "./process/system.ts";
import { Task } from "./process/task.ts";
import { FaultAccount } from "./process/usage.ts";
import { UserCounts } from "./process/users.ts";
import { Vdso } from "./process/vdso/vdso.ts";
import { mqueueOf } from "./syscalls/posix-queues.ts";
import { syscallTable } from "./syscalls/table.ts";

export interface KernelOptions {
  /** A folder of the host that is the root; null for the built-in one. */
  readonly root: HostFolder | null;
  /** /tmp of such a root is an empty tmpfs. */
  readonly ownTemporary: boolean;
  /** Which ids the guest's user namespace has. */
  readonly ids: IdMap;
  /** A cgroup v2 hierarchy that the guest owns is mounted on /sys/fs/cgroup. */
  readonly cgroups: boolean;
  readonly seed: number;
  /** Draw the order of turns from the seed too. */
  readonly shuffleSchedule: boolean;
  readonly quantum: number;
  readonly maxInstructions: number;
  /** Bytes of standard output and error together. */
  readonly maxOutput: number;
  /** RLIMIT_NPROC of the first process. */
  readonly processes: number;
  readonly cwd: string;
  readonly path: string;
  /** Answers the next bytes of standard input, null at its end; null for /dev/null. */
  readonly stdin: (() => Uint8Array | null) | null;
  readonly onOutput: (fd: 1 | 2, chunk: Uint8Array) => void;
  readonly onTrace: ((line: string) => void) | null;
}

/** How the first process ended. */
export type Ending =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "deadlock"; readonly detail: string }
  | { readonly kind: "instruction-limit"; readonly instructions: number }
  /** It wrote more than it may to standard output and error; `bytes` of it were let through. */
  | { readonly kind: "output-limit"; readonly bytes: number }
  /** Everybody sleeps while timers fire and fire, and nobody takes notice of any. */
  | { readonly kind: "idle-limit"; readonly milliseconds: number }
  | { readonly kind: "crash"; readonly detail: string };

/** The program cannot be started. */
export class StartError extends Error {
  override readonly name = "StartError";
}

export class Kernel {
  readonly machine: Machine;
  readonly system: System;
  readonly #options: KernelOptions;
  readonly #pool: MachinePool;
  readonly #vfs: Vfs;
  readonly #rootFs: Tmpfs;
  /** Bytes of output so far. */
  #written = 0;

  constructor(pool: MachinePool, options: KernelOptions) {
    this.#pool = pool;
    this.#options = options;
    this.machine = pool.acquire();
    const clock = new Clock();
    const random = new Random(options.seed);
    const pids = new PidTable(1);
    const rootOptions = { clock, random: random.fork(), physical: this.machine.physical, ids: options.ids };
    const { vfs, rootFs } =
      options.root === null ? buildRoot(rootOptions) : buildHostRoot(rootOptions, options.root, options.ownTemporary);
    this.#vfs = vfs;
    this.#rootFs = rootFs;
    const network = new Network(clock, new LoopbackState(vfs.ids));
    const cgroups = new Cgroup("", null);
    const namespaces = firstNamespaces(vfs, network, cgroups);
    const init = new Process(1, null, initialLimits(options.processes), 0, namespaces.pidForChildren);
    namespaces.pidForChildren.reaper = init;
    pids.processes.set(init.pid, init);
    const memory = new MemorySystem(this.machine.physical, this.machine);
    this.system = {
      machine: this.machine,
      clock,
      scheduler: new Scheduler(clock, options.shuffleSchedule ? random.fork() : null),
      random,
      pids,
      futexes: new FutexTable(),
      namespaces,
      memory,
      faults: new FaultAccount(memory),
      cgroups,
      vdso: new Vdso(memory, clock),
      ordering: new Ordering(),
      users: new UserCounts(),
      inodeNumbers: new Counter(),
      network,
      syscalls: syscallTable,
      arguments: new LiveArguments(this.machine.registers),
      init,
      loaded: { task: null },
      unsupported: new Set(),
      first: null,
      death: null,
      trace: options.onTrace,
      quantum: options.quantum,
      maxInstructions: options.maxInstructions,
    };
    // Process 1 never runs: it sleeps, adopts and reaps.
    this.#bareTask(init, drawLayout(NO_RANDOM, 0), "init").state = "sleeping";
    const { system } = this;
    vfs.fileSystems.set("mqueue", (caller) => mqueueOf(caller as Task).root);
    mountProc(vfs, (caller) => SystemProcSource.seenBy(system, caller));
    mountDevpts(vfs, { clock, scheduler: this.system.scheduler, sessions: sessionsOf(this.system) });
    mountSysfs(vfs, (caller) => shownInterface(system, caller as Task | null));
    vfs.devices.register(CHARACTER_DEVICES.tty, openCurrent);
    this.#provideCgroups(cgroups);
    this.machine.tsc = (instructions) => Math.floor(clock.now) + instructions - this.machine.instructions;
  }

  /** Runs `elf` as the first process until it ends. Throws StartError when it cannot be started. */
  run(elf: Uint8Array, argv: readonly string[], env: readonly string[]): Ending {
    this.#placeProgram(elf);
    const task = this.#firstTask();
    this.#openStandardStreams(task);
    try {
      this.#start(task, argv, env);
      this.system.scheduler.enqueue(task);
      const outcome = this.system.scheduler.run(() => task.process.isZombie);
      if (outcome === "deadlock") return { kind: "deadlock", detail: describeDeadlock(this.system) };
      if (outcome === "idle") return { kind: "idle-limit", milliseconds: Math.floor(this.system.clock.now / 1e6) };
      return endingOf(task.process.exitStatus ?? 0);
    } catch (error) {
      if (error instanceof StartError) throw error;
      if (error instanceof LimitReached) {
        if (error.what === "output") return { kind: "output-limit", bytes: this.#written };
        return { kind: "instruction-limit", instructions: this.machine.instructions };
      }
      return { kind: "crash", detail: error instanceof KernelCrash ? error.detail : describeBug(error) };
    }
  }

  /** Mounted on /sys/fs/cgroup where the guest is to have one that it may change. */
  #provideCgroups(root: Cgroup): void {
    const id = this.#options.cgroups ? 0 : UNMAPPED_ID;
    const rootOf = (caller: FsCaller): Cgroup => (caller as Task).namespaces.cgroup.root;
    const fs = provideCgroups(this.#vfs, { root, rootOf, owner: { uid: id, gid: id }, viewOf: cgroupView });
    if (!this.#options.cgroups) return;
    const path = ["sys", "fs", "cgroup"];
    makeDirectories(this.#rootFs, `/${path.join("/")}`);
    mountCgroups(this.#vfs, fs, path);
  }

  #placeProgram(elf: Uint8Array): void {
    const { path } = this.#options;
    try {
      placeProgram(this.#rootFs, path, elf);
    } catch (error) {
      throw error instanceof Errno ? new StartError(`${path}: cannot be put into the root: ${error.text}`) : error;
    }
  }

  /** Guest instructions executed so far. */
  get instructions(): number {
    return this.machine.instructions;
  }

  /** Names of system calls that were asked for and are not there, sorted. */
  get unsupported(): readonly string[] {
    return [...this.system.unsupported].sort();
  }

  /** Why a signal killed the first process, where one did; for people. */
  get death(): string | null {
    return this.system.death;
  }

  /** What the kernel's world is now, in words (process/explain/state.ts). */
  describeState(): string {
    return describeState(this.system);
  }

  /** Gives the machine back to its pool; the kernel is not to be used any more. */
  close(): void {
    this.#pool.release(this.machine);
  }

  /** A process without a program yet: child of init, leader of its group and session. */
  #firstTask(): Task {
    const { system } = this;
    const pid = system.pids.allocate();
    const process = new Process(pid, system.init, initialLimits(this.#options.processes), 0, system.init.pidNs);
    process.groupId = pid;
    process.sessionId = pid;
    system.first = process;
    system.pids.processes.set(pid, process);
    system.pids.hold(pid);
    system.pids.hold(pid);
    return this.#bareTask(process, drawLayout(system.random, process.limits[RLIMIT.STACK]?.soft ?? 0), "");
  }

  /** A task with nothing in memory and nothing open. */
  #bareTask(process: Process, layout: Layout, name: string): Task {
    const { system } = this;
    const task = new Task(system, {
      tid: process.pid,
      process,
      space: new AddressSpace(system.memory, layout, limitsOf(process)),
      files: new DescriptorTable(),
      fs: new FsContext(this.#vfs),
      handlers: new SignalHandlers(),
      credentials: firstCredentials(this.#vfs.ids),
      name,
      namespaces: system.namespaces,
      cgroup: system.cgroups,
    });
    system.cgroups.pids.charge();
    join(task, system.cgroups);
    process.mainTask = task;
    return task;
  }

  #openStandardStreams(task: Task): void {
    const { stdin } = this.#options;
    const input =
      stdin === null
        ? (openPath(task, task.fs.root, "/dev/null", O_RDWR, 0) as OpenFile)
        : this.#hostPipe((number) => new HostInput(number, stdin));
    const output = this.#hostPipe((number) => new HostOutput(number, (chunk) => this.#write(1, chunk)));
    const errors = this.#hostPipe((number) => new HostOutput(number, (chunk) => this.#write(2, chunk)));
    for (const file of [input, output, errors]) task.files.install(file, false, Number.POSITIVE_INFINITY);
  }

  /** Hands on what the guest wrote, up to the limit; what goes beyond it ends the run. */
  #write(fd: 1 | 2, chunk: Uint8Array): void {
    const { maxOutput, onOutput } = this.#options;
    const passed = chunk.subarray(0, maxOutput - this.#written);
    this.#written += passed.length;
    if (passed.length > 0) onOutput(fd, passed);
    if (passed.length < chunk.length) throw new LimitReached("output");
  }

  /** The guest's end of a pipe whose other end is outside; opening it again through /proc gives another such end. */
  #hostPipe(make: (number: number) => OpenFile): OpenFile {
    const number = this.system.inodeNumbers.next();
    const inode = this.#vfs.anonymous.pipe({ uid: UNMAPPED_ID, gid: UNMAPPED_ID }, number);
    inode.reopen = () => make(number);
    const file = make(number);
    file.inode = inode;
    return file;
  }

  #enterWorkingDirectory(task: Task): void {
    const { cwd } = this.#options;
    try {
      const place = resolve(task, task.fs.root, cwd, true);
      if (!place.dentry.inode.isDirectory) throw ENOTDIR;
      task.fs.cwd = place;
    } catch (error) {
      throw error instanceof Errno ? new StartError(`working directory ${cwd}: ${error.text}`) : error;
    }
  }

  #start(task: Task, argv: readonly string[], env: readonly string[]): void {
    const { path } = this.#options;
    this.#enterWorkingDirectory(task);
    let rejection: Rejection | null = null;
    try {
      const request = {
        start: task.fs.root,
        path,
        lookup: path,
        follow: true,
        argv,
        envp: env,
        strict: true,
        onRejection: (why: Rejection) => {
          rejection = why;
        },
      };
      execute(task, request).next();
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const why = rejection as Rejection | null;
      throw new StartError(`${path}: ${why?.reason ?? error.text}`);
    }
  }
}

/** The network interface that a sysfs shows; EPERM without rights over the network namespace. */
const shownInterface = (system: System, caller: Task | null): LoopbackState => {
  if (caller === null) return system.network.loopback;
  const { userNs, network } = caller.namespaces.net;
  if (userNs === null || !capableIn(caller.credentials, userNs, CAP_SYS_ADMIN)) throw EPERM;
  return network.loopback;
};

const endingOf = (status: number): Ending => {
  const signal = status & 0x7f;
  return signal === 0
    ? { kind: "exited", code: (status >> 8) & 0xff }
    : { kind: "signaled", signal: signalName(signal) };
};

const describeBug = (error: unknown): string =>
  `kernel bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
