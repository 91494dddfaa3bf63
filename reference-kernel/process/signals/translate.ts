/** What a signal tells its receiver of the sender, in the receiver's own namespaces (send_signal_locked). */
import { SI_KERNEL, siginfoKill } from "../../abi/signal.ts";
import type { Task } from "../task.ts";
import type { SignalInfo } from "./siginfo.ts";

/** The kernel sent it, or somebody whom the receiver cannot see: then process 1 of a namespace is not spared. */
export const isForced = (task: Task, info: SignalInfo): boolean => {
  if (info.code === SI_KERNEL) return true;
  const sender = info.from ?? (info.kind === "kill" || info.kind === "child" ? info.pid : 0);
  return sender !== 0 && task.system.pids.shown(sender, task.process.pidNs) === 0;
};

/** The same information with the sender's ids as the receiver's namespaces have them; 0 and 65534 where they do not. */
export const infoFor = (task: Task, info: SignalInfo): SignalInfo => {
  const { pidNs } = task.process;
  const { userNs } = task.credentials;
  if (pidNs.level === 0 && userNs.parent === null) return info;
  const { pids } = task.system;
  switch (info.kind) {
    case "kill":
    case "child":
      return { ...info, pid: pids.shown(info.pid, pidNs), uid: userNs.uids.show(info.uid) };
    case "rt":
      return { ...info, pid: info.pid === 0 ? 0 : pids.shown(info.pid, pidNs), uid: userNs.uids.show(info.uid) };
    case "raw": {
      if (!isForced(task, info)) return info;
      const bytes = info.bytes.slice();
      const view = new DataView(bytes.buffer);
      siginfoKill.write(view, 0, { ...siginfoKill.read(view, 0), pid: 0 });
      return { ...info, bytes };
    }
    default:
      return info;
  }
};
