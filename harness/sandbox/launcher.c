/* Runs one static ELF in a sandbox of its own and reports how it ended.
 *
 *   launcher word:value ...      what the words mean stands in parse(); harness/sandbox/launch.ts writes them
 *
 * Three processes:
 *   supervisor   this one, outside; owns the clock and the output limit, and prints one frame on its standard output
 *   init         process 1 of a new pid namespace; builds the small root, reaps orphans; when it dies, all die
 *   contract     process 2; leads its own session, with nothing open but 0, 1 and 2
 * The supervisor dies with the harness and init with the supervisor (PR_SET_PDEATHSIG), and the mounts exist only in
 * init's mount namespace: however a run ends, nothing is left behind.
 *
 * The frame: lines "exited N" | "signaled N" | "timeout" | "refused TEXT", "lack WORD TEXT"..., "bytes OUT ERR",
 * "cut OUT ERR", "micros N", an empty line, then OUT bytes of standard output and ERR bytes of standard error.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORDS 128
#define RANGE_FIRST 0x70000000L /* no distribution gives these ids to people; systemd keeps them free as well */
#define RANGE_COUNT 65536L
#define NOBODY 65534L /* for where those are not to be had: in a container that maps fewer ids */

enum mode { NAMESPACES, RANGE, PLAIN };

static struct {
    enum mode mode;
    const char *elf, *path, *cwd, *host_dir, *hostname, *domainname;
    const char *subuid, *subgid;
    long timeout_ms, output_limit, root_size, parent, umask_bits;
    char *root[MAX_WORDS], *devices[MAX_WORDS], *limits[MAX_WORDS], *argv[MAX_WORDS], *envp[MAX_WORDS];
    int roots, device_count, limit_count, argc, envc;
} spec = {.elf = "", .timeout_ms = 10000, .output_limit = 1 << 20, .root_size = 64 << 20};

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

static void parse(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], ':');
        if (!value) continue;
        *value++ = 0;
        const char *word = argv[i];
#define STRING(name, field) else if (!strcmp(word, name)) spec.field = value
#define NUMBER(name, field) else if (!strcmp(word, name)) spec.field = strtol(value, 0, 0)
#define LIST(name, field, count) else if (!strcmp(word, name) && spec.count < MAX_WORDS - 1) spec.field[spec.count++] = value
        if (!strcmp(word, "mode")) spec.mode = !strcmp(value, "plain") ? PLAIN : !strcmp(value, "range") ? RANGE : NAMESPACES;
        STRING("elf", elf);               /* host path of the program; empty: only try the sandbox */
        STRING("path", path);             /* where the program lies inside */
        STRING("cwd", cwd);               /* working directory inside */
        STRING("host-dir", host_dir);     /* working directory in mode plain */
        STRING("hostname", hostname);
        STRING("domainname", domainname);
        STRING("subuid", subuid);         /* first id of our range in /etc/subuid, for newuidmap */
        STRING("subgid", subgid);
        NUMBER("timeout", timeout_ms);
        NUMBER("output", output_limit);
        NUMBER("size", root_size);
        NUMBER("parent", parent);         /* process id of the harness */
        NUMBER("umask", umask_bits);
        LIST("root", root, roots);        /* d MODE PATH | f MODE PATH CONTENT | l PATH TARGET */
        LIST("device", devices, device_count);
        LIST("limit", limits, limit_count); /* NUMBER SOFT HARD, -1 for infinity */
        LIST("arg", argv, argc);
        LIST("env", envp, envc);
    }
}

static int write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t n = write(fd, text, strlen(text));
    int error = errno;
    close(fd);
    errno = error;
    return n < 0 ? -1 : 0;
}

/* ---- the root, built by init in its own mount namespace ---- */

static void make_entry(char *entry) {
    char kind = entry[0];
    char *save, *first = strtok_r(entry + 2, " ", &save);
    if (kind == 'l') {
        if (symlink(strtok_r(0, "", &save), first + 1)) refuse(first);
        return;
    }
    const char *path = strtok_r(0, " ", &save) + 1, *content = strtok_r(0, "", &save);
    mode_t mode = strtol(first, 0, 8);
    if (kind == 'd') {
        if (mkdir(path, mode) || chmod(path, mode)) refuse(path);
        return;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode);
    size_t length = content ? strlen(content) : 0;
    if (fd < 0 || write(fd, content, length) != (ssize_t)length || fchmod(fd, mode)) refuse(path);
    close(fd);
}

