/** An open FIFO: the pipe's end, tied to the FIFO's inode and path. */
import type { Blocking } from "../core/thread.ts";
import type { Fifo } from "../files/fifo.ts";
import type { PipeEnd } from "../files/pipe-end.ts";
import type { FsCaller } from "./context.ts";
import { type Path, pathText } from "./mount.ts";
import { IN, notifyFile } from "./notify.ts";

export const openFifo = (fifo: Fifo, caller: FsCaller, flags: number, path: Path): PipeEnd | Blocking<PipeEnd> => {
  const opened = fifo.open(caller, flags, { describe: () => pathText(path, caller.fs.vfs.root) });
  return "next" in opened ? tieLater(opened, path) : tie(opened, path);
};

const tie = (end: PipeEnd, path: Path): PipeEnd => {
  const { inode } = path;
  end.inode = inode;
  end.path = path;
  inode.hold();
  path.mount.openFiles++;
  end.releaseHooks.add(() => {
    notifyFile(path.dentry, end.isWritable ? IN.closeWrite : IN.closeNoWrite);
    path.mount.openFiles--;
    inode.letGo();
  });
  return end;
};

function* tieLater(opening: Blocking<PipeEnd>, path: Path): Blocking<PipeEnd> {
  path.inode.hold();
  try {
    const end = tie(yield* opening, path);
    notifyFile(path.dentry, IN.open);
    return end;
  } finally {
    path.inode.letGo();
  }
}
