import { i32, struct, u16, u32, u64 } from "./struct.ts";

/** Bits of poll(2); epoll(7) uses the same for the events they share. */
export const POLLIN = 0x001;
export const POLLPRI = 0x002;
export const POLLOUT = 0x004;
export const POLLERR = 0x008;
export const POLLHUP = 0x010;
export const POLLNVAL = 0x020;
export const POLLRDNORM = 0x040;
export const POLLRDBAND = 0x080;
export const POLLWRNORM = 0x100;
export const POLLWRBAND = 0x200;
export const POLLMSG = 0x400;
export const POLLREMOVE = 0x1000;
export const POLLRDHUP = 0x2000;

export const EPOLLEXCLUSIVE = 2 ** 28;
export const EPOLLWAKEUP = 2 ** 29;
export const EPOLLONESHOT = 2 ** 30;
export const EPOLLET = 2 ** 31;

export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLL_CLOEXEC = 0o2000000;

/** struct pollfd (poll(2)). */
export const pollfd = struct({ fd: i32, events: u16, revents: u16 });
/** struct epoll_event, packed on x86-64 (epoll_ctl(2)). */
export const epollEvent = struct({ events: u32, data: u64 }, { pack: 1 });
