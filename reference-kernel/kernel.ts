/**
 * One kernel: builds the machine, the file systems and the first process from boot options, and runs it to its end.
 * Everything hangs off it; nothing is shared between kernels but the pool that machines come from.
 */
import { Clock } from "./core/clock.ts";
import { Counter } from "./core/counter.ts";
import { Random } from "./core/random.ts";
import { Scheduler } from "./core/scheduler.ts";
import type { Machine, MachinePool } from "./cpu/machine.ts";
import { DescriptorTable } from "./files/descriptor-table.ts";
import { HostInput, HostOutput } from "./files/host-streams.ts";
import type { OpenFile } from "./files/open-file.ts";
import { FsContext } from "./fs/context.ts";
import { MemorySystem } from "./memory/memory-system.ts";
import { describeDeadlock } from "./process/deadlock.ts";
import { execute } from "./process/exec.ts";
import { FutexTable } from "./process/futex.ts";
import { fullCredentials } from "./process/identity.ts";
import { KernelCrash } from "./process/kernel-crash.ts";
import { initialLimits } from "./process/limits.ts";
import { PidTable } from "./process/pid-table.ts";
import { Process } from "./process/process.ts";
import { InstructionLimit } from "./process/run.ts";
import { SignalHandlers } from "./process/signals/handlers.ts";
import type { System } from "./process/system.ts";
import { Task } from "./process/task.ts";
import { initialUts } from "./process/uts.ts";
import { syscallTable } from "./syscalls/table.ts";

