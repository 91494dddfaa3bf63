/* texts.h: small files of /proc and /sys, for contracts about what stands in them. Include it after contract.h. */
#ifndef TEXTS_H
#define TEXTS_H

/* A buffer for a whole file; the last one read. */
static char whole[65536] __attribute__((unused));

/* Reads a file into `whole`; its length, or -1. */
static inline long read_whole(const char *path) {
  int fd = open(path, O_RDONLY);
  long size = 0, n = fd < 0 ? -1 : 0;
  while (fd >= 0 && (n = read(fd, whole + size, sizeof whole - 1 - (size_t)size)) > 0) size += n;
  int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  whole[n < 0 ? 0 : size] = 0;
  return n < 0 ? -1 : size;
}

/* What stands in a small file, without the newline at its end; or the error. */
static inline const char *contents(const char *path) {
  long size = read_whole(path);
  if (size > 0 && whole[size - 1] == '\n') size--;
  return text(whole, size);
}

/* What follows `name` at the beginning of a line of a file, tabs and spaces made one space; "none", or the error. */
static inline const char *field(const char *path, const char *name) {
  if (read_whole(path) < 0) return error_name(errno);
  char *out = contract_text(), *to = out;
  size_t length = strlen(name);
  for (char *line = whole; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : 0) {
    if (strncmp(line, name, length)) continue;
    for (char *from = line + length; *from && *from != '\n' && to < out + CONTRACT_TEXT - 2; from++) {
      if (*from != ' ' && *from != '\t') *to++ = *from;
      else if (to > out && to[-1] != ' ') *to++ = ' ';
    }
    if (to > out && to[-1] == ' ') to--;
    *to = 0;
    return out;
  }
  return "none";
}

/* One write of a whole text: "ok", the number of bytes if it was fewer, or the error, "open ERROR" if it came so early. */
static inline const char *put(const char *path, const char *content) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) return join("open ", error_name(errno));
  ssize_t n = write(fd, content, strlen(content));
  const char *answer = n == (ssize_t)strlen(content) ? "ok" : call(n);
  close(fd);
  return answer;
}

/* Where a link leads, or the error. */
static inline const char *link_of(const char *path) {
  char target[512];
  return text(target, readlink(path, target, sizeof target));
}

/* The inode of what a path leads to: two descriptions of one namespace have the same. */
static inline unsigned long inode_of(const char *path) {
  struct stat status;
  return stat(path, &status) ? 0 : status.st_ino;
}

/* "/proc/" PID "/" NAME. */
static inline const char *proc(pid_t pid, const char *name) {
  return join(join(join("/proc/", number(pid, 10)), "/"), name);
}

/* A child (made by clone with these flags) says one line: what `say` answers there. Or clone's error. */
static inline const char *said_by_child(unsigned long flags, const char *(*say)(void)) {
  int p[2];
  must(pipe(p));
  pid_t child = (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  if (child == -1) return error_name(errno);
  if (child == 0) {
    const char *line = say();
    _exit(write(p[1], line, strlen(line)) < 0);
  }
  close(p[1]);
  char line[CONTRACT_TEXT];
  long size = 0, n;
  while ((n = read(p[0], line + size, sizeof line - (size_t)size)) > 0) size += n;
  close(p[0]);
  const char *end = reap(child);
  return size ? text(line, size) : end;
}
#endif
