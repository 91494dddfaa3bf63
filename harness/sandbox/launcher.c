/* Runs one static ELF, or a command that runs it, in a sandbox of its own and reports how it ended.
 *
 *   launcher word:value ...      what the words mean stands in parse(); harness/sandbox/launch.ts writes them
 *
 * Three processes:
 *   supervisor   this one, outside; owns the clock and the output limit, and prints one frame on its standard output
 *   init         process 1 of a new pid namespace; builds the small root, reaps orphans; when it dies, all die
 *   contract     process 2; leads its own session, with nothing open but 0, 1 and 2
 * The supervisor dies with the harness and init with the supervisor (PR_SET_PDEATHSIG), and the mounts exist only in
 * init's mount namespace: however a run ends, nothing is left behind. The same program is the sandbox inside a machine
 * of ours (harness/machines), with as much of all this as its kernel has.
 *
 * The frame: lines "exited N" | "signaled N" | "timeout" | "refused TEXT", "lack WORD TEXT"..., "bytes OUT ERR",
 * "cut OUT ERR", "micros N", an empty line, then OUT bytes of standard output and ERR bytes of standard error.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "root.h"
#include "spec.h"

#define RANGE_FIRST 0x70000000L /* no distribution gives these ids to people; systemd keeps them free as well */
#define RANGE_COUNT 65536L
#define NOBODY 65534L /* for where those are not to be had: in a container that maps fewer ids */

static int write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t n = write(fd, text, strlen(text));
    int error = errno;
    close(fd);
    errno = error;
    return n < 0 ? -1 : 0;
}

/* ---- the contract ---- */

static void set_limits(void) {
    for (int i = 0; i < spec.limit_count; i++) {
        char *rest;
        int resource = strtol(spec.limits[i], &rest, 10);
        struct rlimit now, want = {.rlim_cur = strtol(rest, &rest, 10)};
        want.rlim_max = strtol(rest, 0, 10);
        if (getrlimit(resource, &now)) {
            missing("limits", "getrlimit");
            continue;
        }
        if (want.rlim_max > now.rlim_max) {
            tell(LACK, 0, "limits the host's hard limit of resource %d is %ld", resource, (long)now.rlim_max);
            want.rlim_max = now.rlim_max;
            if (want.rlim_cur > want.rlim_max) want.rlim_cur = want.rlim_max;
        }
        if (setrlimit(resource, &want)) missing("limits", spec.limits[i]);
    }
}

/* On the host it is an empty pipe: runsc, as root, gives the owner of its standard input to somebody else. */
static int no_input(void) {
    int ends[2];
    if (spec.mode != HOST) {
        ends[0] = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (ends[0] < 0) refuse("/dev/null");
    } else {
        if (pipe2(ends, O_CLOEXEC)) refuse("pipe2");
        close(ends[1]);
    }
    return ends[0];
}

static _Noreturn void become_contract(int out, int err, const char *path) {
    int null = no_input();
    if (setsid() < 0) missing("namespaces", "setsid");
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
    if (spec.mode != HOST) {
        umask(spec.umask_bits);
        set_limits();
    }
    if (spec.words) execvpe(spec.command[0], spec.command, spec.envp), refuse(spec.command[0]);
    execve(path, spec.argv, spec.envp);
    refuse("execve");
}

/* ---- process 1 ---- */

static _Noreturn void run_contract(int out, int err, int program, const char *path) {
    if (program < 0 && !spec.words) { /* only a trial of the sandbox */
        set_limits();
        tell(ENDED, 0, "");
        _exit(0);
    }
    pid_t contract = fork();
    if (contract < 0) refuse("fork");
    if (contract == 0) {
        if (spec.mode == PLAIN || spec.mode == MACHINE) prctl(PR_SET_PDEATHSIG, SIGKILL);
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
    /* Still as who started us: an id of the namespace may not get through to the folder. */
    int base = *spec.base ? open(spec.base, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    if (*spec.base && base < 0) refuse(spec.base);
    if (setresgid(0, 0, 0) || setresuid(0, 0, 0)) refuse("becoming user 0 of the namespace");
    if (spec.mode == RANGE && setgroups(0, 0)) refuse("setgroups");
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    build_root(program, base);
    run_contract(out, err, program, spec.path);
}

/* All that this kernel has of namespaces; in the user namespace only id 0 is mapped. Works in the new root. */
static void enter_namespaces(void) {
    static const struct { int flag; const char *name; } kinds[] = {
        {CLONE_NEWUSER, "a user namespace"}, {CLONE_NEWNET, "a network namespace"}, {CLONE_NEWUTS, "a uts namespace"},
        {CLONE_NEWIPC, "an ipc namespace"},  {CLONE_NEWCGROUP, "a cgroup namespace"}};
    int all = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) all |= kinds[i].flag;
    if (unshare(all)) {
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (unshare(kinds[i].flag)) lack("namespaces", kinds[i].name);
    }
    if (spec.range) return;
    write_file("proc/self/setgroups", "deny");
    if (write_file("proc/self/uid_map", "0 0 1")) lack("root", "mapping the user id");
    if (write_file("proc/self/gid_map", "0 0 1")) lack("root", "mapping the group id");
}

/* A range can only be mapped from outside: by a process that stays there until we are in. */
static void enter_namespaces_with_range(void) {
    char file[64], byte;
    int in[2], status;
    if (pipe2(in, O_CLOEXEC)) refuse("pipe2");
    pid_t outside = fork();
    if (outside == 0) {
        close(in[1]);
        (void)!read(in[0], &byte, 1);
        snprintf(file, sizeof file, "proc/%d/uid_map", getppid());
        if (write_file(file, "0 0 65536")) lack("id-range", "mapping a range of user ids");
        snprintf(file, sizeof file, "proc/%d/gid_map", getppid());
        if (write_file(file, "0 0 65536")) lack("id-range", "mapping a range of group ids");
        _exit(0);
    }
    close(in[0]);
    enter_namespaces();
    close(in[1]);
    if (outside > 0) waitpid(outside, &status, 0);
    if (setresgid(0, 0, 0) || setresuid(0, 0, 0)) lack("id-range", "becoming user 0");
}

static _Noreturn void be_machine_init(int out, int err, int program) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    build_machine_root(program);
    spec.range ? enter_namespaces_with_range() : enter_namespaces(); /* first: from a changed root no user namespace can be made, user_namespaces(7) */
    if (chroot(".")) refuse("chroot");
    if (chdir(spec.cwd)) refuse(spec.cwd);
    name_host();
    bring_up_loopback();
    run_contract(out, err, program, spec.path);
}

