// Hashes of 64 bits: of numbers, in sets of them, and which differ in few bits; products of 64 bytes.
#ifndef FATHOM_HASHES_H
#define FATHOM_HASHES_H

#include <stddef.h>
#include <stdint.h>

// Hashes numbers as StableHash.mix does the bits of value + 0, and writes those that are at most `limit`,
// in order; returns how many they are. NaN has no hash. `hashes` has room for `count` elements.
size_t fathom_hash_numbers(const double *values, size_t count, uint64_t limit, uint64_t *hashes);
size_t fathom_hash_numbers_scalar(const double *values, size_t count, uint64_t limit,
                                  uint64_t *hashes);

// Moves the hashes that are at most `limit` to the front, in order; returns how many they are.
size_t fathom_keep_small(uint64_t *hashes, size_t count, uint64_t limit);
size_t fathom_keep_small_scalar(uint64_t *hashes, size_t count, uint64_t limit);

// Moves the hashes to the front that may be missing from a table, in order; returns how many they are.
//
// The table has a power of two of slots, of which `mask` is the last. A hash is in it when it stands in
// the slot `(hash >> shift) & mask`, or in the next; further slots are not looked at. 0 counts as missing.
//
// No twin: a plain loop, which is its own portable form.
size_t fathom_keep_unseen(const uint64_t *slots, size_t mask, unsigned shift, uint64_t *hashes,
                          size_t count);

// Puts those hashes into such a table that are at most `limit`, each in the first free slot from its own
// on; returns how many were not there. The table has room for all of them. 0 is left out: `zeros` says
// how often it was met.
//
// No twin: a plain loop, which is its own portable form.
size_t fathom_insert(uint64_t *slots, size_t mask, unsigned shift, uint64_t limit,
                     const uint64_t *hashes, size_t count, size_t *zeros);

// Writes the places of the hashes that differ from one in at most `distance` bits, ascending; returns
// how many there are. `found` has room for `count` elements.
size_t fathom_near(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                   uint32_t *found);
size_t fathom_near_scalar(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                          uint32_t *found);

// The sum of the products of 64 bytes with 64 bytes.
//
// No twin: a plain loop, which is its own portable form.
uint32_t fathom_dot_bytes(const uint8_t *a, const uint8_t *b);

#endif