static void copy_program(int from) {
    char buffer[65536];
    int to = open(spec.path + 1, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    if (to < 0) refuse(spec.path);
    for (ssize_t n; (n = read(from, buffer, sizeof buffer)) != 0;)
        if (n < 0 || write(to, buffer, n) != n) refuse("copying the program");
    if (fchmod(to, 0755)) refuse(spec.path);
    close(to);
}

static void bind_device(const char *name) {
    char from[64], to[64];
    snprintf(from, sizeof from, "/dev/%s", name);
    snprintf(to, sizeof to, "dev/%s", name);
    int fd = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) refuse(to);
    close(fd);
    if (mount(from, to, 0, MS_BIND, 0)) lack("devices", from);
}

static void bring_up_loopback(void) {
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request)) lack("network", "loopback");
    if (fd >= 0) close(fd);
}

static void build_root(int program) {
    char options[64];
    snprintf(options, sizeof options, "size=%ld,mode=755", spec.root_size);
    if (mount(0, "/", 0, MS_REC | MS_PRIVATE, 0)) refuse("making mounts private");
    const char *base = mount("tmpfs", "/tmp", "tmpfs", 0, options) ? "/" : "/tmp";
    if (base[1] == 0 && mount("tmpfs", "/", "tmpfs", 0, options)) refuse("mounting a tmpfs");
    if (chdir(base)) refuse(base);
    umask(0);
    for (int i = 0; i < spec.roots; i++) make_entry(spec.root[i]);
    for (int i = 0; i < spec.device_count; i++) bind_device(spec.devices[i]);
    if (mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0)) lack("proc", "mounting /proc");
    if (mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"))
        lack("pty", "mounting /dev/pts");
    if (program >= 0) copy_program(program);
    if (syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/")) refuse("changing the root");
    if (sethostname(spec.hostname, strlen(spec.hostname)) || setdomainname(spec.domainname, strlen(spec.domainname)))
        refuse("setting the host name");
    bring_up_loopback();
    if (chdir(spec.cwd)) refuse(spec.cwd);
}

/* ---- the contract ---- */

static void set_limits(void) {
    for (int i = 0; i < spec.limit_count; i++) {
        char *rest;
        int resource = strtol(spec.limits[i], &rest, 10);
        struct rlimit now, want = {.rlim_cur = strtol(rest, &rest, 10)};
        want.rlim_max = strtol(rest, 0, 10);
        if (getrlimit(resource, &now)) refuse("getrlimit");
        if (want.rlim_max > now.rlim_max) {
            tell(LACK, 0, "limits the host's hard limit of resource %d is %ld", resource, (long)now.rlim_max);
            want.rlim_max = now.rlim_max;
            if (want.rlim_cur > want.rlim_max) want.rlim_cur = want.rlim_max;
        }
        if (setrlimit(resource, &want)) refuse("setrlimit");
    }
}

static _Noreturn void become_contract(int out, int err, const char *path) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) refuse("/dev/null");
    if (setsid() < 0) refuse("setsid");
    /* Above 2 first, so that no dup2 overwrites what a later one needs. */
    int from[3] = {fcntl(null, F_DUPFD_CLOEXEC, 10), fcntl(out, F_DUPFD_CLOEXEC, 10), fcntl(err, F_DUPFD_CLOEXEC, 10)};
    message_fd = fcntl(message_fd, F_DUPFD_CLOEXEC, 10);
    for (int i = 0; i < 3; i++)
        if (dup2(from[i], i) < 0) refuse("dup2");
    syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC; older kernels: every descriptor of ours has it */);
    for (int signal_number = 1; signal_number < 65; signal_number++) signal(signal_number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    umask(spec.umask_bits);
    set_limits();
    execve(path, spec.argv, spec.envp);
    refuse("execve");
}

/* ---- process 1 ---- */

static _Noreturn void run_contract(int out, int err, int program, const char *path) {
    if (program < 0) { /* only a trial of the sandbox */
        set_limits();
        tell(ENDED, 0, "");
        _exit(0);
    }
    pid_t contract = fork();
    if (contract < 0) refuse("fork");
    if (contract == 0) {
        if (spec.mode == PLAIN) prctl(PR_SET_PDEATHSIG, SIGKILL);
        become_contract(out, err, path);
    }
    close(out);
    close(err);
    for (;;) {
        int status;
        if (waitpid(-1, &status, __WALL) != contract) continue; /* an orphan */
        tell(ENDED, status, "");
        _exit(0); /* the kernel kills whatever the contract left in the namespace */
    }
}

