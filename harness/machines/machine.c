/* Runs a list of programs inside a machine, one after the other, and tells the results on standard output.
 *
 * It is process 1 of a booted kernel, or a command in a sandbox such as gVisor. Beside it, in the folder of argv[0], lie
 *   launcher       harness/sandbox/launcher.c: the sandbox of one run
 *   words          the launcher's words that are the same in every run, each ended by a zero byte
 *   list           a line for each run: NUMBER PROGRAM MILLISECONDS WORLD; a world is words joined by commas, see launch()
 *   programs/      the ELFs
 *   work/          empty; each run gets a folder in it
 *   cgroup/        empty; the hierarchy that a run may have changed is seen there, to be emptied again
 * Standard output may be a console that the kernel writes to as well, so every line of ours is known by its start:
 *   @contracts hello | run N | frame N LENGTH CHECK | + BASE64 | end N | done
 * A frame is the launcher's (harness/sandbox/frame.ts); CHECK is the sum that checksum() makes.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORDS 256
#define MAX_FRAME (4 << 20)
#define LINE 57 /* bytes that make 76 characters of base64 */

static char folder[256], *words[MAX_WORDS], frame[MAX_FRAME];
static int common; /* words from the file */
static int is_partial; /* the kernel cannot give the sandbox that contracts have on Linux, only some of it */

static uint32_t checksum(const char *bytes, size_t length) { /* FNV-1a */
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < length; i++) sum = (sum ^ (unsigned char)bytes[i]) * 16777619u;
    return sum;
}

static void write_base64(const char *bytes, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t start = 0; start < length; start += LINE) {
        char text[LINE / 3 * 4 + 1], *to = text;
        for (size_t i = start; i < length && i < start + LINE; i += 3) {
            size_t left = length - i;
            uint32_t group = (unsigned char)bytes[i] << 16;
            if (left > 1) group |= (unsigned char)bytes[i + 1] << 8;
            if (left > 2) group |= (unsigned char)bytes[i + 2];
            *to++ = digits[group >> 18], *to++ = digits[group >> 12 & 63];
            *to++ = left > 1 ? digits[group >> 6 & 63] : '=', *to++ = left > 2 ? digits[group & 63] : '=';
        }
        *to = 0;
        printf("@contracts + %s\n", text);
    }
}

static const char *in_folder(const char *name) {
    static char path[4][512];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

/* The launcher's whole frame; 0 bytes if it could not be started. */
static size_t launch(const char *world, const char *program, const char *timeout, const char *work) {
    char own[7][600];
    int whole = !is_partial || !*program;
    int rights = strstr(world, "real-root") ? 2 : strstr(world, "cgroups") ? 1 : 0, range = rights || strstr(world, "range");
    snprintf(own[0], sizeof own[0], "mode:%s", !whole ? "machine" : range ? "range" : "namespaces");
    snprintf(own[4], sizeof own[4], "range:%d", range);
    snprintf(own[5], sizeof own[5], "rights:%d", rights);
    snprintf(own[6], sizeof own[6], "cgroups:%d", !!strstr(world, "cgroups"));
    snprintf(own[1], sizeof own[1], "elf:%s", *program ? in_folder(program) : "");
    snprintf(own[2], sizeof own[2], "timeout:%s", timeout);
    snprintf(own[3], sizeof own[3], "host-dir:%s", work);
    for (int i = 0; i < 7; i++) words[common + i] = own[i];
    words[common + 7] = 0;
    int ends[2];
    if (pipe(ends)) return 0;
    fflush(stdout);
    pid_t launcher = fork();
    if (launcher == 0) {
        dup2(ends[1], 1);
        close(ends[0]), close(ends[1]);
        execv(words[0], words);
        _exit(127);
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t n; length < MAX_FRAME && (n = read(ends[0], frame + length, MAX_FRAME - length)) != 0;) {
        if (n > 0) length += n;
        else if (errno != EINTR) break;
    }
    close(ends[0]);
    if (launcher > 0) waitpid(launcher, 0, 0);
    return length;
}

/* The console, where the kernel gave us none. */
static void open_console(void) {
    if (fcntl(1, F_GETFD) >= 0) return;
    mknod("/dev/console", S_IFCHR | 0600, makedev(5, 1));
    int console = open("/dev/console", O_RDWR);
    for (int fd = 0; console >= 0 && fd < 3; fd++) dup2(console, fd);
}

/* What a system's first process has to make before anything runs. What fails here is missed later, and told there. */
static void be_process_one(void) {
    mkdir("/dev", 0755), mkdir("/proc", 0755), mkdir("/sys", 0755), mkdir("/tmp", 01777);
    mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
    mount("proc", "/proc", "proc", 0, 0);
    mount("sysfs", "/sys", "sysfs", 0, 0); /* a user namespace may mount only what is to be seen already */
    open_console();
    setenv("PATH", "/bin", 1);
}

/* A small machine's hard limits may be lower than the contracts' own; only root may raise them, and we are. */
static void raise_limits(void) {
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit limit;
        if (getrlimit(resource, &limit)) continue;
        limit.rlim_max = resource == RLIMIT_NOFILE ? 1 << 20 : RLIM_INFINITY;
        setrlimit(resource, &limit);
    }
}

