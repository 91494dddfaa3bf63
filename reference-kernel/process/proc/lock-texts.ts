/** /proc/locks: flock's and fcntl's locks of whatever somebody has open (proc_locks(5); locks_show). Who waits is not listed. */
import { majorOf, minorOf } from "../../abi/stat.ts";
import { LAST_OFFSET } from "../../files/record-locks.ts";
import type { Inode } from "../../fs/inode.ts";
import type { PidNamespace } from "../namespaces/pid-namespace.ts";
import type { System } from "../system.ts";

/** Files with locks: a lock lives as long as some descriptor leads to its file. */
const lockedInodes = (system: System): ReadonlySet<Inode> => {
  const found = new Set<Inode>();
  for (const { files } of system.pids.tasks.values())
    for (const number of files.numbers()) {
      const { inode } = files.getAny(number);
      if (inode !== null && (inode.flockLocks !== null || inode.recordLocks !== null)) found.add(inode);
    }
  return found;
};

const hex = (value: number): string => value.toString(16).padStart(2, "0");

/** As a /proc of `pidNs` shows them: locks of processes that it does not know are left out. */
export const locksText = (system: System, pidNs: PidNamespace): string => {
  const rows: string[] = [];
  const add = (kind: string, isWrite: boolean, pid: number, inode: Inode, range: string): void => {
    const shown = pid < 0 ? -1 : system.pids.shown(pid, pidNs);
    if (shown === 0) return;
    const device = `${hex(majorOf(inode.superblock.device))}:${hex(minorOf(inode.superblock.device))}`;
    const access = isWrite ? "WRITE" : "READ";
    rows.push(`${kind.padEnd(6)} ADVISORY  ${access} ${shown} ${device}:${inode.ino} ${range}\n`);
  };
  for (const inode of lockedInodes(system)) {
    for (const { kind, pid } of inode.flockLocks?.held ?? []) add("FLOCK", kind === "exclusive", pid, inode, "0 EOF");
    for (const { kind, pid, start, end } of inode.recordLocks?.all ?? [])
      add(pid < 0 ? "OFDLCK" : "POSIX", kind === "write", pid, inode, `${start} ${end >= LAST_OFFSET ? "EOF" : end}`);
  }
  return rows
    .reverse()
    .map((row, index) => `${index + 1}: ${row}`)
    .join("");
};
