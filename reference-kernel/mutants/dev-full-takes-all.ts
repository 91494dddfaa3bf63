import { CHARACTER_DEVICES, Devices } from "../fs/devices.ts";
import { type Mutant, override } from "./mutant.ts";

export const devFullTakesAll: Mutant = {
  id: "dev-full-takes-all",
  behaviour: null,
  mistake: "/dev/full behaves like /dev/zero",
  file: "fs/devices.ts",
  calls: ["read", "write", "open"],
  apply: () =>
    override(
      Devices.prototype,
      "open",
      (original) =>
        function open(inode, caller, flags, path) {
          const { full: from, zero: to } = CHARACTER_DEVICES;
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
