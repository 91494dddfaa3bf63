/**
 * The small root that every program starts with, as data: the kernel builds it here, the sandbox on Linux. Everything
 * lives on one tmpfs; /dev, /dev/pts, /proc and /sys are what their names say.
 */

/** One entry of the root. */
export type RootEntry =
  | { readonly kind: "directory"; readonly path: string; readonly mode: number }
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly content: string }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string };

export const builtinRoot: readonly RootEntry[] = [
  { kind: "directory", path: "/bin", mode: 0o755 },
  { kind: "directory", path: "/dev", mode: 0o755 },
  { kind: "directory", path: "/dev/pts", mode: 0o755 },
  { kind: "directory", path: "/dev/shm", mode: 0o1777 },
  { kind: "directory", path: "/etc", mode: 0o755 },
  { kind: "directory", path: "/proc", mode: 0o555 },
  { kind: "directory", path: "/sys", mode: 0o555 },
  { kind: "directory", path: "/tmp", mode: 0o1777 },
  { kind: "file", path: "/etc/passwd", mode: 0o644, content: "root:x:0:0:root:/tmp:/bin/sh\n" },
  { kind: "file", path: "/etc/group", mode: 0o644, content: "root:x:0:\n" },
  { kind: "file", path: "/etc/hostname", mode: 0o644, content: "contracts\n" },
  { kind: "file", path: "/etc/hosts", mode: 0o644, content: "127.0.0.1 localhost\n::1 localhost\n" },
  { kind: "symlink", path: "/dev/fd", target: "/proc/self/fd" },
  { kind: "symlink", path: "/dev/stdin", target: "/proc/self/fd/0" },
  { kind: "symlink", path: "/dev/stdout", target: "/proc/self/fd/1" },
  { kind: "symlink", path: "/dev/stderr", target: "/proc/self/fd/2" },
  { kind: "symlink", path: "/dev/ptmx", target: "pts/ptmx" },
];

/** Bytes of the root's tmpfs. */
export const ROOT_SIZE = 64 << 20;
