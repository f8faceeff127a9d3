/* Decodes recordings of event cameras as plainly as C does it, on one thread, from the page cache.

Usage: events FORMAT FILE REPEATS      with format dat, evt2 or evt3
The same work as Sleipnir's readers: blocks of 128 KiB by read(2), batches of 16384 events in columns
(t 64 bits, x and y 16, polarity 8), times unwrapped, pixels checked against the sensor. Printed is
JSON: events, a sum over batches that Sleipnir prints, too, and seconds of each reading. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (1 << 17)
#define BATCH (1 << 14)
#define WIDTH 640
#define HEIGHT 480
#define WIDEST 32

static int64_t t[BATCH + WIDEST];
static uint16_t x[BATCH + WIDEST], y[BATCH + WIDEST];
static uint8_t p[BATCH + WIDEST];
static int n;
static uint64_t count, sum;

/* State that goes on from word to word. */
static int64_t high, loops, time_of_dat;
static uint32_t low, row, base, along;
static int timed;

/* A batch is complete, or the file has ended. */
static void deliver(void) {
  if (n == 0) return;
  count += n;
  sum = 31 * sum + (uint64_t)t[n - 1] + x[(n - 1) / 2] + y[(n - 1) / 3];
  n = 0;
}

static void outside(void) {
  fprintf(stderr, "expected a pixel of %d x %d\n", WIDTH, HEIGHT);
  exit(1);
}

static void event(int64_t time, uint32_t column, uint32_t line, uint32_t sign) {
  if (column >= WIDTH || line >= HEIGHT) outside();
  t[n] = time;
  x[n] = column;
  y[n] = line;
  p[n] = sign;
  if (++n == BATCH) deliver();
}

static int dat(const uint8_t *at, int bytes) {
  int i = 0;
  for (; i + 8 <= bytes; i += 8) {
    uint32_t bits, data;
    memcpy(&bits, at + i, 4);
    memcpy(&data, at + i + 4, 4);
    int64_t next = (time_of_dat & ~0xFFFFFFFFLL) | bits;
    if (time_of_dat - next > 1LL << 31) next += 1LL << 32;
    time_of_dat = next;
    event(next, data & 0x3FFF, data >> 14 & 0x3FFF, data >> 28 & 1);
  }
  return i;
}

static int evt2(const uint8_t *at, int bytes) {
  int i = 0;
  for (; i + 4 <= bytes; i += 4) {
    uint32_t word;
    memcpy(&word, at + i, 4);
    uint32_t type = word >> 28;
    if (type <= 1) {
      if (timed) event(loops + (high << 6) + (word >> 22 & 63), word >> 11 & 0x7FF, word & 0x7FF, type);
    } else if (type == 8) {
      int64_t to = word & 0xFFFFFFF;
      if (timed && high - to > 1 << 27) loops += 1LL << 34;
      high = to;
      timed = 1;
    }
  }
  return i;
}

static int evt3(const uint8_t *at, int bytes) {
  int i = 0;
  for (; i + 2 <= bytes; i += 2) {
    uint16_t word;
    memcpy(&word, at + i, 2);
    uint32_t value = word & 0xFFF;
    int64_t time = loops + (high << 12) + low;
    switch (word >> 12) {
      case 0: row = value & 0x7FF; break;
      case 2: if (timed) event(time, value & 0x7FF, row, value >> 11); break;
      case 3: base = value; along = 0; break;
      case 4:
      case 5: {
        uint32_t width = word >> 12 == 4 ? 12 : 8;
        uint32_t mask = timed ? value & ((1u << width) - 1) : 0;
        for (; mask; mask &= mask - 1) {
          uint32_t column = (base & 0x7FF) + along + __builtin_ctz(mask);
          if (column < WIDTH) event(time, column, row, base >> 11);
        }
        along += width;
        break;
      }
      case 6: low = value; break;
      case 8:
        if (value != (uint32_t)high) low = 0;
        if (timed && high - (int64_t)value >= 2048) loops += 1LL << 24;
        high = value;
        timed = 1;
        break;
    }
  }
  return i;
}

/* Behind the lines that begin with a per cent sign; DAT has two more bytes. */
static int header(const uint8_t *block, int bytes, int isDat) {
  int i = 0;
  while (i + 1 < bytes && block[i] == '%' && block[i + 1] == ' ') {
    int isEnd = bytes - i >= 5 && memcmp(block + i, "% end", 5) == 0;
    while (i < bytes && block[i++] != '\n') {}
    if (isEnd) break;
  }
  return isDat ? i + 2 : i;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: events dat|evt2|evt3 FILE REPEATS\n");
    return 2;
  }
  int isDat = strcmp(argv[1], "dat") == 0;
  int (*decode)(const uint8_t *, int) = isDat ? dat : strcmp(argv[1], "evt2") == 0 ? evt2 : evt3;
  static uint8_t block[BLOCK];
  int repeats = atoi(argv[3]);
  printf("{\"runs\": [");
  for (int r = 0; r < repeats; r++) {
    double start = seconds();
    int file = open(argv[2], O_RDONLY);
    if (file < 0) {
      perror(argv[2]);
      return 1;
    }
    high = loops = time_of_dat = 0;
    low = row = base = along = 0;
    timed = 0;
    count = sum = 0;
    n = 0;
    int left = 0, isFirst = 1, got;
    while ((got = read(file, block + left, BLOCK - left)) > 0) {
      int bytes = left + got;
      int from = isFirst ? header(block, bytes, isDat) : 0;
      isFirst = 0;
      from += decode(block + from, bytes - from);
      left = bytes - from;
      memmove(block, block + from, left);
    }
    deliver();
    close(file);
    printf("%s%.6f", r ? ", " : "", seconds() - start);
  }
  printf("], \"events\": %llu, \"sum\": %lld}\n", (unsigned long long)count, (long long)sum);
  return 0;
}
