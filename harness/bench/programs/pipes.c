/* Pipes, within a process and between two. */
#include "bench.h"
#include <sys/wait.h>

static char block[65536];

static void make_close(long count) {
  int p[2];
  while (count-- > 0) {
    must(!pipe(p));
    close(p[0]);
    close(p[1]);
  }
}

static void alone(long count) {
  int p[2];
  must(!pipe(p));
  while (count-- > 0) must(write(p[1], block, 1) == 1 && read(p[0], block, 1) == 1);
}

static void round_trips(long count) {
  int to[2], from[2];
  must(!pipe(to) && !pipe(from));
  if (fork() == 0) {
    close(to[1]);
    while (read(to[0], block, 1) == 1) must(write(from[1], block, 1) == 1);
    _exit(0);
  }
  while (count-- > 0) must(write(to[1], block, 1) == 1 && read(from[0], block, 1) == 1);
  close(to[1]);
  wait(0);
}

static void stream(long count) {
  int p[2];
  must(!pipe(p));
  if (fork() == 0) {
    close(p[1]);
    while (read(p[0], block, sizeof block) > 0);
    _exit(0);
  }
  while (count-- > 0) must(write(p[1], block, sizeof block) == sizeof block);
  close(p[1]);
  wait(0);
}

BENCHES({"pipe, close, close", 10000, make_close}, {"write, read 1 byte, one process", 30000, alone},
        {"round trips of 1 byte, two processes", 3000, round_trips}, {"stream of 64 KiB blocks", 2000, stream})
