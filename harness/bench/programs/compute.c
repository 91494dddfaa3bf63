/* A mixed loop: loads, stores, arithmetic, branches that go both ways. */
#include <stdint.h>
#include <stdio.h>

static uint32_t table[4096];

int main(void) {
  uint64_t sum = 1;
  for (uint32_t round = 0; round < 2000; round++) {
    for (uint32_t i = 0; i < 4096; i++) {
      uint32_t value = table[i] * 2654435761u + (uint32_t)sum + i;
      if (value & 64) value ^= value >> 15;
      else value += (uint32_t)(sum >> 32);
      table[i] = value;
      sum = sum * 6364136223846793005ull + value;
    }
  }
  printf("%016llx\n", (unsigned long long)sum);
  return 0;
}
