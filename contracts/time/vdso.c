/* Contract:  The vDSO (AT_SYSINFO_EHDR) is an ELF object whose functions, under the version LINUX_2.6, tell the same time
 *            as the system calls, without one; it is mapped as [vdso], readable and executable, beside [vvar].
 * Source:    vdso(7); getauxval(3), AT_SYSINFO_EHDR; proc_pid_maps(5)
 * Covers:    clock_gettime gettimeofday time clock_getres getcpu mprotect
 */
#include "contract.h"

#include <elf.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>

static const char *object, *strings;
static const Elf64_Sym *symbols;
static const uint32_t *hash;
static const uint16_t *versions;
static const Elf64_Verdef *definitions;

static const char *version_of(unsigned symbol) {
  const Elf64_Verdef *one = definitions;
  for (;;) {
    if (one->vd_ndx == (versions[symbol] & 0x7fff)) {
      return strings + ((const Elf64_Verdaux *)((const char *)one + one->vd_aux))->vda_name;
    }
    if (!one->vd_next) return "";
    one = (const Elf64_Verdef *)((const char *)one + one->vd_next);
  }
}

static void *find(const char *name) {
  for (unsigned i = 1; i < hash[1]; i++) {
    if (symbols[i].st_shndx == SHN_UNDEF || ELF64_ST_TYPE(symbols[i].st_info) != STT_FUNC) continue;
    if (!strcmp(strings + symbols[i].st_name, name) && !strcmp(version_of(i), "LINUX_2.6")) {
      return (void *)(object + symbols[i].st_value);
    }
  }
  return 0;
}

static const char *open_object(void) {
  const Elf64_Ehdr *header = (const void *)object;
  const Elf64_Phdr *parts = (const void *)(object + header->e_phoff);
  const char *soname = "";
  const Elf64_Dyn *dynamic = 0;
  for (int i = 0; i < header->e_phnum; i++) {
    if (parts[i].p_type == PT_DYNAMIC) dynamic = (const void *)(object + parts[i].p_offset);
  }
  for (const Elf64_Dyn *one = dynamic; one && one->d_tag; one++) {
    const void *at = object + one->d_un.d_ptr;
    if (one->d_tag == DT_STRTAB) strings = at;
    if (one->d_tag == DT_SYMTAB) symbols = at;
    if (one->d_tag == DT_HASH) hash = at;
    if (one->d_tag == DT_VERSYM) versions = at;
    if (one->d_tag == DT_VERDEF) definitions = at;
  }
  for (const Elf64_Dyn *one = dynamic; one && one->d_tag; one++) {
    if (one->d_tag == DT_SONAME) soname = strings + one->d_un.d_val;
  }
  return soname;
}

/* The rights and whether the line of /proc/self/maps with that name holds the address. */
static const char *mapped(const char *name, const char **start) {
  static char text[16384];
  size_t size = 0;
  int fd = (int)must(open("/proc/self/maps", O_RDONLY));
  for (ssize_t more; (more = read(fd, text + size, sizeof text - 1 - size)) > 0;) size += (size_t)more;
  close(fd);
  text[size] = 0;
  char *line = strstr(text, name);
  if (!line) return "none";
  while (line > text && line[-1] != '\n') line--;
  *start = (const char *)strtoul(line, &line, 16);
  while (*line != ' ') line++;
  line[5] = 0;
  return line + 1;
}

typedef int (*clock_call)(clockid_t, struct timespec *);

static long long nanoseconds(struct timespec time) { return time.tv_sec * 1000000000ll + time.tv_nsec; }

/* Whether the vDSO's answer lies between two of the system call's. */
static int between(clock_call gettime, clockid_t clock) {
  struct timespec before, now, after;
  must(syscall(SYS_clock_gettime, clock, &before));
  must(gettime(clock, &now));
  must(syscall(SYS_clock_gettime, clock, &after));
  return nanoseconds(before) <= nanoseconds(now) && nanoseconds(now) <= nanoseconds(after) && now.tv_nsec < 1000000000;
}

int main(void) {
  static const struct contract_name clocks[] = {
      NAME(CLOCK_REALTIME),         NAME(CLOCK_MONOTONIC), NAME(CLOCK_MONOTONIC_RAW), NAME(CLOCK_REALTIME_COARSE),
      NAME(CLOCK_MONOTONIC_COARSE), NAME(CLOCK_BOOTTIME),  NAME(CLOCK_TAI),           NAME(CLOCK_PROCESS_CPUTIME_ID),
      NAME(CLOCK_THREAD_CPUTIME_ID)};
  const char *code, *data;
  struct timespec time, same;
  struct timeval day;
  unsigned cpu = 99, node = 99;
  object = (const char *)getauxval(AT_SYSINFO_EHDR);
  check("elf", object && !memcmp(object, ELFMAG, SELFMAG), 1);
  check("soname", open_object(), "linux-vdso.so.1");
  check("vdso", mapped("[vdso]", &code), "r-xp");
  check("vdso_at", code == object, 1);
  check("vvar", mapped("[vvar]", &data), "r--p");
  check("vvar_below", data < object, 1);
  check("vvar_stays_read_only", call(mprotect((void *)data, 4096, PROT_READ | PROT_WRITE)), "EACCES");

  clock_call gettime = (clock_call)find("__vdso_clock_gettime"), getres = (clock_call)find("__vdso_clock_getres");
  int (*gettimeofday_)(struct timeval *, void *) = (int (*)(struct timeval *, void *))find("__vdso_gettimeofday");
  time_t (*time_)(time_t *) = (time_t(*)(time_t *))find("__vdso_time");
  int (*getcpu_)(unsigned *, unsigned *, void *) = (int (*)(unsigned *, unsigned *, void *))find("__vdso_getcpu");
  check("functions", gettime && getres && gettimeofday_ && time_ && getcpu_, 1);
  check("short_names", find("clock_gettime") == (void *)gettime && find("time") == (void *)time_, 1);
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
    check(clocks[i].name, between(gettime, (clockid_t)clocks[i].value), 1);
    must(getres((clockid_t)clocks[i].value, &time));
    must(syscall(SYS_clock_getres, (int)clocks[i].value, &same));
    check(join(clocks[i].name, "_resolution"), nanoseconds(time) == nanoseconds(same), 1);
  }
  check("unknown_clock", gettime(99, &time), -EINVAL);
  check("unknown_resolution", getres(99, &time), -EINVAL);
  check("resolution_of_none", getres(CLOCK_MONOTONIC, 0), 0);

  must(syscall(SYS_clock_gettime, CLOCK_REALTIME, &time));
  check("gettimeofday", gettimeofday_(&day, 0), 0);
  check("same_day", day.tv_sec * 1000000ll + day.tv_usec >= nanoseconds(time) / 1000, 1);
  check("microseconds", day.tv_usec >= 0 && day.tv_usec < 1000000, 1);
  time_t stored = 0, answered = time_(&stored);
  check("time", answered == stored && answered >= day.tv_sec - 1 && answered <= day.tv_sec + 5, 1);
  check("time_of_none", time_(0) >= answered, 1);
  check("getcpu", getcpu_(&cpu, &node, 0), 0);
  check("filled", cpu != 99 && node != 99, 1);
  check("getcpu_of_none", getcpu_(0, 0, 0), 0);
  return verdict();
}
