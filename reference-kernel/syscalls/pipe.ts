/** pipe(2), pipe2(2). */
import { EINVAL, errors } from "../abi/errors.ts";
import { O_ACCMODE, O_CLOEXEC, O_DIRECT, O_EXCL, O_NONBLOCK, O_RDONLY, O_WRONLY } from "../abi/open.ts";
import { array, i32 } from "../abi/struct.ts";
import { numbered } from "../files/anonymous.ts";
import { Pipe } from "../files/pipe.ts";
import { PipeEnd } from "../files/pipe-end.ts";
import type { Task } from "../process/task.ts";
import { flags } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { installPair } from "./install.ts";
import { fdPair } from "./structures.ts";

const pipeFlagNames = [
  [O_CLOEXEC, "O_CLOEXEC"],
  [O_NONBLOCK, "O_NONBLOCK"],
  [O_DIRECT, "O_DIRECT"],
] as const;

/** The two ends over one new pipe, reading first. */
const newPipe = (task: Task, fileFlags: number): readonly [PipeEnd, PipeEnd] => {
  const pipe = new Pipe();
  const number = task.system.inodeNumbers.next();
  const identity = numbered("pipe", number);
  pipe.addEnd(true, true);
  const ends = [
    new PipeEnd(pipe, O_RDONLY | (fileFlags & O_NONBLOCK), identity),
    new PipeEnd(pipe, O_WRONLY | (fileFlags & (O_NONBLOCK | O_DIRECT)), identity),
  ] as const;
  const { fsuid: uid, fsgid: gid } = task.credentials;
  const inode = task.fs.vfs.anonymous.pipe({ uid, gid }, number);
  inode.reopen = (given) => {
    const access = given & O_ACCMODE;
    pipe.addEnd(access !== O_WRONLY, access !== O_RDONLY);
    return new PipeEnd(pipe, given & (O_ACCMODE | O_NONBLOCK | O_DIRECT), identity);
  };
  for (const end of ends) end.inode = inode;
  return ends;
};

const pipe2 = (task: Task, address: number, fileFlags: number): number => {
  if ((fileFlags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT | O_EXCL)) !== 0) throw EINVAL;
  // O_EXCL asks for a notification pipe, which needs a kernel built with CONFIG_WATCH_QUEUE.
  if ((fileFlags & O_EXCL) !== 0) throw errors.ENOPKG;
  const ends = newPipe(task, fileFlags);
  return installPair(task, ends, (fileFlags & O_CLOEXEC) !== 0, (fds) =>
    task.memory.write(array(i32, 2), address, [...fds]),
  );
};

export const pipeCalls: readonly Syscall[] = [
  call("pipe", [fdPair("pipefd")], (task, address) => pipe2(task, address, 0)),
  call("pipe2", [fdPair("pipefd"), flags("flags", pipeFlagNames)], pipe2),
];
