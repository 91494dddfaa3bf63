/** memfd_create(2). */
import { EINVAL } from "../abi/errors.ts";
import { makeMemoryFile } from "../fs/memfd.ts";
import { flags, path } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { install } from "./install.ts";

const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
const MFD_NOEXEC_SEAL = 8;
const MFD_EXEC = 16;
const KNOWN = MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC;
/** Longest name with its NUL (NAME_MAX less "memfd:"). */
const NAME_SIZE = 250;

const flagNames = [
  [MFD_CLOEXEC, "MFD_CLOEXEC"],
  [MFD_ALLOW_SEALING, "MFD_ALLOW_SEALING"],
  [4, "MFD_HUGETLB"],
  [MFD_NOEXEC_SEAL, "MFD_NOEXEC_SEAL"],
  [MFD_EXEC, "MFD_EXEC"],
] as const;

export const memfdCalls: readonly Syscall[] = [
  call(
    "memfd_create",
    [path("name"), flags("flags", flagNames)],
    (task, address, given) => {
      if ((given & ~KNOWN) !== 0) throw EINVAL;
      if ((given & MFD_EXEC) !== 0 && (given & MFD_NOEXEC_SEAL) !== 0) throw EINVAL;
      const name = task.memory.readString(address, NAME_SIZE, EINVAL);
      const isPlain = (given & MFD_NOEXEC_SEAL) !== 0;
      const file = makeMemoryFile(task, task.fs.vfs.memory, name, {
        sealable: (given & MFD_ALLOW_SEALING) !== 0 || isPlain,
        executable: !isPlain,
      });
      return install(task, file, (given & MFD_CLOEXEC) !== 0);
    },
    "no huge pages (MFD_HUGETLB is EINVAL)",
  ),
];
