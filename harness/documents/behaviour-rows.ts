/**
 * The behaviours that every Linux-compatible kernel must get right, and how some got each wrong. A contract names its row
 * (`Behaviour: B30`), a mutant makes the mistake; docs/behaviours.md shows which. Data.
 */

export interface Behaviour {
  readonly id: string;
  readonly category: string;
  /** What Linux does; Markdown. */
  readonly promise: string;
  /** The mistake that was made elsewhere; Markdown. */
  readonly mistake: string;
}

const rows = [
  [
    "B01",
    "fd",
    "`dup3(fd, t, O_CLOEXEC)` then `fcntl(t, F_GETFD)` has FD_CLOEXEC; the flag belongs to the descriptor, not to the open file, so the source keeps its own",
    "flag kept in two places, read from the wrong one: lost",
  ],
  [
    "B02",
    "fd",
    "read from an empty `pipe2(O_NONBLOCK)` with a writer open is EAGAIN; 0 only once the last writer closed",
    "returned 0 (EOF)",
  ],
  ["B03", "fd", "`lseek` on a pipe, FIFO or socket is ESPIPE", "returned 0"],
  [
    "B04",
    "filesystem",
    "rename within one tmpfs works (file over file, dir over empty dir, across directories)",
    "EXDEV for every rename",
  ],
  ["B05", "filesystem", "`getdents64` lists `.` and `..`; offsets in `d_off` can be resumed from", "both missing"],
  [
    "B06",
    "filesystem",
    "`link` raises `st_nlink`, `unlink` lowers it, and the data lives until the last link and the last descriptor are gone",
    "count never changed",
  ],
  ["B07", "events", "`select`/`poll` with a zero timeout still report what is ready", "returned 0 before looking"],
  [
    "B08",
    "vm",
    "`madvise(MADV_DONTNEED)` on private anonymous memory: the next read sees zeroes",
    "did nothing: stale data",
  ],
  [
    "B09",
    "events",
    "poll on a pipe's read end after the writer closed: POLLHUP (and POLLIN while data is left)",
    "nothing reported",
  ],
  [
    "B10",
    "time",
    "`CLOCK_REALTIME` counts from 1970; `CLOCK_MONOTONIC` never goes back; both advance alike",
    "started at 0 at boot",
  ],
  [
    "B11",
    "sockets",
    "`socketpair(SOCK_DGRAM)` keeps message boundaries, truncates a long message to a short buffer, and `SO_TYPE` says SOCK_DGRAM",
    "joined into a stream, SO_TYPE fixed at 1",
  ],
  [
    "B12",
    "sockets",
    "unknown family EAFNOSUPPORT, unknown type in a known family EINVAL (or ESOCKTNOSUPPORT/EPROTONOSUPPORT as Linux answers)",
    "ENOSYS for all",
  ],
  [
    "B13",
    "events",
    "POLLHUP, POLLERR and POLLNVAL are reported whether asked for or not",
    "masked by the requested events",
  ],
  ["B14", "filesystem", "`statx` answers STATX_BASIC_STATS plus STATX_MNT_ID in `stx_mask`", "mount id missing"],
  [
    "B15",
    "time",
    "`uname` release has the form of a current kernel, and agrees with /proc/version and /proc/sys/kernel/osrelease",
    "stale constant",
  ],
  ["B16", "threading", "`set_robust_list` with a wrong length is EINVAL", "accepted anything"],
  ["B17", "fd", "/dev/null polls readable and writable, reads EOF, swallows writes", "polled empty"],
  [
    "B18",
    "signals",
    "`alarm()` answers the seconds left of the previous alarm, rounded as Linux rounds",
    "integer truncation",
  ],
  ["B19", "events", "EPOLLET reports once per event and stays quiet until a new one", "reported on every wait"],
  [
    "B20",
    "signals",
    "a handler runs when SIGALRM wakes `pause()`, and pause answers EINTR after it",
    "handler never ran",
  ],
  [
    "B21",
    "signals",
    "a handler runs inside `sigsuspend` with the temporary mask, and the old mask is back afterwards",
    "handler never ran",
  ],
  [
    "B22",
    "process",
    "across `execve` caught signals go back to default, ignored ones stay ignored, the mask and pending set stay",
    "not reset properly",
  ],
  ["B23", "vm", "`MAP_SHARED` memory is one memory across fork, anonymous and file-backed", "child got a copy"],
  ["B24", "events", "level-triggered `epoll_wait` with a timeout blocks, and wakes when data comes", "hung for 30 s"],
  [
    "B25",
    "vm",
    "a write to a page that `mprotect` made read-only: SIGSEGV handler runs with `si_addr`, SEGV_ACCERR, and may repair and return",
    "signal not delivered to the handler",
  ],
  [
    "B26",
    "vm",
    "after a partial `munmap` the rest works, the hole faults with SEGV_MAPERR into the handler",
    "process killed without the handler",
  ],
  [
    "B27",
    "subsystems",
    "`unshare(CLONE_NEWUTS)` isolates `sethostname`; without CAP_SYS_ADMIN it is EPERM",
    "capability not enforced",
  ],
  [
    "B28",
    "fd",
    "reading exactly what a pipe holds, in pieces, while the descriptor is in an epoll set",
    "zero-length request spun for ever",
  ],
  [
    "B29",
    "fd",
    "data through a pipe stays in order and whole when the ring wraps, for every split of sizes",
    "wrapped case read at the write position: corruption",
  ],
  [
    "B30",
    "events",
    "`EPOLL_CTL_DEL` accepts a NULL event pointer; ADD and MOD with NULL are EFAULT",
    "DEL answered EFAULT, so the registration stayed",
  ],
  [
    "B31",
    "events",
    "concurrent `epoll_ctl`, `epoll_wait`, `close` from several threads neither hang nor lose an event",
    "inconsistent locking",
  ],
  [
    "B32",
    "events",
    "EPOLLET after readable → drained → readable between two waits: reported (the state looks the same, the event is new)",
    "missed, because only states were compared",
  ],
  ["B33", "events", "EPOLLET: a second write while data is unread is a new event", "suppressed"],
  [
    "B34",
    "events",
    "a registration made while other threads are alive lives on after `epoll_ctl` returns (eventfd and pipe both)",
    "tied to a temporary descriptor, dropped at once",
  ],
  [
    "B35",
    "events",
    "closing the last descriptor of a watched file removes it: after close and reopen to the same number, DEL and MOD are ENOENT and ADD succeeds",
    "stale registration looked alive, acted on the wrong file",
  ],
  [
    "B36",
    "events",
    "a watched file that lives on through a `dup` keeps reporting after its descriptor closed, under the old data",
    "removed, or never removed",
  ],
  ["B37", "fd", "`ioctl(FIONBIO)` sets and clears O_NONBLOCK on the open file, seen through every dup", "ENOTTY"],
  ["B38", "fd", "`ioctl(FIOCLEX/FIONCLEX)` sets and clears the descriptor's FD_CLOEXEC, not its dup's", "ENOTTY"],
  [
    "B39",
    "fd",
    "`fcntl(F_SETFD)` works on an O_PATH descriptor; read, write and ioctl are EBADF (Linux 6.18: FIOCLEX and FIONCLEX, too)",
    "EBADF for all",
  ],
  [
    "B40",
    "fd",
    "`close` racing with `ioctl`/`fcntl` on the same number in another thread acts on one file or is EBADF, never on a file opened since",
    "flag landed on the wrong file",
  ],
  [
    "B41",
    "process",
    "an event loop that a worker thread wakes through eventfd + epoll (timers, a queue, exit by joining) ends cleanly",
    "main thread hung at exit",
  ],
  [
    "B42",
    "events",
    "with O_ASYNC + F_SETSIG + F_SETOWN on a tty, SIGIO may arrive **before** an edge-triggered epoll reports the same event: a zero-timeout `epoll_wait` in that window sees 0 or 1 — both are legal",
    "assumed an order that Linux does not promise",
  ],
  [
    "B43",
    "filesystem",
    "`utimes`, `utimensat`, `futimens` change atime/mtime and bump ctime; UTIME_NOW, UTIME_OMIT, AT_SYMLINK_NOFOLLOW, NULL times, by path and by descriptor",
    "only checked that the file exists",
  ],
  [
    "B44",
    "fd",
    "`flock`: shared and exclusive, LOCK_NB gives EWOULDBLOCK, upgrade and downgrade, the lock belongs to the open file (dup and fork share it), released at the last close",
    "returned 0 and did nothing",
  ],
  [
    "B45",
    "sockets",
    "TCP and UDP `bind` to a port in use is EADDRINUSE; free again after close (with Linux's TIME_WAIT and SO_REUSEADDR/REUSEPORT rules)",
    "duplicates allowed",
  ],
  [
    "B46",
    "subsystems",
    "cgroup v2: an exited process leaves `cgroup.procs`, `pids.current` falls, the emptied group can be removed, `pids.max` counts the living only (fork EAGAIN at the limit)",
    "the dead stayed: EBUSY, EAGAIN",
  ],
  [
    "B47",
    "subsystems",
    "moving a process between cgroups is atomic: a reader finds it in exactly one",
    "in neither for a while",
  ],
  ["B48", "subsystems", "`open(cgroup.procs, O_WRONLY|O_CREAT|O_TRUNC)` opens the control file", "EPERM"],
  ["B49", "subsystems", "writing `0` to `cgroup.procs` moves the writer", "not understood"],
  [
    "B50",
    "subsystems",
    "cgroup control files poll as ready like regular files (`cgroup.events` gives POLLPRI on change)",
    "empty poll: shells blocked before reading",
  ],
  [
    "B51",
    "subsystems",
    "reads of control files respect the offset; a second read gives the rest, then EOF",
    "offset ignored: endless data",
  ],
  [
    "B52",
    "events",
    "closing a pipe's end wakes those who sleep in poll, select and epoll on the other end",
    "only the pipe's own readers woke",
  ],
  [
    "B53",
    "process",
    "the self-pipe pattern: SIGCHLD handler reaps with waitpid and writes to a pipe, `poll` answers EINTR, is called again and reports POLLIN",
    "parent never woke",
  ],
  [
    "B54",
    "filesystem",
    "long symlink targets (over 60 bytes, up to PATH_MAX − 1), ELOOP at 40, ENAMETOOLONG beyond NAME_MAX",
    "long targets broken",
  ],
  [
    "B55",
    "vm",
    "file mappings agree with read/write on the same file, a partial last page reads zero, beyond it SIGBUS",
    "wrong data",
  ],
  [
    "B56",
    "signals",
    "with SA_ONSTACK the handler runs on the alternate stack and `rt_sigreturn` restores the interrupted stack pointer",
    "old stack pointer lost",
  ],
  [
    "B57",
    "signals",
    "read interrupted by a handler: EINTR without SA_RESTART, restarted with it; poll, nanosleep, sigsuspend never restart",
    "always or never restarted",
  ],
] as const;

export const behaviours: readonly Behaviour[] = rows.map(([id, category, promise, mistake]) => ({
  id,
  category,
  promise,
  mistake,
}));
