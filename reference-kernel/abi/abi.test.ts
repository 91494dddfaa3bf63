/** Every declared layout against the real headers: a C program prints sizeof and offsetof. Add yours to `layouts`. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { futexWaitv } from "./futex.ts";
import { in6Pktinfo, inPktinfo, sockExtendedErr, tcpInfo } from "./inet.ts";
import * as ipc from "./ipc.ts";
import { ifaddrmsg, ifinfomsg, nlmsghdr, rtattr, rtmsg, sockaddrNl } from "./netdevice.ts";
import { epollEvent, pollfd } from "./poll.ts";
import * as seccomp from "./seccomp.ts";
import { sigactionLayout, siginfoChild, siginfoFault, siginfoKill, stackLayout } from "./signal.ts";
import { signalfdSiginfo } from "./signalfd.ts";
import { cmsghdr, linger, mmsghdr, msghdr, sockFilter, sockFprog, ucred } from "./socket.ts";
import * as statLayouts from "./stat.ts";
import { itimerspec, itimerval, rusage, timespec, timeval, tms } from "./time.ts";

interface Layout {
  /** The type in C. */
  readonly type: string;
  readonly headers: readonly string[];
  readonly codec: { readonly size: number; readonly offsets: Readonly<Record<string, number>> };
  /** C names of fields whose name is not the prefix and ours; null for padding of our own. */
  readonly names?: Readonly<Record<string, string | null>>;
  readonly prefix?: string;
  /** Our struct is the beginning of the C one (a member of a union). */
  readonly isPart?: boolean;
}

const siginfo = { type: "siginfo_t", headers: ["signal.h"], prefix: "si_", isPart: true } as const;

const unusedOf = (...numbers: readonly number[]): Record<string, null> =>
  Object.fromEntries(numbers.map((number) => [`unused${number}`, null]));

