/** The one table of system calls: every family's rows, by number. */
import { adjtimexCalls } from "./adjtimex.ts";
import { attributeCalls } from "./attributes.ts";
import { cachestatCalls } from "./cachestat.ts";
import { capabilityCalls } from "./capabilities.ts";
import type { Syscall } from "./define.ts";
import { descriptorCalls } from "./descriptors.ts";
import { directoryCalls } from "./directories.ts";
import { execCalls } from "./exec.ts";
import { fanotifyCalls } from "./fanotify.ts";
import { fileHandleCalls } from "./file-handles.ts";
import { futexCalls } from "./futex.ts";
import { futex2Calls } from "./futex2.ts";
import { identityCalls } from "./identity.ts";
import { inotifyCalls } from "./inotify.ts";
import { ioPriorityCalls } from "./io-priority.ts";
import { kernelLogCalls } from "./kernel-log.ts";
import { limitCalls } from "./limits.ts";
import { membarrierCalls } from "./membarrier.ts";
import { memfdCalls } from "./memfd.ts";
import { memoryCalls } from "./memory.ts";
import { memoryPolicyCalls } from "./memory-policy.ts";
import { messageQueueCalls } from "./message-queues.ts";
import { mountCalls } from "./mount.ts";
import { mountApiCalls } from "./mount-api.ts";
import { mountIdCalls } from "./mount-ids.ts";
import { namespaceCalls } from "./namespaces.ts";
import { openCalls } from "./open.ts";
import { personCalls } from "./person.ts";
import { pidfdCalls } from "./pidfd.ts";
import { pipeCalls } from "./pipe.ts";
import { posixQueueCalls } from "./posix-queues.ts";
import { posixTimerCalls } from "./posix-timers.ts";
import { prctlCalls } from "./prctl.ts";
import { priorityCalls } from "./priority.ts";
import { processCalls } from "./process.ts";
import { processMadviseCalls } from "./process-madvise.ts";
import { processMemoryCalls } from "./process-memory.ts";
import { protectionKeyCalls } from "./protection-keys.ts";
import { ptraceCalls } from "./ptrace.ts";
import { quotaCalls } from "./quotas.ts";
import { readWriteCalls } from "./read-write.ts";
import { readinessCalls } from "./readiness-calls.ts";
import { rebootCalls } from "./reboot.ts";
import { rseqCalls } from "./rseq.ts";
import { schedulingCalls } from "./scheduling.ts";
import { schedulingPolicyCalls } from "./scheduling-policy.ts";
import { seccompCalls } from "./seccomp.ts";
import { semaphoreCalls } from "./semaphores.ts";
import { sharedMemoryCalls } from "./shared-memory.ts";
import { signalCalls } from "./signals.ts";
import { socketCalls } from "./socket.ts";
import { socketMessageCalls } from "./socket-messages.ts";
import { socketOptionCalls } from "./socket-options.ts";
import { spliceCalls } from "./splice.ts";
import { statCalls } from "./stat.ts";
import { syncCalls } from "./sync.ts";
import { systemCalls } from "./system.ts";
import { terminalCalls } from "./terminal.ts";
import { timeCalls } from "./time.ts";
import { transferCalls } from "./transfer.ts";
import { usageCalls } from "./usage.ts";
import { ustatCalls } from "./ustat.ts";
import { workingDirectoryCalls } from "./working-directory.ts";
import { xattrCalls } from "./xattr.ts";
import { xattrAtCalls } from "./xattr-at.ts";

/** Each family exports its rows as an array; add it here. */
const families: readonly (readonly Syscall[])[] = [
  processCalls,
  execCalls,
  signalCalls,
  futexCalls,
  futex2Calls,
  rseqCalls,
  timeCalls,
  posixTimerCalls,
  usageCalls,
  identityCalls,
  limitCalls,
  schedulingCalls,
  membarrierCalls,
  schedulingPolicyCalls,
  memoryCalls,
  protectionKeyCalls,
  processMemoryCalls,
  ptraceCalls,
  processMadviseCalls,
  adjtimexCalls,
  readinessCalls,
  socketCalls,
  socketMessageCalls,
  socketOptionCalls,
  prctlCalls,
  seccompCalls,
  priorityCalls,
  ioPriorityCalls,
  personCalls,
  pidfdCalls,
  capabilityCalls,
  systemCalls,
  kernelLogCalls,
  terminalCalls,
  pipeCalls,
  openCalls,
  readWriteCalls,
  statCalls,
  directoryCalls,
  attributeCalls,
  descriptorCalls,
  workingDirectoryCalls,
  syncCalls,
  transferCalls,
  memfdCalls,
  spliceCalls,
  inotifyCalls,
  fanotifyCalls,
  mountCalls,
  fileHandleCalls,
  mountApiCalls,
  mountIdCalls,
  namespaceCalls,
  rebootCalls,
  xattrCalls,
  xattrAtCalls,
  ustatCalls,
  quotaCalls,
  cachestatCalls,
  memoryPolicyCalls,
  sharedMemoryCalls,
  semaphoreCalls,
  messageQueueCalls,
  posixQueueCalls,
];

export const syscallTable: ReadonlyMap<number, Syscall> = new Map(
  families.flat().map((syscall) => [syscall.number, syscall]),
);
