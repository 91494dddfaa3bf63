import { CHARACTER_DEVICES, Devices } from "../fs/devices.ts";
import { type Mutant, override } from "./mutant.ts";

export const devZeroIsEmpty: Mutant = {
  id: "dev-zero-is-empty",
  behaviour: null,
  mistake: "/dev/zero behaves like /dev/null",
  file: "fs/devices.ts",
  calls: ["read", "write", "open"],
  apply: () =>
    override(
      Devices.prototype,
      "open",
      (original) =>
        function open(inode, caller, flags, path) {
          const { zero: from, null: to } = CHARACTER_DEVICES;
          return original.call(
            this,
            inode.rdev === from ? Object.create(inode, { rdev: { value: to } }) : inode,
            caller,
            flags,
            path,
          );
        },
    ),
};
