import { ECONNREFUSED, EPROTOTYPE } from "../abi/errors.ts";
import { UnixNames } from "../net/unix/names.ts";
import { type Mutant, override } from "./mutant.ts";

export const socketTypeUnchecked: Mutant = {
  id: "socket-type-unchecked",
  behaviour: null,
  mistake: "a connection to a socket of another type is refused as if nobody were there",
  file: "net/unix/names.ts",
  calls: ["connect"],
  apply: () =>
    override(
      UnixNames.prototype,
      "find",
      (original) =>
        function find(caller, address, type) {
          try {
            return original.call(this, caller, address, type);
          } catch (error) {
            throw error === EPROTOTYPE ? ECONNREFUSED : error;
          }
        },
    ),
};
