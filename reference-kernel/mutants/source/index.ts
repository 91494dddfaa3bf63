/** Every mutant that is a row, by room. */
import type { SourceMutant } from "../source-mutant.ts";
import { cgroupSourceMutants } from "./cgroup.ts";
import { coreSourceMutants } from "./core.ts";
import { cpuSourceMutants } from "./cpu.ts";
import { filesSourceMutants } from "./files.ts";
import { fsSourceMutants } from "./fs.ts";
import { ipcSourceMutants } from "./ipc.ts";
import { memorySourceMutants } from "./memory.ts";
import { mountSourceMutants } from "./mounts.ts";
import { namespaceSourceMutants } from "./namespaces.ts";
import { netSourceMutants } from "./net.ts";
import { prctlSourceMutants } from "./prctl.ts";
import { processSourceMutants } from "./process.ts";
import { programSourceMutants } from "./programs.ts";
import { syscallsSourceMutants } from "./syscalls.ts";
import { tracingSourceMutants } from "./tracing.ts";
import { ttySourceMutants } from "./tty.ts";

export const sourceMutants: readonly SourceMutant[] = [
  ...cgroupSourceMutants,
  ...fsSourceMutants,
  ...filesSourceMutants,
  ...ipcSourceMutants,
  ...memorySourceMutants,
  ...mountSourceMutants,
  ...namespaceSourceMutants,
  ...netSourceMutants,
  ...prctlSourceMutants,
  ...processSourceMutants,
  ...programSourceMutants,
  ...syscallsSourceMutants,
  ...coreSourceMutants,
  ...cpuSourceMutants,
  ...tracingSourceMutants,
  ...ttySourceMutants,
];
