/** Mutants of fs/ and files/ beyond the rows of the list of behaviours. */
import { atimeOnEveryRead } from "./atime-on-every-read.ts";
import { bindAlwaysRecursive } from "./bind-always-recursive.ts";
import { blocksFromTheSize } from "./blocks-from-the-size.ts";
import { chdirAsSuperuser } from "./chdir-as-superuser.ts";
import { chmodClearsSpecialBits } from "./chmod-clears-special-bits.ts";
import { cloneFsCopies } from "./clone-fs-copies.ts";
import { ctimeStays } from "./ctime-stays.ts";
import { deadlockUnnoticed } from "./deadlock-unnoticed.ts";
import { deletedFilesUnmarked } from "./deleted-files-unmarked.ts";
import { descriptorLimitOneMore } from "./descriptor-limit-one-more.ts";
import { descriptorsNotLowest } from "./descriptors-not-lowest.ts";
import { devFullTakesAll } from "./dev-full-takes-all.ts";
import { devZeroIsEmpty } from "./dev-zero-is-empty.ts";
import { directoriesOfAPage } from "./directories-of-a-page.ts";
import { directoriesReadEmpty } from "./directories-read-empty.ts";
import { directoryOffsetsLost } from "./directory-offsets-lost.ts";
import { everyDirectoryIsWithin } from "./every-directory-is-within.ts";
import { fileSizeLimitUnheeded } from "./file-size-limit-unheeded.ts";
import { flockSharedExcludes } from "./flock-shared-excludes.ts";
import { flockUnlockForgotten } from "./flock-unlock-forgotten.ts";
import { forkSharesTheDirectory } from "./fork-shares-the-directory.ts";
import { getxattrErangeLost } from "./getxattr-erange-lost.ts";
import { holesAreData } from "./holes-are-data.ts";
import { inotifyDirectoriesUnmarked } from "./inotify-directories-unmarked.ts";
import { inotifyIgnoredUntold } from "./inotify-ignored-untold.ts";
import { inotifyMaskReplaced } from "./inotify-mask-replaced.ts";
import { inotifyOneshotRepeats } from "./inotify-oneshot-repeats.ts";
import { lchownFollows } from "./lchown-follows.ts";
import { linksAlwaysFollowed } from "./links-always-followed.ts";
import { linksWithoutSize } from "./links-without-size.ts";
import { lockLandsAfterClose } from "./lock-lands-after-close.ts";
import { longNamesLost } from "./long-names-lost.ts";
import { memfdAlwaysSealable } from "./memfd-always-sealable.ts";
import { memfdCloexecLost } from "./memfd-cloexec-lost.ts";
import { mkdirWithoutUmask } from "./mkdir-without-umask.ts";
import type { Mutant } from "./mutant.ts";
import { oExclUnheeded } from "./o-excl-unheeded.ts";
import { oNofollowUnheeded } from "./o-nofollow-unheeded.ts";
import { oneInodeNumber } from "./one-inode-number.ts";
import { openAsSuperuser } from "./open-as-superuser.ts";
import { pipeWritersStopEarly } from "./pipe-writers-stop-early.ts";
import { pipesCannotBeReopened } from "./pipes-cannot-be-reopened.ts";
import { pipesForEveryone } from "./pipes-for-everyone.ts";
import { pipesWithoutPackets } from "./pipes-without-packets.ts";
import { punchedPartsStay } from "./punched-parts-stay.ts";
import { readOnlyMountsWritten } from "./read-only-mounts-written.ts";
import { recordLocksNeverSplit } from "./record-locks-never-split.ts";
import { recordLocksSurviveClose } from "./record-locks-survive-close.ts";
import { recordReadersConflict } from "./record-readers-conflict.ts";
import { removedNamesStay } from "./removed-names-stay.ts";
import { renameCookiesDiffer } from "./rename-cookies-differ.ts";
import { renameFlagsUnheeded } from "./rename-flags-unheeded.ts";
import { renameFullDirectoryEexist } from "./rename-full-directory-eexist.ts";
import { renameIntoItself } from "./rename-into-itself.ts";
import { sigioNeverSent } from "./sigio-never-sent.ts";
import { spliceKeepsTheSource } from "./splice-keeps-the-source.ts";
import { statfsAlwaysEmpty } from "./statfs-always-empty.ts";
import { teeTakesTheSource } from "./tee-takes-the-source.ts";
import { tmpfsInodesUnlimited } from "./tmpfs-inodes-unlimited.ts";
import { tmpfsWithoutLimit } from "./tmpfs-without-limit.ts";
import { trailingSlashUnheeded } from "./trailing-slash-unheeded.ts";
import { truncateKeepsTheTimes } from "./truncate-keeps-the-times.ts";
import { umountBusyUnheeded } from "./umount-busy-unheeded.ts";
import { umountLeavesTheMount } from "./umount-leaves-the-mount.ts";
import { unlinkDirectoryEperm } from "./unlink-directory-eperm.ts";
import { writeKeepsMtime } from "./write-keeps-mtime.ts";
import { writeOnlyIsReadable } from "./write-only-is-readable.ts";
import { xattrFlagsUnheeded } from "./xattr-flags-unheeded.ts";

export const fileMutants: readonly Mutant[] = [
  lockLandsAfterClose,
  descriptorsNotLowest,
  descriptorLimitOneMore,
  writeOnlyIsReadable,
  sigioNeverSent,
  spliceKeepsTheSource,
  teeTakesTheSource,
  pipeWritersStopEarly,
  pipesWithoutPackets,
  flockSharedExcludes,
  flockUnlockForgotten,
  recordLocksNeverSplit,
  recordReadersConflict,
  deadlockUnnoticed,
  inotifyMaskReplaced,
  inotifyOneshotRepeats,
  inotifyIgnoredUntold,
  inotifyDirectoriesUnmarked,
  renameCookiesDiffer,
  umountLeavesTheMount,
  umountBusyUnheeded,
  bindAlwaysRecursive,
  readOnlyMountsWritten,
  chmodClearsSpecialBits,
  lchownFollows,
  truncateKeepsTheTimes,
  pipesForEveryone,
  pipesCannotBeReopened,
  forkSharesTheDirectory,
  cloneFsCopies,
  renameIntoItself,
  everyDirectoryIsWithin,
  devFullTakesAll,
  devZeroIsEmpty,
  directoryOffsetsLost,
  directoriesReadEmpty,
  removedNamesStay,
  longNamesLost,
  atimeOnEveryRead,
  ctimeStays,
  writeKeepsMtime,
  memfdAlwaysSealable,
  memfdCloexecLost,
  unlinkDirectoryEperm,
  mkdirWithoutUmask,
  oNofollowUnheeded,
  oExclUnheeded,
  openAsSuperuser,
  chdirAsSuperuser,
  renameFullDirectoryEexist,
  renameFlagsUnheeded,
  statfsAlwaysEmpty,
  oneInodeNumber,
  recordLocksSurviveClose,
  deletedFilesUnmarked,
  trailingSlashUnheeded,
  linksAlwaysFollowed,
  xattrFlagsUnheeded,
  getxattrErangeLost,
  tmpfsWithoutLimit,
  tmpfsInodesUnlimited,
  directoriesOfAPage,
  linksWithoutSize,
  holesAreData,
  punchedPartsStay,
  fileSizeLimitUnheeded,
  blocksFromTheSize,
];
