/** That a control file says something else than before: who polls or watches it is told (cgroup_file_notify, kernfs_notify). */
import { WaitQueue } from "../core/wait-queue.ts";

export class FileChange {
  readonly queue = new WaitQueue();
  /** Told of each change: inotify, once the file has an inode. */
  onChange: (() => void) | null = null;
  #count = 1;

  /** Changes so far, counted from one: whoever has not read the file yet is behind. */
  get count(): number {
    return this.#count;
  }

  notify(): void {
    this.#count++;
    this.queue.wakeAll();
    this.onChange?.();
  }
}
