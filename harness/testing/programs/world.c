#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

/* All that a program can see of the world it starts in, and that must be the same on every target. */

extern char **environ;

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static void list(const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, 0, by_name);
    for (int i = 0; i < count; i++) {
        char full[512], target[256] = "";
        struct stat status;
        snprintf(full, sizeof full, "%s/%s", path, entries[i]->d_name);
        if (lstat(full, &status)) printf("%s/%s: cannot be seen\n", path, entries[i]->d_name);
        if (S_ISLNK(status.st_mode)) target[readlink(full, target, sizeof target - 1)] = 0;
        printf("%s/%s: %o %d %d %s\n", path, entries[i]->d_name, status.st_mode, status.st_uid, status.st_gid, target);
    }
}

static void show_file(const char *path) {
    char text[512];
    int fd = open(path, O_RDONLY);
    ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof text);
    printf("%s: %.*s\n", path, (int)size, text);
    close(fd);
}

int main(int argc, char **argv) {
    char text[256];
    struct utsname uts;
    uname(&uts);
    printf("ids: %d %d %d %d\n", getuid(), geteuid(), getgid(), getegid());
    printf("process: %d %d %d %d\n", getpid(), getppid(), getsid(0), getpgrp());
    printf("arguments: %d %s\n", argc, argv[0]);
    for (char **variable = environ; *variable; variable++) printf("environment: %s\n", *variable);
    printf("cwd: %s\n", getcwd(text, sizeof text));
    printf("system: %s %s %s %s\n", uts.sysname, uts.nodename, uts.machine, uts.domainname);
    for (int resource = 0; resource < 16; resource++) {
        struct rlimit limit;
        getrlimit(resource, &limit);
        /* What guest-environment.ts leaves alone is the host's. */
        if (resource == RLIMIT_CPU || resource == RLIMIT_FSIZE || resource == RLIMIT_RSS || resource == RLIMIT_AS ||
            resource == RLIMIT_LOCKS || resource == RLIMIT_RTTIME)
            continue;
        printf("limit %d: %ld %ld\n", resource, (long)limit.rlim_cur, (long)limit.rlim_max);
    }
    printf("umask: %o\n", umask(0));
    for (int fd = 0; fd < 64; fd++) {
        struct stat status;
        if (fstat(fd, &status) == 0)
            printf("descriptor %d: %o %o\n", fd, status.st_mode & S_IFMT, fcntl(fd, F_GETFL) & O_ACCMODE);
    }
    sigset_t mask;
    sigprocmask(SIG_BLOCK, 0, &mask);
    for (int number = 1; number < 65; number++) {
        struct sigaction action;
        if (sigaction(number, 0, &action) == 0 && action.sa_handler != SIG_DFL) printf("signal %d is not default\n", number);
        if (sigismember(&mask, number) == 1) printf("signal %d is blocked\n", number);
    }
    printf("dumpable: %d, no new privileges: %d\n", prctl(PR_GET_DUMPABLE), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    list("/");
    list("/bin");
    list("/dev");
    list("/etc");
    list("/tmp");
    show_file("/etc/passwd");
    show_file("/etc/group");
    show_file("/etc/hosts");
    show_file("/etc/hostname");
    puts("CONTRACT_PASS");
    return 0;
}
