/** Every mutant, by behaviour. */
import { alarmTruncates } from "./alarm-truncates.ts";
import { altstackPointerLost } from "./altstack-pointer-lost.ts";
import { closeDropsRegistration } from "./close-drops-registration.ts";
import { closeWakesNoPoller } from "./close-wakes-no-poller.ts";
import { devNullNeverReady } from "./dev-null-never-ready.ts";
import { dup3CloexecLost } from "./dup3-cloexec-lost.ts";
import { edgeByState } from "./edge-by-state.ts";
import { edgeOnEveryWait } from "./edge-on-every-wait.ts";
import { edgeWriteWhileUnread } from "./edge-write-while-unread.ts";
import { epollCtlOfThreadsLost } from "./epoll-ctl-of-threads-lost.ts";
import { epollDelNull } from "./epoll-del-null.ts";
import { epollWaitSleepsThrough } from "./epoll-wait-sleeps-through.ts";
import { eventfdWakesNobody } from "./eventfd-wakes-nobody.ts";
import { eventsAndSockets } from "./events-and-sockets.ts";
import { execForgetsIgnored } from "./exec-forgets-ignored.ts";
import { execKeepsHandlers } from "./exec-keeps-handlers.ts";
import { fileMutants } from "./file-mutants.ts";
import { fioclexEnotty } from "./fioclex-enotty.ts";
import { fionbioEnotty } from "./fionbio-enotty.ts";
import { flockDoesNothing } from "./flock-does-nothing.ts";
import { getdentsNoDots } from "./getdents-no-dots.ts";
import { linkCountFrozen } from "./link-count-frozen.ts";
import { longSymlinksRefused } from "./long-symlinks-refused.ts";
import { lseekPipeZero } from "./lseek-pipe-zero.ts";
import { madviseDontneedIgnored } from "./madvise-dontneed-ignored.ts";
import { mappingBeyondEndZero } from "./mapping-beyond-end-zero.ts";
import { memoryMutants } from "./memory-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { nanosleepRestarts } from "./nanosleep-restarts.ts";
import { oPathAllEbadf } from "./o-path-all-ebadf.ts";
import { pauseLosesHandler } from "./pause-loses-handler.ts";
import { pipeHupSilent } from "./pipe-hup-silent.ts";
import { pipeNonblockEof } from "./pipe-nonblock-eof.ts";
import { pipeReadyWhenEmpty } from "./pipe-ready-when-empty.ts";
import { pipeWrapCorrupts } from "./pipe-wrap-corrupts.ts";
import { pollDeafToSignals } from "./poll-deaf-to-signals.ts";
import { pollHupMasked } from "./poll-hup-masked.ts";
import { pollZeroTimeoutBlind } from "./poll-zero-timeout-blind.ts";
import { readAlwaysRestarts } from "./read-always-restarts.ts";
import { readNeverRestarts } from "./read-never-restarts.ts";
import { realtimeFromZero } from "./realtime-from-zero.ts";
import { registrationIsTemporary } from "./registration-is-temporary.ts";
import { renameExdev } from "./rename-exdev.ts";
import { robustListAnyLength } from "./robust-list-any-length.ts";
import { segvKills } from "./segv-kills.ts";
import { selectZeroTimeoutBlind } from "./select-zero-timeout-blind.ts";
import { sharedAnonymousCopied } from "./shared-anonymous-copied.ts";
import { sharedFileCopied } from "./shared-file-copied.ts";
import { sigsuspendKeepsMask } from "./sigsuspend-keeps-mask.ts";
import { sigsuspendLosesHandler } from "./sigsuspend-loses-handler.ts";
import { socketErrorsEnosys } from "./socket-errors-enosys.ts";
import { socketpairDgramJoined } from "./socketpair-dgram-joined.ts";
import { staleRegistration } from "./stale-registration.ts";
import { statxNoMountId } from "./statx-no-mount-id.ts";
import { unameStale } from "./uname-stale.ts";
import { utimensatChangesNothing } from "./utimensat-changes-nothing.ts";

export type { Mutant } from "./mutant.ts";
export { sourceMutants } from "./source/index.ts";
export { patched, type SourceMutant } from "./source-mutant.ts";

export const mutants: readonly Mutant[] = [
  dup3CloexecLost,
  pipeNonblockEof,
  lseekPipeZero,
  renameExdev,
  getdentsNoDots,
  linkCountFrozen,
  pollZeroTimeoutBlind,
  selectZeroTimeoutBlind,
  madviseDontneedIgnored,
  pipeHupSilent,
  realtimeFromZero,
  socketpairDgramJoined,
  socketErrorsEnosys,
  pollHupMasked,
  statxNoMountId,
  unameStale,
  robustListAnyLength,
  devNullNeverReady,
  alarmTruncates,
  edgeOnEveryWait,
  pauseLosesHandler,
  sigsuspendKeepsMask,
  sigsuspendLosesHandler,
  execForgetsIgnored,
  execKeepsHandlers,
  sharedAnonymousCopied,
  sharedFileCopied,
  epollWaitSleepsThrough,
  segvKills,
  pipeReadyWhenEmpty,
  pipeWrapCorrupts,
  epollDelNull,
  epollCtlOfThreadsLost,
  edgeByState,
  edgeWriteWhileUnread,
  registrationIsTemporary,
  staleRegistration,
  closeDropsRegistration,
  fionbioEnotty,
  fioclexEnotty,
  oPathAllEbadf,
  eventfdWakesNobody,
  utimensatChangesNothing,
  flockDoesNothing,
  closeWakesNoPoller,
  pollDeafToSignals,
  longSymlinksRefused,
  mappingBeyondEndZero,
  altstackPointerLost,
  nanosleepRestarts,
  readAlwaysRestarts,
  readNeverRestarts,
  ...eventsAndSockets,
  ...memoryMutants,
  ...fileMutants,
];
