/**
 * A folder of the host, as the kernel asks for it. Only the outermost file that implements this touches the host's file
 * system. Paths are relative to the folder, without a leading slash; "" is the folder itself. Names are binary strings.
 */
export interface HostStat {
  /** Type and permission bits as in st_mode. */
  readonly mode: number;
  readonly size: number;
  /** st_blocks: in units of 512 bytes. */
  readonly blocks: number;
  readonly nlink: number;
  readonly rdev: number;
  readonly mtime: { readonly sec: number; readonly nsec: number };
  /** The same for two names of one file, and for no others. */
  readonly identity: string;
}

export interface HostFolder {
  /** lstat; null when there is nothing. */
  stat(path: string): HostStat | null;
  /** Names in a directory, without `.` and `..`, in any order. */
  list(path: string): readonly string[];
  readLink(path: string): string;
  /** Copies bytes of a regular file from `offset` on; what the file does not have any more stays zero. */
  read(path: string, offset: number, target: Uint8Array): void;
}
