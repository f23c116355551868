// How wide the strong edges of a small grey image are; plain loops that compilers make vectors of.
#include "edges.h"

// |element - the element `offset` behind it|, for all but the last `offset`.
static void differences(const uint8_t *restrict grey, size_t count, size_t offset,
                        uint8_t *restrict target) {
  if (offset >= count) return;
  for (size_t i = 0; i < count - offset; i++) {
    uint8_t a = grey[i], b = grey[i + offset];
    target[i] = (uint8_t)((a > b ? a : b) - (a < b ? a : b));
  }
}

// The larger of an element and the one `offset` behind it.
static void larger(const uint8_t *restrict source, size_t count, size_t offset,
                   uint8_t *restrict target) {
  for (size_t i = 0; i < count; i++) {
    uint8_t a = source[i], b = source[i + offset];
    target[i] = a > b ? a : b;
  }
}

static uint8_t largest(const uint8_t *values, size_t count) {
  uint8_t most = 0;
  for (size_t i = 0; i < count; i++) most = values[i] > most ? values[i] : most;
  return most;
}

void fathom_edge_rises(const uint8_t *grey, size_t count, size_t stride, uint8_t *rises,
                       uint8_t *steps, uint8_t *scratch) {
  if (count <= FATHOM_EDGE_REACH * stride) return;
  differences(grey, count, FATHOM_EDGE_REACH * stride, rises);
  // The largest of 1, 2, 4 and 8 steps from a place on, each from the one before.
  differences(grey, count, stride, steps);
  larger(steps, count - 2 * stride, stride, scratch);
  larger(scratch, count - 4 * stride, 2 * stride, steps);
  larger(steps, count - 8 * stride, 4 * stride, scratch);
  for (size_t i = 0; i < count - 8 * stride; i++) steps[i] = scratch[i];
}

uint8_t fathom_largest_rise(const uint8_t *rises, size_t count) { return largest(rises, count); }

void fathom_strong_edges(const uint8_t *rises, const uint8_t *steps, size_t count,
                         uint8_t threshold, uint64_t *rise, uint64_t *step) {
  uint64_t total = 0, steepest = 0;
  for (size_t start = 0; start < count; start += 64) {
    size_t end = count - start < 64 ? count : start + 64;
    // Most blocks have no strong edge.
    if (largest(rises + start, end - start) < threshold) continue;
    uint32_t block = 0, steep = 0;
    for (size_t i = start; i < end; i++) {
      uint8_t strong = rises[i] >= threshold ? rises[i] : 0;
      // A step may be larger than the whole rise, where the values turn back.
      block += strong;
      steep += steps[i] < strong ? steps[i] : strong;
    }
    total += block;
    steepest += steep;
  }
  *rise += total;
  *step += steepest;
}
