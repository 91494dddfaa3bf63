/** Processes as terminals need them: sessions, groups, and signals of the kernel's own. */
import type { Sessions } from "../tty/sessions.ts";
import { isGroupOrphaned } from "./exit.ts";
import { sendToGroup, sendToProcess } from "./signals/send.ts";
import { kernelInfo } from "./signals/siginfo.ts";
import type { System } from "./system.ts";

/** To every process of a group, as the kernel (kill_pgrp with SEND_SIG_PRIV). */
export const signalGroup = ({ pids }: System, groupId: number, signal: number): void => {
  const members = [...pids.processes.values()].filter((process) => process.groupId === groupId);
  sendToGroup(members, kernelInfo(signal));
};

export const sessionsOf = (system: System): Sessions => {
  const { pids } = system;
  return {
    members: (sessionId) => [...pids.processes.values()].filter((process) => process.sessionId === sessionId),
    signal: (member, signal) => {
      const process = pids.processes.get(member.pid);
      if (process !== undefined) sendToProcess(process, kernelInfo(signal));
    },
    signalGroup: (groupId, signal) => signalGroup(system, groupId, signal),
    isOrphaned: (groupId) => isGroupOrphaned(system, groupId),
    sessionOf: (groupId) => {
      for (const process of pids.processes.values()) if (process.groupId === groupId) return process.sessionId;
      const process = pids.processes.get(groupId);
      if (process !== undefined) return process.sessionId;
      return pids.isUsed(groupId) ? 0 : null;
    },
    hold: (id) => pids.hold(id),
    letGo: (id) => pids.letGo(id),
  };
};
