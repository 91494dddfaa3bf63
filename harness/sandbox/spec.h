/* What the launcher is told, and how its processes tell the supervisor what became of it. */
#ifndef SPEC_H
#define SPEC_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORDS 128

/* NAMESPACES  a world of its own in a user namespace in which only id 0 is mapped
 * RANGE       the same with ids 0 to 65535
 * MACHINE     as much of that as this kernel has: for a machine of our own, where we are root
 * HOST        the host's files, but processes of its own, so that all of them end with it
 * PLAIN       limits, a session and a working directory, where the host forbids the rest */
enum mode { NAMESPACES, RANGE, MACHINE, HOST, PLAIN };

static struct {
    enum mode mode;
    const char *elf, *base, *path, *cwd, *host_dir, *hostname, *domainname;
    const char *subuid, *subgid;
    long timeout_ms, output_limit, root_size, parent, umask_bits, stream, range, rights, cgroups;
    char *root[MAX_WORDS], *devices[MAX_WORDS], *limits[MAX_WORDS], *argv[MAX_WORDS], *envp[MAX_WORDS];
    char *binds[MAX_WORDS], *command[MAX_WORDS];
    int roots, device_count, limit_count, argc, envc, bind_count, words;
} spec = {.elf = "", .base = "", .timeout_ms = 10000, .output_limit = 1 << 20, .root_size = 64 << 20};

/* What init and the contract tell the supervisor: records over a pipe, each at most PIPE_BUF and so whole. */
struct message {
    enum { ENDED, REFUSED, LACK } kind;
    int status; /* as waitpid gives it */
    char text[240];
};

static int message_fd = -1;

static void tell(int kind, int status, const char *format, ...) {
    struct message m = {.kind = kind, .status = status};
    va_list list;
    va_start(list, format);
    vsnprintf(m.text, sizeof m.text, format, list);
    va_end(list);
    if (write(message_fd, &m, sizeof m) != sizeof m) _exit(125);
}

static _Noreturn void refuse(const char *what) {
    tell(REFUSED, 0, "%s: %s", what, strerror(errno));
    _exit(125);
}

static void lack(const char *word, const char *what) { tell(LACK, 0, "%s %s: %s", word, what, strerror(errno)); }

static enum mode mode_named(const char *name) {
    static const char *const names[] = {"namespaces", "range", "machine", "host", "plain"};
    for (int mode = NAMESPACES; mode < PLAIN; mode++)
        if (!strcmp(name, names[mode])) return mode;
    return PLAIN;
}

static void parse(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], ':');
        if (!value) continue;
        *value++ = 0;
        const char *word = argv[i];
#define STRING(name, field) else if (!strcmp(word, name)) spec.field = value
#define NUMBER(name, field) else if (!strcmp(word, name)) spec.field = strtol(value, 0, 0)
#define LIST(name, field, count) else if (!strcmp(word, name) && spec.count < MAX_WORDS - 1) spec.field[spec.count++] = value
        if (!strcmp(word, "mode")) spec.mode = mode_named(value);
        STRING("elf", elf);               /* host path of the program; empty: only try the sandbox */
        STRING("base", base);             /* host folder that is the root, not writable; empty: a new tmpfs */
        STRING("path", path);             /* where the program lies inside */
        STRING("cwd", cwd);               /* working directory inside */
        STRING("host-dir", host_dir);     /* working directory in modes plain and host; the root's place in machine */
        STRING("hostname", hostname);
        STRING("domainname", domainname);
        STRING("subuid", subuid);         /* first id of our range in /etc/subuid, for newuidmap */
        STRING("subgid", subgid);
        NUMBER("timeout", timeout_ms);
        NUMBER("output", output_limit);
        NUMBER("size", root_size);
        NUMBER("parent", parent);         /* process id of the harness */
        NUMBER("umask", umask_bits);
        NUMBER("range", range);           /* 1: ids 0 to 65535, in mode machine */
        NUMBER("rights", rights);         /* on a machine of ours: 1: the namespace's user 0 is the machine's; 2: no user namespace */
        NUMBER("cgroups", cgroups);       /* 1: a cgroup v2 hierarchy at /sys/fs/cgroup */
        NUMBER("stream", stream);         /* 1: output goes to our own, as it comes; there is no frame */
        LIST("root", root, roots);        /* d MODE PATH | f MODE PATH CONTENT | l PATH TARGET */
        LIST("device", devices, device_count);
        LIST("limit", limits, limit_count); /* NUMBER SOFT HARD, -1 for infinity */
        LIST("arg", argv, argc);
        LIST("env", envp, envc);
        LIST("bind", binds, bind_count);  /* host path that is visible inside under the same path, not writable */
        LIST("run", command, words);      /* what is executed with these arguments, if it is not the program itself */
    }
}

#endif
