/** MSG_FASTOPEN (tcp(7), tcp_sendmsg_fastopen): one call connects and sends. Without a server's cookie data goes after the handshake. */
import { EINVAL, EISCONN, EOPNOTSUPP } from "../../abi/errors.ts";
import { AF_UNSPEC } from "../../abi/socket.ts";
import { WOULD_BLOCK } from "../../files/open-file.ts";
import type { OutMessage } from "../message.ts";
import type { Socket } from "../socket.ts";
import { familyOf } from "../unix/address.ts";

/** Connects the socket for its first message; false while that takes time. */
export const connectsFirst = (socket: Socket, message: OutMessage): boolean => {
  if (message.hasConnected) return true;
  const { target } = message;
  if (socket.isListening) throw EISCONN;
  if (target === null) throw EINVAL;
  if (familyOf(target.address) === AF_UNSPEC) throw EOPNOTSUPP;
  if (socket.connect(target.caller, target.address, message.nonBlocking) === WOULD_BLOCK) return false;
  message.hasConnected = true;
  return true;
};