const layouts: readonly Layout[] = [
  {
    type: "struct shmid_ds",
    headers: ["sys/shm.h"],
    codec: ipc.shmidDs,
    prefix: "shm_",
    names: { segsz: "shm_segsz", ...unusedOf(4, 5) },
  },
  {
    type: "struct semid_ds",
    headers: ["sys/sem.h"],
    codec: ipc.semidDs,
    prefix: "sem_",
    names: unusedOf(1, 2, 3, 4),
  },
  { type: "struct msqid_ds", headers: ["sys/msg.h"], codec: ipc.msqidDs, prefix: "msg_", names: unusedOf(4, 5) },
  { type: "struct msginfo", headers: ["sys/msg.h"], codec: ipc.msginfo },
  { type: "struct seminfo", headers: ["sys/sem.h"], codec: ipc.seminfo },
  { type: "struct sembuf", headers: ["sys/sem.h"], codec: ipc.sembuf, prefix: "sem_", names: { flags: "sem_flg" } },
  { type: "struct shminfo", headers: ["sys/shm.h"], codec: ipc.shminfo, names: unusedOf(1, 2, 3, 4) },
  { type: "struct pollfd", headers: ["poll.h"], codec: pollfd },
  { type: "struct epoll_event", headers: ["sys/epoll.h"], codec: epollEvent },
  {
    type: "struct signalfd_siginfo",
    headers: ["linux/signalfd.h"],
    codec: signalfdSiginfo,
    prefix: "ssi_",
    names: { pad2: "__pad2", pad: "__pad" },
  },
  {
    type: "struct stat",
    headers: ["sys/stat.h"],
    codec: statLayouts.stat,
    prefix: "st_",
    names: { pad: null, atime: "st_atim", mtime: "st_mtim", ctime: "st_ctim", reserved: null },
  },
  {
    type: "struct statx",
    headers: ["linux/stat.h"],
    codec: statLayouts.statx,
    prefix: "stx_",
    names: {
      spare0: "__spare0",
      attributesMask: "stx_attributes_mask",
      rdevMajor: "stx_rdev_major",
      rdevMinor: "stx_rdev_minor",
      devMajor: "stx_dev_major",
      devMinor: "stx_dev_minor",
      mountId: "stx_mnt_id",
      dioMemAlign: "stx_dio_mem_align",
      dioOffsetAlign: "stx_dio_offset_align",
      subvol: null,
      atomicWriteUnitMin: null,
      atomicWriteUnitMax: null,
      atomicWriteSegmentsMax: null,
      dioReadOffsetAlign: null,
      spare: null,
    },
  },
  {
    type: "struct statfs",
    headers: ["sys/statfs.h"],
    codec: statLayouts.statfs,
    prefix: "f_",
  },
  {
    type: "struct dirent64",
    headers: ["dirent.h"],
    codec: statLayouts.dirent64,
    prefix: "d_",
    isPart: true,
  },
  { type: "struct flock", headers: ["fcntl.h"], codec: statLayouts.flock, prefix: "l_" },
  { type: "struct open_how", headers: ["linux/openat2.h"], codec: statLayouts.openHow },
  { type: "struct utimbuf", headers: ["utime.h"], codec: statLayouts.utimbuf },
  { type: "struct timespec", headers: ["time.h"], codec: timespec, prefix: "tv_" },
  { type: "struct timeval", headers: ["sys/time.h"], codec: timeval, prefix: "tv_" },
  { type: "struct itimerspec", headers: ["time.h"], codec: itimerspec, prefix: "it_" },
  { type: "struct itimerval", headers: ["sys/time.h"], codec: itimerval, prefix: "it_" },
  { type: "struct rusage", headers: ["sys/resource.h"], codec: rusage, prefix: "ru_" },
  { type: "struct tms", headers: ["sys/times.h"], codec: tms, prefix: "tms_" },
  { type: "struct ucred", headers: ["sys/socket.h"], codec: ucred },
  {
    type: "struct linger",
    headers: ["sys/socket.h"],
    codec: linger,
    prefix: "l_",
  },
  { type: "struct msghdr", headers: ["sys/socket.h"], codec: msghdr, prefix: "msg_" },
  { type: "struct mmsghdr", headers: ["sys/socket.h"], codec: mmsghdr, prefix: "msg_" },
  { type: "struct cmsghdr", headers: ["sys/socket.h"], codec: cmsghdr, prefix: "cmsg_" },
  { type: "struct sock_filter", headers: ["linux/filter.h"], codec: sockFilter },
  { type: "struct sock_fprog", headers: ["linux/filter.h"], codec: sockFprog },
  {
    type: "struct seccomp_notif_sizes",
    headers: ["linux/seccomp.h"],
    codec: seccomp.seccompNotifSizes,
    prefix: "seccomp_",
    names: { response: "seccomp_notif_resp" },
  },
  { type: "struct seccomp_notif", headers: ["linux/seccomp.h"], codec: seccomp.seccompNotif, isPart: true },
  {
    type: "struct seccomp_notif_resp",
    headers: ["linux/seccomp.h"],
    codec: seccomp.seccompNotifResp,
    names: { value: "val" },
  },
  {
    type: "struct seccomp_notif_addfd",
    headers: ["linux/seccomp.h"],
    codec: seccomp.seccompNotifAddfd,
    names: { newfdFlags: "newfd_flags" },
  },
  {
    type: "struct futex_waitv",
    headers: ["linux/futex.h"],
    codec: futexWaitv,
    names: { value: "val", address: "uaddr", reserved: "__reserved" },
  },
  {
    type: "struct in_pktinfo",
    headers: ["netinet/in.h"],
    codec: inPktinfo,
    prefix: "ipi_",
    names: { specDst: "ipi_spec_dst" },
  },
  { type: "struct in6_pktinfo", headers: ["netinet/in.h"], codec: in6Pktinfo, prefix: "ipi6_" },
  { type: "struct sock_extended_err", headers: ["time.h", "linux/errqueue.h"], codec: sockExtendedErr, prefix: "ee_" },
  {
    type: "struct tcp_info",
    headers: ["linux/tcp.h"],
    codec: tcpInfo,
    prefix: "tcpi_",
    isPart: true,
    names: { scales: null, limits: null },
  },
  { type: "struct sockaddr_nl", headers: ["sys/socket.h", "linux/netlink.h"], codec: sockaddrNl, prefix: "nl_" },
  { type: "struct nlmsghdr", headers: ["sys/socket.h", "linux/netlink.h"], codec: nlmsghdr, prefix: "nlmsg_" },
  {
    type: "struct ifinfomsg",
    headers: ["sys/socket.h", "linux/rtnetlink.h"],
    codec: ifinfomsg,
    prefix: "ifi_",
    names: { pad: "__ifi_pad" },
  },
  { type: "struct ifaddrmsg", headers: ["sys/socket.h", "linux/if_addr.h"], codec: ifaddrmsg, prefix: "ifa_" },
  { type: "struct rtmsg", headers: ["sys/socket.h", "linux/rtnetlink.h"], codec: rtmsg, prefix: "rtm_" },
  { type: "struct rtattr", headers: ["sys/socket.h", "linux/rtnetlink.h"], codec: rtattr, prefix: "rta_" },
  { type: "stack_t", headers: ["signal.h"], codec: stackLayout, prefix: "ss_" },
  { type: "struct sigaction", headers: ["asm/signal.h"], codec: sigactionLayout, prefix: "sa_" },
  { ...siginfo, codec: siginfoKill, names: { pad: null } },
  { ...siginfo, codec: siginfoChild, names: { pad: null, pad2: null } },
  { ...siginfo, codec: siginfoFault, names: { pad: null, address: "si_addr" } },
];

