/** struct signalfd_siginfo (signalfd(2)). */
import { bytes, i32, struct, u16, u32, u64 } from "./struct.ts";

export const signalfdSiginfo = struct({
  signo: u32,
  errno: i32,
  code: i32,
  pid: u32,
  uid: u32,
  fd: i32,
  tid: u32,
  band: u32,
  overrun: u32,
  trapno: u32,
  status: i32,
  int: i32,
  ptr: u64,
  utime: u64,
  stime: u64,
  addr: u64,
  addr_lsb: u16,
  pad2: u16,
  syscall: i32,
  call_addr: u64,
  arch: u32,
  pad: bytes(28),
});
