import { DescriptorTable } from "../files/descriptor-table.ts";
import { Epoll } from "../files/epoll.ts";
import { type Mutant, override } from "./mutant.ts";

export const closeDropsRegistration: Mutant = {
  id: "close-drops-registration",
  behaviour: "B36",
  mistake: "closing a watched descriptor removes its registration although a dup keeps the file alive",
  file: "files/descriptor-table.ts",
  calls: ["close", "epoll_wait"],
  apply: () =>
    override(
      DescriptorTable.prototype,
      "close",
      (original) =>
        function close(caller, fd) {
          const file = this.has(fd) ? this.getAny(fd) : null;
          for (const number of this.numbers()) {
            const epoll = this.getAny(number);
            if (file === null || !(epoll instanceof Epoll)) continue;
            try {
              epoll.delete(file, fd);
            } catch {
              // It was not registered there.
            }
          }
          original.call(this, caller, fd);
        },
    ),
};
