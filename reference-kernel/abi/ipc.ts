/** Numbers and layouts of System V IPC (sysvipc(7), asm-generic/{ipcbuf,shmbuf,sembuf,msgbuf}.h). */
import { i16, i32, long, struct, u16, u32, ulong } from "./struct.ts";

export const IPC_PRIVATE = 0;
export const IPC_CREAT = 0o1000;
export const IPC_EXCL = 0o2000;
export const IPC_NOWAIT = 0o4000;

export const IPC_RMID = 0;
export const IPC_SET = 1;
export const IPC_STAT = 2;
export const IPC_INFO = 3;

export const MSG_STAT = 11;
export const MSG_INFO = 12;
export const MSG_STAT_ANY = 13;
export const SHM_LOCK = 11;
export const SHM_UNLOCK = 12;
export const SHM_STAT = 13;
export const SHM_INFO = 14;
export const SHM_STAT_ANY = 15;
export const GETPID = 11;
export const GETVAL = 12;
export const GETALL = 13;
export const GETNCNT = 14;
export const GETZCNT = 15;
export const SETVAL = 16;
export const SETALL = 17;
export const SEM_STAT = 18;
export const SEM_INFO = 19;
export const SEM_STAT_ANY = 20;

/** In shm_perm.mode: to be destroyed once nobody has it attached; locked in memory. */
export const SHM_DEST = 0o1000;
export const SHM_LOCKED = 0o2000;
export const SHM_HUGETLB = 0o4000;
export const SHM_NORESERVE = 0o10000;
/** Flags of shmat(2). */
export const SHM_RDONLY = 0o10000;
export const SHM_RND = 0o20000;
export const SHM_REMAP = 0o40000;
export const SHM_EXEC = 0o100000;

export const SEM_UNDO = 0x1000;
/** Largest value of a semaphore, and of what is taken back at exit (SEMAEM). */
export const SEMVMX = 32767;

export const MSG_NOERROR = 0o10000;
export const MSG_EXCEPT = 0o20000;
export const MSG_COPY = 0o40000;

export const ipcPerm = struct({
  key: i32,
  uid: u32,
  gid: u32,
  cuid: u32,
  cgid: u32,
  mode: u32,
  seq: u16,
  pad: u16,
  unused1: ulong,
  unused2: ulong,
});

export const shmidDs = struct({
  perm: ipcPerm,
  segsz: ulong,
  atime: long,
  dtime: long,
  ctime: long,
  cpid: i32,
  lpid: i32,
  nattch: ulong,
  unused4: ulong,
  unused5: ulong,
});
export const shminfo = struct({
  shmmax: ulong,
  shmmin: ulong,
  shmmni: ulong,
  shmseg: ulong,
  shmall: ulong,
  unused1: ulong,
  unused2: ulong,
  unused3: ulong,
  unused4: ulong,
});
export const shmInfo = struct({
  usedIds: i32,
  total: ulong,
  resident: ulong,
  swapped: ulong,
  swapAttempts: ulong,
  swapSuccesses: ulong,
});

export const semidDs = struct({
  perm: ipcPerm,
  otime: long,
  unused1: ulong,
  ctime: long,
  unused2: ulong,
  nsems: ulong,
  unused3: ulong,
  unused4: ulong,
});
export const sembuf = struct({ num: u16, op: i16, flags: u16 });
export const seminfo = struct({
  semmap: i32,
  semmni: i32,
  semmns: i32,
  semmnu: i32,
  semmsl: i32,
  semopm: i32,
  semume: i32,
  semusz: i32,
  semvmx: i32,
  semaem: i32,
});

export const msqidDs = struct({
  perm: ipcPerm,
  stime: long,
  rtime: long,
  ctime: long,
  cbytes: ulong,
  qnum: ulong,
  qbytes: ulong,
  lspid: i32,
  lrpid: i32,
  unused4: ulong,
  unused5: ulong,
});
export const msginfo = struct({
  msgpool: i32,
  msgmap: i32,
  msgmax: i32,
  msgmnb: i32,
  msgmni: i32,
  msgssz: i32,
  msgtql: i32,
  msgseg: u16,
});
