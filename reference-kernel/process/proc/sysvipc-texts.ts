/** /proc/sysvipc: the System V objects of the reader's IPC namespace (proc_sysvipc(5)), its ids in the reader's terms. */
import type { ProcFile, ProcTree } from "../../fs/procfs/source.ts";
import type { IpcObject } from "../../ipc/object.ts";
import { shownPid } from "../pids.ts";
import type { Task } from "../task.ts";

const text = (heading: string, rows: (task: Task) => readonly string[]): ProcFile => ({
  mode: 0o444,
  text: (caller) => `${heading}\n${rows(caller as Task).join("")}`,
});

const column = (value: number, width: number): string => String(value).padStart(width);

/** Key, id and mode, with which every row begins. */
const head = ({ key, id, mode }: IpcObject): string =>
  `${column(key | 0, 10)} ${column(id, 10)}  ${(mode & 0o7777).toString(8).padStart(4)}`;

const owners = (task: Task, { uid, gid, cuid, cgid }: IpcObject): string => {
  const { uids, gids } = task.credentials.userNs;
  return [uids.show(uid), gids.show(gid), uids.show(cuid), gids.show(cgid)].map((id) => column(id, 5)).join(" ");
};

const times = (...all: readonly number[]): string => all.map((time) => column(time, 10)).join(" ");

export const sysvipcFiles: ProcTree = {
  msg: text(
    "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime",
    (task) =>
      task.ipc.queues.all.map((queue) => {
        const pids = [queue.lastSender, queue.lastReceiver].map((pid) => column(shownPid(task, pid), 5)).join(" ");
        return (
          `${head(queue)}  ${column(queue.bytes, 10)} ${column(queue.count, 10)} ${pids} ${owners(task, queue)} ` +
          `${times(queue.stime, queue.rtime, queue.ctime)}\n`
        );
      }),
  ),
  sem: text("       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime", (task) =>
    task.ipc.semaphores.all.map(
      (set) => `${head(set)} ${column(set.values.length, 10)} ${owners(task, set)} ${times(set.otime, set.ctime)}\n`,
    ),
  ),
  shm: text(
    "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap",
    (task) =>
      task.ipc.segments.all.map((segment) => {
        const pids = [segment.creator, segment.lastPid].map((pid) => column(shownPid(task, pid), 5)).join(" ");
        return (
          `${head(segment)} ${column(segment.size, 21)} ${pids}  ${column(segment.attached, 5)} ` +
          `${owners(task, segment)} ${times(segment.atime, segment.dtime, segment.ctime)} ` +
          `${column(residentOf(segment), 21)} ${column(0, 21)}\n`
        );
      }),
  ),
};

/** Bytes of it that are in frames. */
const residentOf = (segment: { readonly pages: number; isResident(index: number): boolean }): number => {
  let pages = 0;
  for (let index = 0; index < segment.pages; index++) if (segment.isResident(index)) pages++;
  return pages * 4096;
};
