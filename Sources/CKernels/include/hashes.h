// Hashes of 64 bits that differ in few bits, and products of 64 bytes.
#ifndef FATHOM_HASHES_H
#define FATHOM_HASHES_H

#include <stddef.h>
#include <stdint.h>

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
