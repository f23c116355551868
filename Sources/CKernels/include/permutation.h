// Random permutations of positions, and sums of pairs under them.
//
// No twins: a random walk through memory, which vectors do not speed up; the portable form is the only one.
#ifndef FATHOM_PERMUTATION_H
#define FATHOM_PERMUTATION_H

#include <stddef.h>
#include <stdint.h>

// Arranges 0 ..< count uniformly at random (Fisher–Yates).
//
// `state` are the four words of xoshiro256**, not all zero, and are left behind the numbers drawn.
// Several numbers are taken from one word, without bias: Brackett-Rozinsky & Lemire 2024, "Batched
// ranged random integer generation", Software: Practice and Experience. `count` is below 2^31.
void fathom_shuffle(uint64_t *state, uint32_t *order, size_t count);

// Pairs (from + k, to + k) for k below `length`.
typedef struct {
  uint32_t from;
  uint32_t to;
  uint32_t length;
} fathom_run;

// The sum of x over permuted pairs: Σ x[order[from]][order[to]], x with `stride` columns.
//
// `rows` holds order[i] · stride for each position i; order[i] and the runs stay below the number of
// positions, and positions · stride below 2^32.
uint64_t fathom_pair_sum(const uint16_t *x, const uint32_t *rows, const uint32_t *order,
                         const fathom_run *runs, size_t count);

#endif
