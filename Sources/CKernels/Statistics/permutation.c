// Random permutations of positions, and sums of pairs under them.
#include "permutation.h"

static inline uint64_t next_word(uint64_t *s) {
  uint64_t product = s[1] * 5;
  uint64_t result = ((product << 7) | (product >> 57)) * 9;
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = (s[3] << 45) | (s[3] >> 19);
  return result;
}

// A number below `bound` from a fraction of 2^64, of which the rest is left for the next number.
static inline size_t take(uint64_t *fraction, uint64_t bound) {
  unsigned __int128 product = (unsigned __int128)*fraction * bound;
  *fraction = (uint64_t)product;
  return (size_t)(product >> 64);
}

static inline void swap(uint32_t *order, size_t a, size_t b) {
  uint32_t value = order[a];
  order[a] = order[b];
  order[b] = value;
}

// Up to this many positions, four bounds multiply to less than 2^56: one word in 256 is drawn again
// at most.
#define BATCHED 16384

void fathom_shuffle(uint64_t *state, uint32_t *order, size_t count) {
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
  uint64_t s[4] = {state[0], state[1], state[2], state[3]};
  size_t left = count;
  while (left > 1) {
    uint64_t rest, threshold = 0;
    if (left > 4 && left <= BATCHED) {
      uint64_t bounds = (uint64_t)left * (left - 1) * (left - 2) * (left - 3);
      size_t a, b, c, d;
      do {
        rest = next_word(s);
        a = take(&rest, left);
        b = take(&rest, left - 1);
        c = take(&rest, left - 2);
        d = take(&rest, left - 3);
        if (rest < bounds && threshold == 0) threshold = (0 - bounds) % bounds;
      } while (rest < threshold);
      swap(order, left - 1, a);
      swap(order, left - 2, b);
      swap(order, left - 3, c);
      swap(order, left - 4, d);
      left -= 4;
    } else {
      size_t a;
      do {
        rest = next_word(s);
        a = take(&rest, left);
        if (rest < left && threshold == 0) threshold = (0 - (uint64_t)left) % left;
      } while (rest < threshold);
      swap(order, left - 1, a);
      left -= 1;
    }
  }
  for (int i = 0; i < 4; i++) state[i] = s[i];
}

uint64_t fathom_pair_sum(const uint16_t *x, const uint32_t *rows, const uint32_t *order,
                         const fathom_run *runs, size_t count) {
  uint64_t even = 0, odd = 0;
  for (size_t r = 0; r < count; r++) {
    const uint32_t *row = rows + runs[r].from;
    const uint32_t *column = order + runs[r].to;
    size_t length = runs[r].length, i = 0;
    for (; i + 4 <= length; i += 4) {
      even += x[row[i] + column[i]];
      odd += x[row[i + 1] + column[i + 1]];
      even += x[row[i + 2] + column[i + 2]];
      odd += x[row[i + 3] + column[i + 3]];
    }
    for (; i < length; i++) even += x[row[i] + column[i]];
  }
  return even + odd;
}