static void read_words(void) {
    static char text[65536];
    int fd = open(in_folder("words"), O_RDONLY);
    ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    close(fd);
    static char launcher[512];
    snprintf(launcher, sizeof launcher, "%s", in_folder("launcher"));
    words[common++] = launcher;
    for (char *word = text; word < text + length && common < MAX_WORDS - 10; word += strlen(word) + 1) words[common++] = word;
}

static void write_to(const char *folder_path, const char *name, const char *text) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder_path, name);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd >= 0) (void)!write(fd, text, strlen(text)), close(fd);
}

/* Removes the groups in a group, the deepest first. Nobody lives in them any more: the run's processes are reaped. */
static void remove_groups(const char *group) {
    DIR *entries = opendir(group);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        char inner[1024];
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
        snprintf(inner, sizeof inner, "%s/%s", group, entry->d_name);
        remove_groups(inner);
        rmdir(inner);
    }
    if (entries) closedir(entries);
}

/* As it was when the machine had booted. */
static void restore_cgroups(void) {
    const char *root = in_folder("cgroup");
    static const char *const controllers[] = {"-cpu", "-io", "-memory", "-pids"};
    if (mount("cgroup2", root, "cgroup2", 0, 0)) return;
    remove_groups(root);
    for (int i = 0; i < 4; i++) write_to(root, "cgroup.subtree_control", controllers[i]);
    write_to(root, "cgroup.max.depth", "max"), write_to(root, "cgroup.max.descendants", "max");
    umount2(root, MNT_DETACH);
}

/* What is real time ahead of the time since boot; after a run it is set back to that. */
static long long real_time_ahead(void) {
    struct timespec real, boot;
    clock_gettime(CLOCK_REALTIME, &real), clock_gettime(CLOCK_BOOTTIME, &boot);
    return (real.tv_sec - boot.tv_sec) * 1000000000LL + real.tv_nsec - boot.tv_nsec;
}

static void restore_clock(long long ahead) {
    struct timespec boot;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    long long real = boot.tv_sec * 1000000000LL + boot.tv_nsec + ahead;
    clock_settime(CLOCK_REALTIME, &(struct timespec){real / 1000000000, real % 1000000000});
}

static void run(int number, const char *program, const char *timeout, const char *world) {
    char work[600], name[64];
    snprintf(name, sizeof name, "work/%d", number);
    snprintf(work, sizeof work, "%s", in_folder(name));
    mkdir(work, 0755);
    printf("@contracts run %d\n", number);
    long long ahead = real_time_ahead();
    size_t length = launch(world, program, timeout, work);
    if (strstr(world, "real-root")) restore_clock(ahead);
    printf("@contracts frame %d %zu %u\n", number, length, checksum(frame, length));
    write_base64(frame, length);
    printf("@contracts end %d\n", number);
    fflush(stdout);
    umount2(work, MNT_DETACH);
    rmdir(work);
    if (strstr(world, "cgroups")) restore_cgroups();
}

int main(int argc, char **argv) {
    snprintf(folder, sizeof folder, "%s", argc > 0 ? argv[0] : "/init");
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    struct stat status;
    int boots = getpid() == 1 && stat("/proc/self", &status) != 0;
    if (boots) be_process_one();
    struct termios settings;
    if (tcgetattr(1, &settings) == 0) {
        settings.c_oflag &= ~OPOST;
        tcsetattr(1, TCSANOW, &settings);
    }
    raise_limits();
    printf("\n@contracts hello\n");
    read_words();
    /* The sandbox that contracts have on Linux, or where the kernel cannot give it, what it has of it. */
    size_t length = launch("namespaces", "", "10000", "/");
    is_partial = length <= 9 || memcmp(frame, "exited 0\n", 9);
    FILE *list = fopen(in_folder("list"), "r");
    char program[256], timeout[32], world[64];
    int number;
    while (list && fscanf(list, "%d %255s %31s %63s", &number, program, timeout, world) == 4)
        run(number, program, timeout, world);
    printf("@contracts done\n");
    fflush(stdout);
    sync();
    if (boots) reboot(RB_POWER_OFF);
    for (; boots;) pause(); /* process 1 must not end; the harness ends the machine */
    return 0;
}