static _Noreturn void be_init(int go, int out, int err, int program) {
    char byte;
    if (read(go, &byte, 1) != 1) _exit(125); /* the supervisor could not write the id maps and has said so */
    if (setresgid(0, 0, 0) || setresuid(0, 0, 0)) refuse("becoming user 0 of the namespace");
    if (spec.mode == RANGE && setgroups(0, 0)) refuse("setgroups");
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    build_root(program);
    run_contract(out, err, program, spec.path);
}

/* ---- the supervisor ---- */

static int run_helper(const char *tool, pid_t pid, unsigned own, const char *first) {
    char pid_text[16], own_text[16], count[16];
    snprintf(pid_text, sizeof pid_text, "%d", pid);
    snprintf(own_text, sizeof own_text, "%u", own);
    snprintf(count, sizeof count, "%ld", RANGE_COUNT - 1);
    pid_t helper = fork();
    if (helper == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 1), dup2(null, 2);
        execlp(tool, tool, pid_text, "0", own_text, "1", "1", first, count, (char *)0);
        _exit(127);
    }
    int status;
    errno = ENOENT;
    if (helper < 0 || waitpid(helper, &status, 0) < 0) return -1;
    errno = EPERM;
    return status ? -1 : 0;
}

/* The first of `ids` that may be mapped becomes id 0 of the namespace. */
static void map_one(const char *file, const long *ids, int count, const char *what) {
    char text[64];
    for (int i = 0; i < count; i++) {
        snprintf(text, sizeof text, "0 %ld 1", ids[i]);
        if (write_file(file, text) == 0) return;
    }
    refuse(what);
}

/* Root maps an id that owns nothing, so that even a contract that leaves its box has no rights over the machine. */
static void write_maps(pid_t pid, int is_root) {
    char uid_map[64], gid_map[64], setgroups_file[64];
    snprintf(uid_map, sizeof uid_map, "/proc/%d/uid_map", pid);
    snprintf(gid_map, sizeof gid_map, "/proc/%d/gid_map", pid);
    snprintf(setgroups_file, sizeof setgroups_file, "/proc/%d/setgroups", pid);
    if (spec.mode == RANGE) {
        char text[64];
        snprintf(text, sizeof text, "0 %ld %ld", RANGE_FIRST, RANGE_COUNT);
        int failed = is_root ? write_file(uid_map, text) || write_file(gid_map, text)
                             : run_helper("newuidmap", pid, getuid(), spec.subuid) ||
                                   run_helper("newgidmap", pid, getgid(), spec.subgid);
        if (failed) refuse("mapping a range of ids");
        return;
    }
    if (write_file(setgroups_file, "deny")) refuse("denying setgroups");
    const long for_root[] = {RANGE_FIRST, NOBODY, 0}, own_uid = geteuid(), own_gid = getegid();
    map_one(uid_map, is_root ? for_root : &own_uid, is_root ? 3 : 1, "mapping the user id");
    map_one(gid_map, is_root ? for_root : &own_gid, is_root ? 3 : 1, "mapping the group id");
}

struct stream {
    char *data;
    long kept, total;
};

/* Takes what is there; 0 at end of file. What exceeds the limit is read and dropped, so that the writer never blocks. */
static int take(int fd, struct stream *s) {
    static char spill[65536];
    long room = spec.output_limit - s->kept;
    ssize_t n = read(fd, room > 0 ? s->data + s->kept : spill, room > 0 ? (size_t)room : sizeof spill);
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    if (room > 0) s->kept += n;
    s->total += n;
    return n > 0;
}

