/** What files without a path say of themselves in /proc/PID/fd. */
import type { FileIdentity } from "./open-file.ts";

/** "pipe:[12]", "socket:[7]". */
export const numbered = (kind: string, inode: number): FileIdentity => ({ describe: () => `${kind}:[${inode}]` });

/** "anon_inode:[eventpoll]". */
export const anonymous = (kind: string): FileIdentity => ({ describe: () => `anon_inode:${kind}` });
