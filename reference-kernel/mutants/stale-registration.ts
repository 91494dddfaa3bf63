import { ENOENT } from "../abi/errors.ts";
import { Epoll } from "../files/epoll.ts";
import { all, type Mutant, override } from "./mutant.ts";

export const staleRegistration: Mutant = {
  id: "stale-registration",
  behaviour: "B35",
  mistake: "the registration of a closed file looks alive to whoever has its number now",
  file: "files/epoll.ts",
  calls: ["epoll_ctl", "close"],
  apply: () =>
    all(
      override(
        Epoll.prototype,
        "delete",
        (original) =>
          function remove(file, fd) {
            try {
              original.call(this, file, fd);
            } catch (error) {
              if (error !== ENOENT) throw error;
            }
          },
      ),
      override(
        Epoll.prototype,
        "modify",
        (original) =>
          function modify(file, fd, events, data) {
            try {
              original.call(this, file, fd, events, data);
            } catch (error) {
              if (error !== ENOENT) throw error;
              this.add(file, fd, events, data);
            }
          },
      ),
    ),
};