static long now_micros(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

/* Without a pid namespace: orphans become our children (PR_SET_CHILD_SUBREAPER), so kill children until none is left. */
static void kill_children(void) {
    for (;;) {
        FILE *children = fopen("/proc/thread-self/children", "re");
        if (!children) return;
        for (int pid; fscanf(children, "%d", &pid) == 1;) kill(pid, SIGKILL);
        fclose(children);
        if (waitpid(-1, 0, __WALL) < 0 && errno == ECHILD) return;
    }
}

int main(int argc, char **argv) {
    parse(argc, argv);
    if (!spec.argc) spec.argv[spec.argc++] = "contract";
    int out[2], err[2], messages[2], go[2];
    if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC) || pipe2(messages, O_CLOEXEC) || pipe2(go, O_CLOEXEC)) return 125;
    message_fd = messages[1];
    struct stream outputs[2] = {{.data = malloc(spec.output_limit)}, {.data = malloc(spec.output_limit)}};
    setsid(); /* a terminal's Ctrl-C is for the harness, which then ends us */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (spec.parent && getppid() != spec.parent) return 125;

    long start = now_micros();
    pid_t child = -1;
    int program = *spec.elf ? open(spec.elf, O_RDONLY | O_CLOEXEC) : -1, timed_out = 0;
    if (*spec.elf && program < 0) {
        tell(REFUSED, 0, "%s: %s", spec.elf, strerror(errno));
    } else if (spec.mode == PLAIN) {
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        child = fork();
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (chdir(spec.host_dir)) refuse(spec.host_dir);
            run_contract(out[1], err[1], program, spec.elf);
        }
    } else {
        int is_root = geteuid() == 0;
        gid_t group = RANGE_FIRST; /* as an ordinary user has his own: getgroups() answers one group, 0 */
        if (is_root) setgroups(1, &group); /* ignored where it is denied: then we are in a user namespace ourselves */
        long flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP;
        child = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) {
            close(go[1]);
            be_init(go[0], out[1], err[1], program);
        }
        if (child < 0) {
            tell(REFUSED, 0, "new namespaces: %s", strerror(errno));
        } else {
            pid_t writer = fork(); /* refuse() ends its process; the supervisor must go on to report it */
            if (writer == 0) write_maps(child, is_root), _exit(0);
            int status;
            if (writer > 0 && waitpid(writer, &status, 0) == writer && status == 0) (void)!write(go[1], "x", 1);
        }
    }
    close(go[0]), close(go[1]), close(out[1]), close(err[1]), close(messages[1]);

    struct message ended = {.kind = REFUSED, .text = "the sandbox ended without a word"}, m;
    char lacks[4096] = "";
    struct pollfd fds[3] = {{messages[0], POLLIN, 0}, {out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
    long deadline = start + spec.timeout_ms * 1000;
    while (fds[0].fd >= 0 || fds[1].fd >= 0 || fds[2].fd >= 0) {
        long left = deadline - now_micros();
        int ready = poll(fds, 3, left > 0 ? (int)(left / 1000 + 1) : 0);
        if (ready == 0 && now_micros() >= deadline) {
            timed_out = 1;
            if (child > 0) kill(child, SIGKILL);
            if (spec.mode == PLAIN) kill_children();
            deadline += 3600L * 1000000; /* the ends of the pipes close as the processes die */
            continue;
        }
        for (int i = 1; i < 3; i++)
            if (fds[i].fd >= 0 && fds[i].revents && !take(fds[i].fd, &outputs[i - 1])) fds[i].fd = -1;
        if (fds[0].fd < 0 || !fds[0].revents) continue;
        if (read(fds[0].fd, &m, sizeof m) != sizeof m) {
            fds[0].fd = -1;
            if (spec.mode == PLAIN) kill_children();
            continue;
        }
        if (m.kind == LACK) {
            size_t used = strlen(lacks);
            snprintf(lacks + used, sizeof lacks - used, "lack %s\n", m.text);
        } else {
            ended = m;
        }
    }
    while (child > 0 && waitpid(child, 0, __WALL) < 0 && errno == EINTR) continue;
    long micros = now_micros() - start;

    if (timed_out) printf("timeout\n");
    else if (ended.kind == REFUSED) printf("refused %s\n", ended.text);
    else if (WIFSIGNALED(ended.status)) printf("signaled %d\n", WTERMSIG(ended.status));
    else printf("exited %d\n", WEXITSTATUS(ended.status));
    printf("%sbytes %ld %ld\ncut %d %d\nmicros %ld\n\n", lacks, outputs[0].kept, outputs[1].kept,
           outputs[0].total > outputs[0].kept, outputs[1].total > outputs[1].kept, micros);
    for (int i = 0; i < 2; i++) fwrite(outputs[i].data, 1, outputs[i].kept, stdout);
    return fflush(stdout) ? 125 : 0;
}
