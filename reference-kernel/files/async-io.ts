/** Signals that tell of readiness: O_ASYNC with F_SETOWN and F_SETSIG (fcntl(2), "Managing signals"; fs/fcntl.c). */
import type { OpenFile } from "./open-file.ts";

/** Who is told: a thread, a process, or a process group (F_OWNER_TID, F_OWNER_PID, F_OWNER_PGRP). */
export interface IoOwner {
  readonly kind: 0 | 1 | 2;
  readonly id: number;
  /** Of whoever named it: signals may go no further than theirs. */
  readonly uid: number;
  readonly euid: number;
}

/** What an open file knows of its signals. Dups share it. */
export class AsyncIo {
  owner: IoOwner | null = null;
  /** F_SETSIG; 0 is SIGIO without information. */
  signal = 0;
  /** The descriptor that O_ASYNC was set by, as si_fd tells it. */
  fd = -1;
  /** Sends the signal; `reason` is POLL_IN, POLL_OUT, POLL_ERR, POLL_HUP; `fd` another descriptor than its own. */
  readonly send: (self: AsyncIo, reason: number, fd?: number) => void;
  /** Sends SIGURG, whether O_ASYNC is set or not (send_sigurg). */
  readonly sendUrgent: (self: AsyncIo) => void;

  constructor(send: (self: AsyncIo, reason: number, fd?: number) => void, sendUrgent: (self: AsyncIo) => void) {
    this.send = send;
    this.sendUrgent = sendUrgent;
  }
}

/** The open files of one object (a pipe has two and more) that have O_ASYNC set. */
export class AsyncFiles {
  readonly #files = new Set<OpenFile>();

  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  update(file: OpenFile, isAsync: boolean): void {
    if (isAsync) this.#files.add(file);
    else this.#files.delete(file);
  }

  tell(reason: number): void {
    for (const file of this.#files) file.signalIo(reason);
  }
}
