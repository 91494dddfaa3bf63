/* Programs that hardly ever call the kernel. */
#include "bench.h"
#include <math.h>
#include <stdint.h>

static uint32_t table[4096];
static volatile uint64_t result;

/* Loads, stores, arithmetic, branches that go both ways. */
static void mixed(long count) {
  uint64_t sum = 1;
  while (count-- > 0) {
    for (uint32_t i = 0; i < 4096; i++) {
      uint32_t value = table[i] * 2654435761u + (uint32_t)sum + i;
      if (value & 64) value ^= value >> 15;
      else value += (uint32_t)(sum >> 32);
      table[i] = value;
      sum = sum * 6364136223846793005ull + value;
    }
  }
  result = sum;
}

static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static void recursion(long count) {
  while (count-- > 0) result += fibonacci(20);
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static void sorting(long count) {
  while (count-- > 0) {
    uint32_t seed = 1;
    for (int i = 0; i < 4096; i++) table[i] = seed = seed * 1664525u + 1013904223u;
    qsort(table, 4096, sizeof *table, by_value);
  }
}

static double matrix[3][64][64];

static void doubles(long count) {
  for (int i = 0; i < 64 * 64; i++) matrix[0][i / 64][i % 64] = i * 0.1, matrix[1][i / 64][i % 64] = 1 / (i + 1.0);
  while (count-- > 0) {
    for (int i = 0; i < 64; i++)
      for (int j = 0; j < 64; j++) {
        double sum = 0;
        for (int k = 0; k < 64; k++) sum += matrix[0][i][k] * matrix[1][k][j] + 0.5;
        matrix[2][i][j] = sum;
      }
  }
}

static char text[65536], other[65536];

static void strings(long count) {
  memset(text, 'x', sizeof text - 1);
  while (count-- > 0) {
    memcpy(other, text, sizeof text);
    result += strlen(other) + (uint64_t)strchr(other, 'y') + (uint64_t)memcmp(text, other, sizeof text);
  }
}

/* Bytes through a table, as checksums and interpreters do. */
static void bytes(long count) {
  uint32_t crc[256], sum = ~0u;
  for (uint32_t i = 0; i < 256; i++) {
    crc[i] = i;
    for (int bit = 0; bit < 8; bit++) crc[i] = crc[i] & 1 ? crc[i] >> 1 ^ 0xedb88320u : crc[i] >> 1;
  }
  while (count-- > 0)
    for (unsigned i = 0; i < sizeof text; i++) sum = crc[(sum ^ (unsigned char)text[i]) & 255] ^ sum >> 8;
  result = sum;
}

/* An interpreter's loop: an indirect jump for each operation. */
static void indirect(long count) {
  static const unsigned char program[] = {0, 1, 2, 3, 1, 0, 2, 2, 3, 0, 1, 3, 2, 1, 0, 4};
  static const void *const labels[] = {&&add, &&xor, &&shift, &&mul, &&end};
  uint64_t value = 1;
  int at = 0;
  if (count == 0) return;
#define NEXT goto *labels[program[at++]]
  NEXT;
add: value += at; NEXT;
xor: value ^= 0x55; NEXT;
shift: value = value << 7 | value >> 57; NEXT;
mul: value *= 31; NEXT;
end:
  at = 0;
  if (--count > 0) NEXT;
  result = value;
}

BENCHES({"mixed loop, 4,096 rounds", 1000, mixed}, {"recursion, fibonacci(20)", 200, recursion},
        {"qsort of 4,096 numbers", 30, sorting}, {"64 x 64 doubles multiplied", 40, doubles},
        {"memcpy, strlen, memcmp of 64 KiB", 300, strings}, {"crc32 of 64 KiB", 50, bytes},
        {"indirect jumps, 16", 200000, indirect})
