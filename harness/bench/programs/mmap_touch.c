/* Maps, touches and unmaps 64 pages, 2,000 times. */
#include <sys/mman.h>

int main(void) {
  for (int i = 0; i < 2000; i++) {
    char *at = mmap(0, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) return 1;
    for (int page = 0; page < 64; page++) at[page * 4096] = 1;
    munmap(at, 64 * 4096);
  }
  return 0;
}
