/**
 * Errors as the kernel raises them: one preallocated object an errno, thrown without a stack (`throw EBADF`).
 * Whatever else is thrown inside the kernel is a bug of ours and becomes a crash report, never an errno.
 */
import { type ErrnoName, errnoTable } from "./errno.ts";

export class Errno {
  readonly name: string;
  /** Positive number as in <errno.h>; the dispatcher answers its negative. */
  readonly number: number;
  readonly text: string;

  constructor(name: string, number: number, text: string) {
    this.name = name;
    this.number = number;
    this.text = text;
  }
}

const make = (name: ErrnoName): Errno => new Errno(name, errnoTable[name][0], errnoTable[name][1]);

/** Every errno by name; the common ones are exported one by one below. */
export const errors = Object.fromEntries(
  (Object.keys(errnoTable) as ErrnoName[]).map((name) => [name, make(name)]),
) as Record<ErrnoName, Errno>;

const byNumber = new Map<number, Errno>(Object.values(errors).map((error) => [error.number, error]));

/** The errno with this positive number, if Linux has it. */
export const errnoByNumber = (number: number): Errno | undefined => byNumber.get(number);

export const {
  EPERM,
  ENOENT,
  ESRCH,
  EINTR,
  EIO,
  ENXIO,
  E2BIG,
  ENOEXEC,
  EBADF,
  ECHILD,
  EAGAIN,
  ENOMEM,
  EACCES,
  EFAULT,
  ENOTBLK,
  EBUSY,
  EEXIST,
  EXDEV,
  ENODEV,
  ENOTDIR,
  EISDIR,
  EINVAL,
  ENFILE,
  EMFILE,
  ENOTTY,
  ETXTBSY,
  EFBIG,
  ENOSPC,
  ESPIPE,
  EROFS,
  EMLINK,
  EPIPE,
  EDOM,
  ERANGE,
  EDEADLK,
  ENAMETOOLONG,
  ENOLCK,
  ENOSYS,
  ENOTEMPTY,
  ELIBBAD,
  ELOOP,
  ENODATA,
  ETIME,
  EOVERFLOW,
  ESTALE,
  EBADFD,
  ENOTSOCK,
  EDESTADDRREQ,
  EMSGSIZE,
  EPROTOTYPE,
  ENOPROTOOPT,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
  EOPNOTSUPP,
  EAFNOSUPPORT,
  EADDRINUSE,
  EADDRNOTAVAIL,
  ENETUNREACH,
  ECONNABORTED,
  ECONNRESET,
  ENOBUFS,
  EISCONN,
  ENOTCONN,
  ETIMEDOUT,
  ECONNREFUSED,
  EHOSTUNREACH,
  EALREADY,
  EINPROGRESS,
  ECANCELED,
  EIDRM,
  ENOMSG,
  EOWNERDEAD,
  ENOTRECOVERABLE,
} = errors;

/**
 * What a blocking call throws when a signal arrives; only the dispatcher turns these into EINTR or a restart
 * (include/linux/errno.h; signal(7), "Interruption of system calls").
 */
/** Restarted if the handler has SA_RESTART (or no handler ran), else EINTR. */
export const ERESTARTSYS = new Errno("ERESTARTSYS", 512, "To be restarted if SA_RESTART is set");
/** Always restarted. */
export const ERESTARTNOINTR = new Errno("ERESTARTNOINTR", 513, "To be restarted");
/** EINTR if a handler ran, restarted if none did. */
export const ERESTARTNOHAND = new Errno("ERESTARTNOHAND", 514, "To be restarted if no handler");
/** EINTR if a handler ran, else continued through restart_syscall(2) with the time that is left. */
export const ERESTART_RESTARTBLOCK = new Errno("ERESTART_RESTARTBLOCK", 516, "Interrupted by signal");
