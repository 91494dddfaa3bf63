/** How calls that make open files give them descriptors. Each takes over the reference that a new file has. */
import type { OpenFile } from "../files/open-file.ts";
import { RLIMIT } from "../process/limits.ts";
import type { Task } from "../process/task.ts";

/** The lowest free descriptor for a new file; EMFILE lets go of the file. */
export const install = (task: Task, file: OpenFile, closeOnExec: boolean): number => {
  try {
    return task.files.install(file, closeOnExec, task.limit(RLIMIT.NOFILE));
  } catch (error) {
    file.release();
    throw error;
  }
};

/** Two descriptors, told to the guest by `tell`; when either or the telling fails, none is left (pipe2, socketpair). */
export const installPair = (
  task: Task,
  files: readonly [OpenFile, OpenFile],
  closeOnExec: boolean,
  tell: (fds: readonly [number, number]) => void,
): number => {
  const [first, second] = files;
  let a: number;
  try {
    a = install(task, first, closeOnExec);
  } catch (error) {
    second.release();
    throw error;
  }
  let b = -1;
  try {
    b = install(task, second, closeOnExec);
    tell([a, b]);
  } catch (error) {
    task.files.close(task, a);
    if (b >= 0) task.files.close(task, b);
    throw error;
  }
  return 0;
};
