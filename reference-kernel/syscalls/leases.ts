/** F_SETLEASE, F_GETLEASE and F_NOTIFY of fcntl(2). */

import { CAP_LEASE } from "../abi/capabilities.ts";
import { EACCES, EAGAIN, EINVAL, ENOTDIR } from "../abi/errors.ts";
import { F_OWNER_PID, F_RDLCK, F_UNLCK, F_WRLCK } from "../abi/fcntl.ts";
import { POLL_MSG } from "../abi/signal.ts";
import { capableOverall } from "../core/user-namespace.ts";
import { asksForNotes, DirectoryNote } from "../files/directory-notes.ts";
import { type LeaseKind, Leases } from "../files/leases.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { Task } from "../process/task.ts";
import { asyncOf } from "./async-io.ts";

const NUMBERS: Readonly<Record<LeaseKind, number>> = { read: F_RDLCK, write: F_WRLCK, none: F_UNLCK };

/** A signal with this descriptor, to the file's owner: the caller, where none was named. */
const signalFor = (task: Task, file: OpenFile, number: number): (() => void) => {
  const io = asyncOf(task, file);
  const { uid, euid } = task.credentials;
  io.owner ??= { kind: F_OWNER_PID, id: task.process.pid, uid, euid };
  return () => io.send(io, POLL_MSG, number);
};

export const getLease = (file: OpenFile): number => NUMBERS[file.inode?.leases?.kindOf(file) ?? "none"];

export const setLease = (task: Task, file: OpenFile, number: number, kind: number): number => {
  if (kind !== F_RDLCK && kind !== F_WRLCK && kind !== F_UNLCK) throw EINVAL;
  const inode = file.inode ?? task.fs.vfs.anonymous.shared;
  const { credentials } = task;
  if (inode.uid !== credentials.fsuid && !capableOverall(credentials, CAP_LEASE)) throw EACCES;
  if (!inode.isRegular) throw EINVAL;
  if (kind === F_UNLCK) {
    if (inode.leases === null) throw EAGAIN;
    inode.leases.giveUp(file);
    if (file.async !== null) {
      file.async.owner = null;
      file.async.signal = 0;
    }
    return 0;
  }
  if (kind === F_RDLCK && inode.writers > 0) throw EAGAIN;
  if (kind === F_WRLCK) {
    const [writers, readers] = file.isWritable ? [1, 0] : [0, 1];
    if (inode.writers !== writers || inode.readers !== readers) throw EAGAIN;
  }
  inode.leases ??= new Leases(task.clock);
  inode.leases.take(file, kind === F_RDLCK ? "read" : "write", signalFor(task, file, number));
  return 0;
};

export const notifyDirectory = (task: Task, file: OpenFile, number: number, asked: number): number => {
  const own = file.notes.find((note) => note.owner === task.files);
  if (!asksForNotes(asked)) {
    own?.end();
    return 0;
  }
  const { inode } = file;
  if (inode === null || !inode.isDirectory) throw ENOTDIR;
  const note = own ?? new DirectoryNote(file, inode, task.files, signalFor(task, file, number));
  if (own === undefined) file.notes = [...file.notes, note];
  note.ask(asked);
  return 0;
};
