/**
 * A task (struct task_struct): one thread of a process, with what it shares with others by reference. clone(2) decides
 * what is shared: memory, descriptors, working directory, signal handlers.
 */
import type { Caller, Credentials } from "../core/caller.ts";
import { Thread } from "../core/thread.ts";
import { CpuContext } from "../cpu/registers.ts";
import type { DescriptorTable } from "../files/descriptor-table.ts";
import type { FsContext } from "../fs/context.ts";
import type { AddressSpace } from "../memory/address-space.ts";
import { UserMemory } from "../memory/user-memory.ts";
import type { Process } from "./process.ts";
import type { System } from "./system.ts";

/** What a new task is made of; each may be shared with another task or its own. */
export interface TaskParts {
  readonly tid: number;
  readonly process: Process;
  readonly space: AddressSpace;
  readonly files: DescriptorTable;
  readonly fs: FsContext;
  readonly credentials: Credentials;
  readonly name: string;
}

export class Task extends Thread implements Caller {
  /** The kernel's services. */
  readonly system: System;
  readonly tid: number;
  readonly process: Process;
  /** Registers while it does not run. */
  readonly context = new CpuContext();
  files: DescriptorTable;
  fs: FsContext;
  credentials: Credentials;
  /** Name as PR_SET_NAME and /proc/PID/comm show it, at most 15 bytes. */
  name: string;
  #space: AddressSpace;
  #memory: UserMemory;

  constructor(system: System, parts: TaskParts) {
    super(system.scheduler, system.clock);
    this.system = system;
    this.tid = parts.tid;
    this.process = parts.process;
    this.files = parts.files;
    this.fs = parts.fs;
    this.credentials = parts.credentials;
    this.name = parts.name;
    this.#space = parts.space;
    this.#memory = new UserMemory(parts.space, parts.space.physical);
  }

  /** The memory map; execve replaces it. */
  get space(): AddressSpace {
    return this.#space;
  }

  set space(space: AddressSpace) {
    this.#space = space;
    this.#memory = new UserMemory(space, space.physical);
  }

  /** Accessors of the guest's memory: the only way in which a system call touches it. */
  get memory(): UserMemory {
    return this.#memory;
  }

  get pid(): number {
    return this.process.pid;
  }

  get thread(): Thread {
    return this;
  }

  get umask(): number {
    return this.fs.umask;
  }

  limit(resource: number): number {
    return this.process.limits[resource]?.soft ?? Number.POSITIVE_INFINITY;
  }

  raise(_signal: number): void {
    throw new Error("not written yet");
  }

  override hasPendingSignal(): boolean {
    return false;
  }

  override isDying(): boolean {
    return false;
  }

  override runSlice(): void {
    throw new Error("not written yet");
  }
}
