/** Mistakes of memory, beyond the rows of the list of behaviours. */
import { attributesOfWholeMappings } from "./attributes-of-whole-mappings.ts";
import { copiesEndWithThePage } from "./copies-end-with-the-page.ts";
import { copyHalfAPage } from "./copy-half-a-page.ts";
import { execDropsEnvironment } from "./exec-drops-environment.ts";
import { fixedNoreplaceReplaces } from "./fixed-noreplace-replaces.ts";
import { forkLeavesTranslations } from "./fork-leaves-translations.ts";
import { forkParentKeepsWriting } from "./fork-parent-keeps-writing.ts";
import { framesAlwaysUnshared } from "./frames-always-unshared.ts";
import { holeTakesCopies } from "./hole-takes-copies.ts";
import { holesLeaveTheBuffer } from "./holes-leave-the-buffer.ts";
import { iovecCountUnchecked } from "./iovec-count-unchecked.ts";
import { kernelBufferCut } from "./kernel-buffer-cut.ts";
import { kernelBufferRepeats } from "./kernel-buffer-repeats.ts";
import { madviseRandomKept } from "./madvise-random-kept.ts";
import { map32bitAnywhere } from "./map-32bit-anywhere.ts";
import { mapFixedIsAHint } from "./map-fixed-is-a-hint.ts";
import { mappingsNeverJoin } from "./mappings-never-join.ts";
import { mappingsOnTopOfEachOther } from "./mappings-on-top-of-each-other.ts";
import { mapsAllPrivate } from "./maps-all-private.ts";
import { mapsOffsetMissing } from "./maps-offset-missing.ts";
import { mincoreAllResident } from "./mincore-all-resident.ts";
import { mmapOffsetIgnored } from "./mmap-offset-ignored.ts";
import { mremapAlwaysMoves } from "./mremap-always-moves.ts";
import { mremapDontunmapUnmaps } from "./mremap-dontunmap-unmaps.ts";
import { msyncBlindToHoles } from "./msync-blind-to-holes.ts";
import type { Mutant } from "./mutant.ts";
import { populateDoesNothing } from "./populate-does-nothing.ts";
import { processVmFlagsIgnored } from "./process-vm-flags-ignored.ts";
import { processVmReadsItself } from "./process-vm-reads-itself.ts";
import { removeLeavesSharedPages } from "./remove-leaves-shared-pages.ts";
import { sharedMemoryAllResident } from "./shared-memory-all-resident.ts";
import { shortCopyIsEfault } from "./short-copy-is-efault.ts";
import { smapsFlagsMissing } from "./smaps-flags-missing.ts";
import { smapsPssUndivided } from "./smaps-pss-undivided.ts";
import { smapsRssIsSize } from "./smaps-rss-is-size.ts";
import { stackWithoutLimit } from "./stack-without-limit.ts";
import { staleTranslations } from "./stale-translations.ts";
import { truncateLeavesMappings } from "./truncate-leaves-mappings.ts";
import { unmapForgetsLastPage } from "./unmap-forgets-last-page.ts";
import { wipeonforkIgnored } from "./wipeonfork-ignored.ts";

export const memoryMutants: readonly Mutant[] = [
  stackWithoutLimit,
  mapFixedIsAHint,
  fixedNoreplaceReplaces,
  populateDoesNothing,
  map32bitAnywhere,
  mappingsOnTopOfEachOther,
  truncateLeavesMappings,
  holeTakesCopies,
  staleTranslations,
  forkLeavesTranslations,
  unmapForgetsLastPage,
  forkParentKeepsWriting,
  copyHalfAPage,
  framesAlwaysUnshared,
  mremapAlwaysMoves,
  mremapDontunmapUnmaps,
  mincoreAllResident,
  msyncBlindToHoles,
  wipeonforkIgnored,
  madviseRandomKept,
  removeLeavesSharedPages,
  sharedMemoryAllResident,
  copiesEndWithThePage,
  iovecCountUnchecked,
  holesLeaveTheBuffer,
  shortCopyIsEfault,
  mappingsNeverJoin,
  attributesOfWholeMappings,
  mapsAllPrivate,
  mapsOffsetMissing,
  smapsRssIsSize,
  smapsFlagsMissing,
  smapsPssUndivided,
  mmapOffsetIgnored,
  processVmFlagsIgnored,
  processVmReadsItself,
  kernelBufferCut,
  kernelBufferRepeats,
  execDropsEnvironment,
];
