/** Commands of fcntl(2) that pipes answer; the rest live with the call. */
export const F_SETPIPE_SZ = 1031;
export const F_GETPIPE_SZ = 1032;
