/** CLONE_INTO_CGROUP of clone3(2): the group that a child is to be born in. */
import { EACCES, EBADF, ENOENT } from "../abi/errors.ts";
import { CLONE_THREAD } from "../abi/sched.ts";
import type { Cgroup } from "../cgroup/cgroup.ts";
import { checkMove } from "../cgroup/migrate.ts";
import { CgroupDirectory } from "../fs/cgroupfs/cgroupfs.ts";
import { allows, MAY_WRITE } from "../fs/permissions.ts";
import type { Task } from "../process/task.ts";

/** The group whose directory is open, if a child may be born there (cgroup_css_set_fork). */
export const groupFor = (task: Task, fd: number, flags: number): Cgroup => {
  const inode = task.files.getAny(fd).inode;
  if (!(inode instanceof CgroupDirectory)) throw EBADF;
  const { group, superblock } = inode;
  if (group.isDead) throw ENOENT;
  const mayWrite = (one: Cgroup): boolean => {
    const procs = superblock.controlInode(one, "cgroup.procs");
    return procs !== null && allows(task, procs, MAY_WRITE);
  };
  if (!mayWrite(group)) throw EACCES;
  checkMove(task.cgroup, group, ((flags % 0x1_0000_0000) & CLONE_THREAD) === 0, mayWrite);
  return group;
};