/* Sees the host, but only its own processes. */
static _Noreturn void be_host_init(int go, int out, int err, int program) {
    char byte;
    if (read(go, &byte, 1) != 1) _exit(125);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    if (mount(0, "/", 0, MS_REC | MS_PRIVATE, 0)) refuse("making mounts private");
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0);
    if (chdir(spec.host_dir)) refuse(spec.host_dir);
    run_contract(out, err, program, spec.elf);
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
    if (spec.mode == HOST) {
        char text[64];
        if (is_root) return;
        int failed = write_file(setgroups_file, "deny");
        snprintf(text, sizeof text, "%d %d 1", (int)geteuid(), (int)geteuid());
        failed |= write_file(uid_map, text);
        snprintf(text, sizeof text, "%d %d 1", (int)getegid(), (int)getegid());
        if (failed | write_file(gid_map, text)) refuse("mapping the own ids");
        return;
    }
    if (spec.mode == RANGE && spec.rights == 2) return;
    if (spec.mode == RANGE) {
        char text[64];
        snprintf(text, sizeof text, "0 %ld %ld", spec.rights ? 0 : RANGE_FIRST, RANGE_COUNT);
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

static int pass_on(int from, int to) {
    static char buffer[65536];
    ssize_t n = read(from, buffer, sizeof buffer);
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    for (ssize_t done = 0, m; done < n; done += m)
        if ((m = write(to, buffer + done, n - done)) < 0) return 0;
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
    /* QEMU writes a console byte by byte and drops what does not fit: a pipe holds many of those, a socket few. */
    if (spec.stream) fcntl(out[1], F_SETPIPE_SZ, 1 << 20);
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
            setsid(); /* who kills its parent's group does not reach us */
            if (chdir(spec.host_dir)) refuse(spec.host_dir);
            run_contract(out[1], err[1], program, spec.elf);
        }
    } else if (spec.mode == MACHINE) {
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        static const int wanted[] = {CLONE_NEWPID | CLONE_NEWNS, CLONE_NEWPID, 0};
        for (int i = 0; child < 0 && i < 3; i++) child = syscall(SYS_clone, wanted[i] | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) be_machine_init(out[1], err[1], program);
        if (child < 0) tell(REFUSED, 0, "clone: %s", strerror(errno));
    } else {
        int is_root = geteuid() == 0;
        gid_t group = RANGE_FIRST; /* as an ordinary user has his own: getgroups() answers one group, 0 */
        /* Ignored where it is denied: then we are in a user namespace ourselves. */
        if (is_root && spec.mode != HOST) setgroups(1, &group);
        long flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP;
        if (spec.rights == 2) flags &= ~CLONE_NEWUSER;
        if (spec.mode == HOST) flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | (is_root ? 0 : CLONE_NEWUSER);
        child = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) {
            close(go[1]);
            if (spec.mode == HOST) be_host_init(go[0], out[1], err[1], program);
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
            if (spec.mode == PLAIN || spec.mode == MACHINE) kill_children();
            deadline += 3600L * 1000000; /* the ends of the pipes close as the processes die */
            continue;
        }
        for (int i = 1; i < 3; i++)
            if (fds[i].fd >= 0 && fds[i].revents &&
                !(spec.stream ? pass_on(fds[i].fd, i) : take(fds[i].fd, &outputs[i - 1])))
                fds[i].fd = -1;
        if (fds[0].fd < 0 || !fds[0].revents) continue;
        if (read(fds[0].fd, &m, sizeof m) != sizeof m) {
            fds[0].fd = -1;
            if (spec.mode == PLAIN || spec.mode == MACHINE) kill_children();
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

    if (spec.stream) {
        if (ended.kind == REFUSED) dprintf(2, "%s\n", ended.text);
        return 0;
    }
    if (timed_out) printf("timeout\n");
    else if (ended.kind == REFUSED) printf("refused %s\n", ended.text);
    else if (WIFSIGNALED(ended.status)) printf("signaled %d\n", WTERMSIG(ended.status));
    else printf("exited %d\n", WEXITSTATUS(ended.status));
    printf("%sbytes %ld %ld\ncut %d %d\nmicros %ld\n\n", lacks, outputs[0].kept, outputs[1].kept,
           outputs[0].total > outputs[0].kept, outputs[1].total > outputs[1].kept, micros);
    for (int i = 0; i < 2; i++) fwrite(outputs[i].data, 1, outputs[i].kept, stdout);
    return fflush(stdout) ? 125 : 0;
}
