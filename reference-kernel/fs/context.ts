/** What a task knows of the file system (struct fs_struct): root, working directory, umask. */
export class FsContext {
  umask = 0o022;
  #users = 1;

  /** fork(2). */
  copy(): FsContext {
    const copy = new FsContext();
    copy.umask = this.umask;
    return copy;
  }

  /** CLONE_FS. */
  share(): this {
    this.#users++;
    return this;
  }

  get isShared(): boolean {
    return this.#users > 1;
  }

  leave(): void {
    this.#users--;
  }
}
