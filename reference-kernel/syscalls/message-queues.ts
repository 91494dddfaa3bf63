/** System V message queues: msgget(2), msgsnd(2), msgrcv(2), msgctl(2), after ipc/msg.c. */
import { CAP_SYS_RESOURCE } from "../abi/capabilities.ts";
import { EAGAIN, EIDRM, EINVAL, ENOMSG, EPERM, ERESTARTNOHAND, Errno } from "../abi/errors.ts";
import * as ipc from "../abi/ipc.ts";
import { i64, long } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import { capableOverall } from "../core/user-namespace.ts";
import { type Message, MessageQueue, Receiver, Sender } from "../ipc/message-queue.ts";
import { shownPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";
import { flags, int, long64, long as longArgument, oneOf, pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { getFlags, keyArgument, ownerChange } from "./ipc-arguments.ts";

const msgget = (task: Task, key: number, bits: number): number => {
  const { queues, limits, userNs } = task.ipc;
  const make = (): MessageQueue => new MessageQueue(task, userNs, key, bits, limits.msgmnb);
  return queues.get(task, key, bits, make, () => {}).id;
};

/** The queue is still there and may be used: what is asked again after every sleep. */
const checkStill = (task: Task, queue: MessageQueue, rights: number): void => {
  if (queue.isRemoved) throw EIDRM;
  queue.checkAccess(task, rights);
};

const msgsnd = (task: Task, id: number, address: number, length: number, bits: number): number | Blocking<number> => {
  const type = task.memory.read(i64, address);
  if (length < 0 || length > task.ipc.limits.msgmax || id < 0) throw EINVAL;
  if (type < 1n) throw EINVAL;
  const message: Message = { type, data: task.memory.readBytes(address + long.size, length) };
  const queue = task.ipc.queues.find(id);
  queue.checkAccess(task, 0o222);
  if (queue.fits(length)) {
    queue.send(task, message);
    return 0;
  }
  if ((bits & ipc.IPC_NOWAIT) !== 0) throw EAGAIN;
  return sendWhenFits(task, queue, message);
};

function* sendWhenFits(task: Task, queue: MessageQueue, message: Message): Blocking<number> {
  const { length } = message.data;
  const sender = new Sender(length);
  queue.awaitRoom(sender);
  try {
    const mayGo = (): true | undefined => {
      checkStill(task, queue, 0o222);
      return queue.fits(length) ? true : undefined;
    };
    yield* task.waitEvent([sender.room], mayGo, { interrupt: ERESTARTNOHAND, reason: "msgsnd" });
    queue.send(task, message);
    return 0;
  } finally {
    queue.withdrawSender(sender);
  }
}

const put = (task: Task, address: number, limit: number, { type, data }: Message): number => {
  const length = Math.min(limit, data.length);
  task.memory.write(i64, address, type);
  task.memory.writeBytes(address + long.size, data.subarray(0, length));
  return length;
};

const msgrcv = (
  task: Task,
  id: number,
  address: number,
  limit: number,
  type: bigint,
  bits: number,
): number | Blocking<number> => {
  if (id < 0 || limit < 0) throw EINVAL;
  if ((bits & ipc.MSG_COPY) !== 0 && ((bits & ipc.MSG_EXCEPT) !== 0 || (bits & ipc.IPC_NOWAIT) === 0)) throw EINVAL;
  const queue = task.ipc.queues.find(id);
  queue.checkAccess(task, 0o444);
  const message = queue.receive(task, type, bits, limit);
  if (message !== null) return put(task, address, limit, message);
  if ((bits & ipc.IPC_NOWAIT) !== 0) throw ENOMSG;
  return receiveLater(task, queue, address, limit, type, bits);
};

function* receiveLater(
  task: Task,
  queue: MessageQueue,
  address: number,
  limit: number,
  type: bigint,
  bits: number,
): Blocking<number> {
  for (;;) {
    const receiver = new Receiver(task, type, bits, limit);
    queue.await(receiver);
    try {
      const options = { interrupt: ERESTARTNOHAND, reason: "msgrcv" };
      const outcome = yield* task.waitEvent([receiver.done], () => receiver.outcome ?? undefined, options);
      if (typeof outcome === "symbol") throw new Error("msgrcv has no time limit");
      if (!(outcome instanceof Errno)) return put(task, address, limit, outcome);
      if (outcome !== EAGAIN) throw outcome;
    } finally {
      queue.withdraw(receiver);
    }
    // The queue's rights may have changed: everything is looked at again.
    checkStill(task, queue, 0o444);
    const message = queue.receive(task, type, bits, limit);
    if (message !== null) return put(task, address, limit, message);
  }
}

const writeStatus = (task: Task, address: number, queue: MessageQueue): void =>
  task.memory.write(ipc.msqidDs, address, {
    perm: queue.permissions(task),
    stime: queue.stime,
    rtime: queue.rtime,
    ctime: queue.ctime,
    cbytes: queue.bytes,
    qnum: queue.count,
    qbytes: queue.maxBytes,
    lspid: shownPid(task, queue.lastSender),
    lrpid: shownPid(task, queue.lastReceiver),
    unused4: 0,
    unused5: 0,
  });

const SEGMENT_SIZE = 16;

const writeInfo = (task: Task, address: number, isUsage: boolean): number => {
  const { limits, queues } = task.ipc;
  const { msgmax, msgmnb, msgmni } = limits;
  let messages = 0;
  let bytes = 0;
  for (const queue of queues.all) {
    messages += queue.count;
    bytes += queue.bytes;
  }
  task.memory.write(ipc.msginfo, address, {
    msgpool: isUsage ? queues.count : Math.floor((msgmni * msgmnb) / 1024),
    msgmap: isUsage ? messages : msgmnb,
    msgmax,
    msgmnb,
    msgmni,
    msgssz: SEGMENT_SIZE,
    msgtql: isUsage ? bytes : msgmnb,
    msgseg: 0xffff,
  });
  return queues.highestIndex;
};

/** Only the machine's root makes a queue longer than the limit (msgctl_down). */
const change = (task: Task, id: number, address: number): number => {
  const { maxBytes, owner } = readChange(task, address);
  const { queues, limits } = task.ipc;
  const queue = queues.find(id);
  queue.checkOwner(task);
  if (maxBytes > limits.msgmnb && !capableOverall(task.credentials, CAP_SYS_RESOURCE)) throw EPERM;
  queue.change(task, owner());
  queue.maxBytes = maxBytes;
  queue.changed();
  return 0;
};

const readChange = (task: Task, address: number) => ({
  maxBytes: task.memory.read(ipc.msqidDs, address).qbytes,
  owner: ownerChange(task, address),
});

const msgctl = (task: Task, id: number, command: number, address: number): number => {
  if (id < 0 || command < 0) throw EINVAL;
  const { queues } = task.ipc;
  switch (command) {
    case ipc.IPC_INFO:
    case ipc.MSG_INFO:
      return writeInfo(task, address, command === ipc.MSG_INFO);
    case ipc.IPC_STAT:
    case ipc.MSG_STAT:
    case ipc.MSG_STAT_ANY: {
      const queue = command === ipc.IPC_STAT ? queues.find(id) : queues.at(id);
      if (command !== ipc.MSG_STAT_ANY) queue.checkAccess(task, 0o444);
      writeStatus(task, address, queue);
      return command === ipc.IPC_STAT ? 0 : queue.id;
    }
    case ipc.IPC_SET:
      return change(task, id, address);
    case ipc.IPC_RMID: {
      const queue = queues.find(id);
      queue.checkOwner(task);
      queues.remove(queue);
      queue.dissolve();
      return 0;
    }
    default:
      throw EINVAL;
  }
};

const messageFlags = flags("msgflg", [
  [ipc.IPC_NOWAIT, "IPC_NOWAIT"],
  [ipc.MSG_NOERROR, "MSG_NOERROR"],
  [ipc.MSG_EXCEPT, "MSG_EXCEPT"],
  [ipc.MSG_COPY, "MSG_COPY"],
]);

const commands = oneOf("cmd", {
  [ipc.IPC_RMID]: "IPC_RMID",
  [ipc.IPC_SET]: "IPC_SET",
  [ipc.IPC_STAT]: "IPC_STAT",
  [ipc.IPC_INFO]: "IPC_INFO",
  [ipc.MSG_STAT]: "MSG_STAT",
  [ipc.MSG_INFO]: "MSG_INFO",
  [ipc.MSG_STAT_ANY]: "MSG_STAT_ANY",
});

export const messageQueueCalls: readonly Syscall[] = [
  call("msgget", [keyArgument, getFlags("msgflg")], msgget),
  call("msgsnd", [int("msqid"), pointer("msgp"), longArgument("msgsz"), messageFlags], msgsnd),
  call("msgrcv", [int("msqid"), pointer("msgp"), longArgument("msgsz"), long64("msgtyp"), messageFlags], msgrcv),
  call("msgctl", [int("msqid"), commands, pointer("buf")], msgctl),
];
