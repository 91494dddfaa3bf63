/** Mutants of files/ and net/ beyond the rows of the list of behaviours. */
import { accept4CloexecLost } from "./accept4-cloexec-lost.ts";
import { cmsgCloexecUnheeded } from "./cmsg-cloexec-unheeded.ts";
import { connectNeverInProgress } from "./connect-never-in-progress.ts";
import { controlCutSilently } from "./control-cut-silently.ts";
import { credentialsOfNobody } from "./credentials-of-nobody.ts";
import { datagramStrangersHeard } from "./datagram-strangers-heard.ts";
import { datagramsNeverCut } from "./datagrams-never-cut.ts";
import { datagramsUnbounded } from "./datagrams-unbounded.ts";
import { epollCirclesUnnoticed } from "./epoll-circles-unnoticed.ts";
import { epollExclusiveUnheeded } from "./epoll-exclusive-unheeded.ts";
import { epollModLooksLater } from "./epoll-mod-looks-later.ts";
import { epollOneshotRepeats } from "./epoll-oneshot-repeats.ts";
import { eventfdOverflowSwallowed } from "./eventfd-overflow-swallowed.ts";
import { eventfdSemaphoreUnheeded } from "./eventfd-semaphore-unheeded.ts";
import { fifoOpensAlone } from "./fifo-opens-alone.ts";
import { fifoWriterWithoutReader } from "./fifo-writer-without-reader.ts";
import { halfCloseHangsUp } from "./half-close-hangs-up.ts";
import type { Mutant } from "./mutant.ts";
import { noTimeWait } from "./no-time-wait.ts";
import { nosignalUnheeded } from "./nosignal-unheeded.ts";
import { pipePacketsJoined } from "./pipe-packets-joined.ts";
import { pipeSizeAsAsked } from "./pipe-size-as-asked.ts";
import { pipeUnreadUnknown } from "./pipe-unread-unknown.ts";
import { pipeWithoutSigpipe } from "./pipe-without-sigpipe.ts";
import { portsShared } from "./ports-shared.ts";
import { readyListFirstAgain } from "./ready-list-first-again.ts";
import { receiveTimeoutUnheeded } from "./receive-timeout-unheeded.ts";
import { rightsLost } from "./rights-lost.ts";
import { secondBindLeavesFile } from "./second-bind-leaves-file.ts";
import { selectTimeNotWrittenBack } from "./select-time-not-written-back.ts";
import { sendBufferNotDoubled } from "./send-buffer-not-doubled.ts";
import { seqpacketJoined } from "./seqpacket-joined.ts";
import { signalfdMaskFrozen } from "./signalfd-mask-frozen.ts";
import { signalfdOneAtATime } from "./signalfd-one-at-a-time.ts";
import { socketErrorsForgotten } from "./socket-errors-forgotten.ts";
import { socketTypeUnchecked } from "./socket-type-unchecked.ts";
import { streamKeepsBoundaries } from "./stream-keeps-boundaries.ts";
import { timerfdCountsOne } from "./timerfd-counts-one.ts";
import { timerfdOldSettingEmpty } from "./timerfd-old-setting-empty.ts";
import { udpNobodyUntold } from "./udp-nobody-untold.ts";
import { unixBacklogUnbounded } from "./unix-backlog-unbounded.ts";
import { unixShutdownUnheard } from "./unix-shutdown-unheard.ts";
import { v6onlyUnheeded } from "./v6only-unheeded.ts";

export const eventsAndSockets: readonly Mutant[] = [
  pipePacketsJoined,
  pipeSizeAsAsked,
  pipeWithoutSigpipe,
  pipeUnreadUnknown,
  fifoOpensAlone,
  fifoWriterWithoutReader,
  epollCirclesUnnoticed,
  epollOneshotRepeats,
  epollExclusiveUnheeded,
  epollModLooksLater,
  readyListFirstAgain,
  eventfdSemaphoreUnheeded,
  eventfdOverflowSwallowed,
  timerfdCountsOne,
  timerfdOldSettingEmpty,
  signalfdOneAtATime,
  signalfdMaskFrozen,
  selectTimeNotWrittenBack,
  streamKeepsBoundaries,
  rightsLost,
  credentialsOfNobody,
  unixShutdownUnheard,
  socketErrorsForgotten,
  unixBacklogUnbounded,
  datagramsUnbounded,
  datagramStrangersHeard,
  datagramsNeverCut,
  seqpacketJoined,
  socketTypeUnchecked,
  secondBindLeavesFile,
  sendBufferNotDoubled,
  receiveTimeoutUnheeded,
  noTimeWait,
  portsShared,
  halfCloseHangsUp,
  connectNeverInProgress,
  udpNobodyUntold,
  v6onlyUnheeded,
  controlCutSilently,
  cmsgCloexecUnheeded,
  nosignalUnheeded,
  accept4CloexecLost,
];
