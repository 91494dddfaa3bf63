/* The small root that a program sees, built by init in its own mount namespace. */
#ifndef ROOT_H
#define ROOT_H

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include "spec.h"

/* What cannot be made is a trial that failed; on a machine of our own it is only missing, and told. */
static void missing(const char *word, const char *what) {
    if (spec.mode != MACHINE) refuse(what);
    lack(word, what);
}

static void make_entry(char *entry) {
    char kind = entry[0];
    char *save, *first = strtok_r(entry + 2, " ", &save);
    if (kind == 'l') {
        if (symlink(strtok_r(0, "", &save), first + 1)) missing("root", first);
        return;
    }
    const char *path = strtok_r(0, " ", &save) + 1, *content = strtok_r(0, "", &save);
    mode_t mode = strtol(first, 0, 8);
    if (kind == 'd') {
        if (mkdir(path, mode) || chmod(path, mode)) missing("root", path);
        return;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode);
    size_t length = content ? strlen(content) : 0;
    if (fd < 0 || write(fd, content, length) != (ssize_t)length || fchmod(fd, mode)) missing("root", path);
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

/* Device numbers stand in Documentation/admin-guide/devices.txt. */
static void make_device(const char *name, const char *path) {
    static const struct { const char *name; int major, minor; } numbers[] = {
        {"null", 1, 3}, {"zero", 1, 5}, {"full", 1, 7}, {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(name, numbers[i].name) && mknod(path, S_IFCHR | 0666, makedev(numbers[i].major, numbers[i].minor)))
            lack("devices", path);
}

static void place_device(const char *name) {
    char from[64], to[64];
    snprintf(from, sizeof from, "/dev/%s", name);
    snprintf(to, sizeof to, "dev/%s", name);
    if (spec.mode == MACHINE) return make_device(name, to);
    int fd = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) refuse(to);
    close(fd);
    if (mount(from, to, 0, MS_BIND, 0)) lack("devices", from);
}

/* Opened before the tmpfs may hide it. */
static void open_bind(int index, int *fds) {
    fds[index] = open(spec.binds[index], O_PATH | O_CLOEXEC);
    if (fds[index] < 0) refuse(spec.binds[index]);
}

static void place_bind(const char *path, int fd) {
    char to[4096], from[64];
    struct stat status;
    struct statvfs file_system;
    snprintf(to, sizeof to, "%s", path + 1);
    for (char *slash = strchr(to, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(to, 0755) && errno != EEXIST) refuse(path);
        *slash = '/';
    }
    if (fstat(fd, &status)) refuse(path);
    int made = S_ISDIR(status.st_mode) ? mkdir(to, 0755) : open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    if (made < 0 && errno != EEXIST) refuse(path);
    if (made > 0) close(made);
    snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
    if (mount(from, to, 0, MS_BIND | MS_REC, 0)) refuse(path);
    close(fd);
    /* A user namespace may not drop what the host's mount forbids. */
    unsigned long same = statvfs(to, &file_system) ? 0 : file_system.f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME);
    if (mount(0, to, 0, MS_BIND | MS_REMOUNT | MS_RDONLY | same, 0)) lack("root", path);
}

static void bring_up_loopback(void) {
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request)) lack("network", "loopback");
    if (fd >= 0) close(fd);
}

/* A namespace's root; where the root is the boot's own file system, which cannot be pivoted, it is covered. */
static void enter_root(void) {
    if (syscall(SYS_pivot_root, ".", ".") == 0) {
        if (umount2(".", MNT_DETACH)) refuse("leaving the old root");
    } else if (mount(".", "/", 0, MS_MOVE, 0) || chroot(".")) {
        refuse("changing the root");
    }
    if (chdir("/")) refuse("/");
}

/* cgroup v2, without the rest of /sys. */
static void place_cgroups(void) {
    static const char *const folders[] = {"sys", "sys/fs", "sys/fs/cgroup"};
    for (int i = 0; i < 3; i++)
        if (mkdir(folders[i], 0755) && errno != EEXIST) lack("cgroups", folders[i]);
    if (mount("cgroup2", folders[2], "cgroup2", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0)) lack("cgroups", "mounting cgroup2");
}

/* A folder of the host as the root: what lies in it stays, and only /dev and /tmp are new. */
static void mount_base(int base, const char *to) {
    char from[64], options[64];
    struct statvfs file_system;
    snprintf(from, sizeof from, "/proc/self/fd/%d", base);
    if (mount(from, to, 0, MS_BIND, 0)) refuse(spec.base);
    unsigned long same = statvfs(to, &file_system) ? 0 : file_system.f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME);
    if (mount(0, to, 0, MS_BIND | MS_REMOUNT | MS_RDONLY | same, 0)) refuse(spec.base);
    if (chdir(to)) refuse(to);
    snprintf(options, sizeof options, "size=%ld,mode=1777", spec.root_size);
    if (mount("tmpfs", "tmp", "tmpfs", 0, options)) refuse("mounting a tmpfs on /tmp");
    if (mount("tmpfs", "dev", "tmpfs", 0, "mode=755")) refuse("mounting a tmpfs on /dev");
}

/* Of the small root, a folder of the host only lacks what is in /dev. */
static int is_wanted(const char *entry) { return !*spec.base || strstr(entry, " /dev/") != 0; }

static void fill_root(int program) {
    umask(0);
    for (int i = 0; i < spec.roots; i++)
        if (is_wanted(spec.root[i])) make_entry(spec.root[i]);
    for (int i = 0; i < spec.device_count; i++) place_device(spec.devices[i]);
    if (mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0)) lack("proc", "mounting /proc");
    if (mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"))
        lack("pty", "mounting /dev/pts");
    if (!*spec.base && mount("sysfs", "sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, 0))
        lack("sysfs", "mounting /sys");
    if (spec.cgroups) place_cgroups();
    if (program >= 0) copy_program(program);
}

static void name_host(void) {
    if (sethostname(spec.hostname, strlen(spec.hostname)) || setdomainname(spec.domainname, strlen(spec.domainname)))
        missing("namespaces", "setting the host name");
}

static void build_root(int program, int base_fd) {
    char options[64];
    int binds[MAX_WORDS];
    for (int i = 0; i < spec.bind_count; i++) open_bind(i, binds);
    snprintf(options, sizeof options, "size=%ld,mode=755", spec.root_size);
    if (mount(0, "/", 0, MS_REC | MS_PRIVATE, 0)) refuse("making mounts private");
    if (*spec.base) {
        mount_base(base_fd, "/tmp");
    } else {
        const char *place = mount("tmpfs", "/tmp", "tmpfs", 0, options) ? "/" : "/tmp";
        if (place[1] == 0 && mount("tmpfs", "/", "tmpfs", 0, options)) refuse("mounting a tmpfs");
        if (chdir(place)) refuse(place);
    }
    fill_root(program);
    for (int i = 0; i < spec.bind_count; i++) place_bind(spec.binds[i], binds[i]);
    enter_root();
    name_host();
    bring_up_loopback();
    if (chdir(spec.cwd)) refuse(spec.cwd);
}

/* On a machine of our own: in a folder that the machine's runner made for this run alone. */
static void build_machine_root(int program) {
    char options[64];
    snprintf(options, sizeof options, "size=%ld,mode=755", spec.root_size);
    if (mount("tmpfs", spec.host_dir, "tmpfs", 0, options)) lack("root", "mounting a tmpfs");
    if (chdir(spec.host_dir)) refuse(spec.host_dir);
    fill_root(program);
}
#endif
