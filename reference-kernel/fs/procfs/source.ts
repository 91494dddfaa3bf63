/**
 * What /proc shows, as the process room tells it: texts of files, and where links lead. procfs itself knows only how
 * such a tree looks, so that it need not import the process room.
 */

import type { Errno } from "../../abi/errors.ts";
import type { Credentials } from "../../core/caller.ts";
import type { Namespace } from "../../core/namespace.ts";
import type { OpenFile } from "../../files/open-file.ts";
import type { FsCaller } from "../context.ts";
import type { Path } from "../mount.ts";

/** A file of text, made anew whenever it is read from its beginning. */
export interface ProcFile {
  /** Permission bits. */
  readonly mode: number;
  /** Bytes as a binary string, for whoever opened it; throws an errno where reading fails (ESRCH). */
  text(caller: FsCaller, opener: Credentials): string;
  /** What a write does; absent for files that nobody may write (EIO). */
  write?(caller: FsCaller, text: string, opened: OpenedText): void;
  /** What writing to it answers, where nobody may; EIO by default. */
  readonly refusal?: Errno;
  /** Throws where it may not be opened so (O_* flags), whatever its mode says. */
  checkOpen?(caller: FsCaller, flags: number): void;
  /** A file that is no text: opened instead. */
  open?(caller: FsCaller, flags: number, path: Path): OpenFile;
  /** By its own rule, not by mode and owner (MAY_* bits). */
  mayAccess?(caller: Pick<FsCaller, "credentials">, mask: number): boolean;
  /** Who owns it, where that is not who owns the directory. */
  owner?(caller: FsCaller): { readonly uid: number; readonly gid: number };
  /** Its end can be sought and it is written at any place, as sysctls are; texts made by seq_file are not. */
  readonly isSeekable?: boolean;
  /** What stat shows; 0 by default. */
  readonly size?: number;
}

/** How a file of text was opened, for those that ask. */
export interface OpenedText {
  readonly opener: Credentials;
  /** Where the write begins. */
  readonly offset: number;
}

/** A directory tree of files: sysctls and the like. */
export type ProcTree = { readonly [name: string]: ProcEntry };
export type ProcEntry = ProcFile | ProcTree | ProcLink;

/** A symbolic link. */
export interface ProcLink {
  readonly target: string;
}

/** One process or, below task/, one of its threads. */
export interface ProcTask {
  readonly id: number;
  /** Owner of its directory and of those that everybody may read. */
  readonly uid: number;
  readonly gid: number;
  /** Owner of the other entries (task_dump_owner). */
  readonly dumpOwner: { readonly uid: number; readonly gid: number };
  /** It has not been waited for: entries that were found while it was are ESRCH when it is not. */
  readonly exists: boolean;
  /** Threads of the process, ascending. */
  readonly threads: readonly number[];
  readonly files: ProcTree;
  /** Its namespaces, by their names in ns/; null where one has no member yet. */
  readonly namespaces: Readonly<Record<string, () => Namespace | null>>;
  /** Whether `caller` may look into it (ptrace_may_access): follow its links. */
  mayInspect(caller: FsCaller): boolean;
  /** null where there is none (a zombie, the init process). */
  readonly executable: Path | null;
  readonly cwd: Path | null;
  readonly root: Path | null;
  /** Open descriptors, ascending. */
  readonly descriptors: readonly number[];
  /** null when the number is not open. */
  descriptor(number: number): { readonly file: OpenFile; readonly closeOnExec: boolean } | null;
}

export interface ProcSource {
  /** Files of /proc itself: version, meminfo, sys/ … */
  readonly files: ProcTree;
  /** The number here of a process that the kernel counts as `id`; 0 when it cannot be seen. */
  shown(id: number): number;
  /** Ids of processes, ascending. */
  readonly processes: readonly number[];
  /** The process with this id, or null. */
  process(id: number): ProcTask | null;
  /** The thread `tid` of process `pid`, or null. */
  thread(pid: number, tid: number): ProcTask | null;
}
