// How wide the strong edges of a small grey image are.
//
// No twins: plain loops, which are their own portable form.
#ifndef FATHOM_EDGES_H
#define FATHOM_EDGES_H

#include <stddef.h>
#include <stdint.h>

// Over how many steps an edge is looked at.
#define FATHOM_EDGE_REACH 8

// For each window of FATHOM_EDGE_REACH steps of `stride` elements, |last - first| and the largest
// |step|; behind the last window nothing is written. All pointers lead to `count` elements.
void fathom_edge_rises(const uint8_t *grey, size_t count, size_t stride, uint8_t *rises,
                       uint8_t *steps, uint8_t *scratch);

// The largest of some rises.
uint8_t fathom_largest_rise(const uint8_t *rises, size_t count);

// Adds up the rises from a threshold on, and their largest steps, at most the rise each.
void fathom_strong_edges(const uint8_t *rises, const uint8_t *steps, size_t count,
                         uint8_t threshold, uint64_t *rise, uint64_t *step);

#endif
