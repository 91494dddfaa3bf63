/** The system as a whole: uname(2), sethostname(2), sysinfo(2), getrandom(2). */

import { CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { EFAULT, EINVAL, EPERM } from "../abi/errors.ts";
import { bytes, long, struct, u16, u32, ulong } from "../abi/struct.ts";
import { capableIn, type UserNamespace } from "../core/user-namespace.ts";
import type { Task } from "../process/task.ts";
import type { UtsNamespace } from "../process/uts.ts";
import { flags, int, pointer, size } from "./arguments.ts";
import { call } from "./define.ts";

const NAME_SIZE = 65;
const name = bytes(NAME_SIZE);
const utsname = struct({
  sysname: name,
  nodename: name,
  release: name,
  version: name,
  machine: name,
  domainname: name,
});

const sysinfoLayout = struct({
  uptime: long,
  loads1: ulong,
  loads5: ulong,
  loads15: ulong,
  totalram: ulong,
  freeram: ulong,
  sharedram: ulong,
  bufferram: ulong,
  totalswap: ulong,
  freeswap: ulong,
  procs: u16,
  pad: u16,
  totalhigh: ulong,
  freehigh: ulong,
  memUnit: u32,
});

const GRND_NONBLOCK = 1;
const GRND_RANDOM = 2;
const GRND_INSECURE = 4;

/** A namespace's names as struct utsname; made once, and anew after a name was set. */
const imageOf = (uts: UtsNamespace): Uint8Array => {
  if (uts.image !== null) return uts.image;
  const out = new Uint8Array(utsname.size);
  [uts.sysname, uts.hostname, uts.release, uts.version, uts.machine, uts.domainname].forEach((text, i) => {
    for (let at = 0; at < text.length && at < NAME_SIZE; at++) out[i * NAME_SIZE + at] = text.charCodeAt(at);
  });
  uts.image = out;
  return out;
};

const uname = (task: Task, address: number): number => {
  task.memory.writeBytes(address, imageOf(task.namespaces.uts));
  return 0;
};

const rename = (task: Task, which: "hostname" | "domainname", address: number, length: number): number => {
  const { uts } = task.namespaces;
  if (!capableIn(task.credentials, uts.userNs as UserNamespace, CAP_SYS_ADMIN)) throw EPERM;
  if (length < 0 || length >= NAME_SIZE) throw EINVAL;
  uts[which] = String.fromCharCode(...task.memory.readBytes(address, length));
  uts.image = null;
  return 0;
};

const sysinfo = (task: Task, address: number): number => {
  const { physical } = task.system.machine;
  const frame = 4096;
  task.memory.write(sysinfoLayout, address, {
    uptime: Math.ceil(task.clock.now / 1e9),
    loads1: 0,
    loads5: 0,
    loads15: 0,
    totalram: physical.limit * frame,
    freeram: (physical.limit - physical.used) * frame,
    sharedram: 0,
    bufferram: 0,
    totalswap: 0,
    freeswap: 0,
    procs: task.system.pids.tasks.size,
    pad: 0,
    totalhigh: 0,
    freehigh: 0,
    memUnit: 1,
  });
  return 0;
};

const getrandom = (task: Task, address: number, length: number, how: number): number => {
  if ((how & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) !== 0) throw EINVAL;
  if ((how & (GRND_RANDOM | GRND_INSECURE)) === (GRND_RANDOM | GRND_INSECURE)) throw EINVAL;
  const chunk = task.memory.scratchBytes;
  const atOnce = Math.min(length, chunk.length);
  let done = 0;
  while (done < length) {
    const count = Math.min(length - done, atOnce);
    task.system.random.fill(chunk, atOnce);
    const copied = task.memory.copyOut(address + done, chunk, 0, count);
    done += copied;
    if (copied < count) break;
  }
  if (done === 0 && length > 0) throw EFAULT;
  return done;
};

export const systemCalls = [
  call("uname", [pointer("buf")], uname),
  call("sethostname", [pointer("name"), int("len")], (task, address, length) =>
    rename(task, "hostname", address, length),
  ),
  call("setdomainname", [pointer("name"), int("len")], (task, address, length) =>
    rename(task, "domainname", address, length),
  ),
  call("sysinfo", [pointer("info")], sysinfo),
  call(
    "getrandom",
    [
      pointer("buf"),
      size("buflen"),
      flags("flags", [
        [GRND_NONBLOCK, "GRND_NONBLOCK"],
        [GRND_RANDOM, "GRND_RANDOM"],
        [GRND_INSECURE, "GRND_INSECURE"],
      ]),
    ],
    getrandom,
  ),
  // One instruction stream runs at a time, so every access is ordered already: the barrier itself has nothing to do.
];
