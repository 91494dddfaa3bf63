/* Short ways to say what control groups do. The working directory is the root of the hierarchy. */
#ifndef CGROUPS_H
#define CGROUPS_H
#include "contract.h"

#define HIERARCHY "/sys/fs/cgroup"

static inline void enter_hierarchy(void) { must(chdir(HIERARCHY)); }

/* Writes one text to a control file: "ok" or the error. */
static inline const char *put(const char *file, const char *words) {
  int fd = open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return join("open ", error_name(errno));
  ssize_t written = write(fd, words, strlen(words));
  const char *result = made(written);
  close(fd);
  return result;
}

/* What a control file holds, its lines joined by "; ". */
static inline const char *get(const char *file) {
  char bytes[CONTRACT_TEXT], *out = contract_text();
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return join("open ", error_name(errno));
  ssize_t size = read(fd, bytes, sizeof bytes - 1);
  close(fd);
  if (size < 0) return error_name(errno);
  bytes[size] = 0;
  for (char *line = bytes, *end; *line; line = end) {
    end = strchr(line, '\n');
    if (end) *end++ = 0;
    else end = line + strlen(line);
    if (*out) contract_append(out, "; ");
    contract_append(out, line);
  }
  return out;
}

/* The value of a `key value` line of a control file; "none" if there is no such line. */
static inline const char *value_of(const char *file, const char *key) {
  static char bytes[8192];
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  ssize_t size = fd < 0 ? -1 : read(fd, bytes, sizeof bytes - 1);
  if (size < 0) return error_name(errno);
  close(fd);
  bytes[size] = 0;
  for (char *line = bytes; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : 0)
    if (!strncmp(line, key, strlen(key)) && line[strlen(key)] == ' ') {
      char *end = strchr(line, '\n');
      return text(line + strlen(key) + 1, (end ? end : line + strlen(line)) - line - (long)strlen(key) - 1);
    }
  return "none";
}

/* Whether a list of numbers, one a line, has this one. */
static inline int lists(const char *file, pid_t pid) {
  static char bytes[4096];
  int fd = (int)must(open(file, O_RDONLY | O_CLOEXEC));
  ssize_t size = read(fd, bytes, sizeof bytes - 1);
  close(fd);
  bytes[size < 0 ? 0 : size] = 0;
  const char *wanted = number(pid, 10);
  for (char *line = bytes; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : 0)
    if (!strncmp(line, wanted, strlen(wanted)) && line[strlen(wanted)] == '\n') return 1;
  return 0;
}

/* The group of a process as /proc says it: "/a". */
static inline const char *group_of(pid_t pid) {
  char bytes[512];
  int fd = open(join(join("/proc/", number(pid, 10)), "/cgroup"), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return error_name(errno);
  ssize_t size = read(fd, bytes, sizeof bytes - 1);
  close(fd);
  bytes[size < 0 ? 0 : size] = 0;
  char *line = strstr(bytes, "0::");
  return line ? text(line + 3, (long)strcspn(line + 3, "\n")) : "none";
}

/* Moves the caller. */
static inline const char *enter(const char *group) { return put(join(group, "/cgroup.procs"), "0"); }

/* A child that moved itself into a group and sleeps there until it is killed. */
static inline pid_t sleeper(const char *group) {
  int ready[2];
  char byte;
  must(pipe(ready));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(enter(group), "ok")) _exit(9);
    close(ready[0]), (void)!write(ready[1], "r", 1), close(ready[1]);
    for (;;) pause();
  }
  close(ready[1]);
  must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
  close(ready[0]);
  return child;
}

static inline const char *end(pid_t child) {
  kill(child, SIGKILL);
  return reap(child);
}
#endif