const compiler = ["gcc", "cc", "clang", "musl-gcc"].find((name) => {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

const folder = mkdtempSync(join(tmpdir(), "abi-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cName = (layout: Layout, field: string): string | null => {
  const named = layout.names?.[field];
  return named === undefined ? `${layout.prefix ?? ""}${field}` : named;
};

/** sizeof and each field's offsetof as the compiler sees them. */
const measure = (layout: Layout, index: number): Record<string, number> => {
  const fields = Object.keys(layout.codec.offsets).filter((field) => cName(layout, field) !== null);
  const source = [
    "#define _GNU_SOURCE",
    "#include <stdio.h>",
    "#include <stddef.h>",
    ...layout.headers.map((header) => `#include <${header}>`),
    "int main(void) {",
    `  printf("sizeof %zu\\n", sizeof(${layout.type}));`,
    ...fields.map((field) => `  printf("${field} %zu\\n", offsetof(${layout.type}, ${cName(layout, field)}));`),
    "}",
  ].join("\n");
  const path = join(folder, `layout-${index}`);
  writeFileSync(`${path}.c`, source);
  execFileSync(compiler ?? "cc", ["-w", "-o", path, `${path}.c`], { stdio: ["ignore", "ignore", "pipe"] });
  const lines = execFileSync(path, { encoding: "utf8" }).trim().split("\n");
  return Object.fromEntries(lines.map((line) => [line.split(" ")[0], Number(line.split(" ")[1])]));
};

describe.skipIf(compiler === undefined || process.arch !== "x64" || process.platform !== "linux")("layouts", () => {
  it.each(layouts.map((layout, index) => ({ name: layout.type, layout, index })))(
    "$name is as the headers have it ($index)",
    ({ layout, index }) => {
      const { sizeof, ...measured } = measure(layout, index);
      const ours = Object.fromEntries(
        Object.entries(layout.codec.offsets).filter(([field]) => cName(layout, field) !== null),
      );
      expect(ours).toEqual(measured);
      if (!layout.isPart) expect(layout.codec.size).toBe(sizeof);
    },
  );
});
