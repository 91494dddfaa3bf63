import { EPOLLET } from "../abi/poll.ts";
import { Epoll, type Interest } from "../files/epoll.ts";
import { all, type Mutant, override } from "./mutant.ts";

export const edgeByState: Mutant = {
  id: "edge-by-state",
  behaviour: "B32",
  mistake: "EPOLLET compares states at waits: readable, drained, readable again between two waits is missed",
  file: "files/epoll.ts",
  calls: ["epoll_wait", "epoll_ctl"],
  apply: () => {
    // What the last wait reported, by interest; a new event counts only if a wait saw the file not ready in between.
    const reported = new WeakMap<Epoll, Set<Interest>>();
    const noticed = new WeakMap<Epoll, Set<Interest>>();
    const of = (map: WeakMap<Epoll, Set<Interest>>, epoll: Epoll): Set<Interest> => {
      const known = map.get(epoll) ?? new Set<Interest>();
      map.set(epoll, known);
      return known;
    };
    return all(
      override(
        Epoll.prototype,
        "notice",
        (original) =>
          function notice(interest, mask) {
            if ((interest.events & EPOLLET) !== 0 && of(reported, this).has(interest)) return true;
            of(noticed, this).add(interest);
            return original.call(this, interest, mask);
          },
      ),
      override(
        Epoll.prototype,
        "collect",
        (original) =>
          function collect(limit, report) {
            for (const interest of of(reported, this)) if (interest.poll() === 0) of(reported, this).delete(interest);
            const count = original.call(this, limit, report);
            for (const interest of of(noticed, this)) if (interest.poll() !== 0) of(reported, this).add(interest);
            return count;
          },
      ),
    );
  },
};
