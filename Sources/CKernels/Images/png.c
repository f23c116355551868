// Undoes the filters of PNG (PNG specification, 9.2), a row at a time.
#include "png.h"

#include <string.h>

static inline int absolute(int value) { return value < 0 ? -value : value; }

// The neighbour that is nearest to left + above - corner.
static inline uint8_t paeth(int left, int above, int corner) {
  int by_left = absolute(above - corner);
  int by_above = absolute(left - corner);
  int by_corner = absolute(left + above - 2 * corner);
  uint8_t nearest = (uint8_t)(by_above <= by_corner ? above : corner);
  return by_left <= by_above && by_left <= by_corner ? (uint8_t)left : nearest;
}

// `step` is the number of bytes of a pixel; a constant where this is inlined.
static inline __attribute__((always_inline)) int unfilter_row(uint8_t filter,
                                                              const uint8_t *restrict in,
                                                              const uint8_t *restrict above,
                                                              uint8_t *restrict out, size_t length,
                                                              size_t step) {
  uint8_t left[4] = {0}, corner[4] = {0};
  switch (filter) {
    case 0: memcpy(out, in, length); return 1;
    case 1:
      for (size_t x = 0; x + step <= length; x += step) {
        for (size_t k = 0; k < step; k++) out[x + k] = left[k] = (uint8_t)(in[x + k] + left[k]);
      }
      return 1;
    case 2:
      for (size_t x = 0; x < length; x++) out[x] = (uint8_t)(in[x] + above[x]);
      return 1;
    case 3:
      for (size_t x = 0; x + step <= length; x += step) {
        for (size_t k = 0; k < step; k++) {
          out[x + k] = left[k] = (uint8_t)(in[x + k] + ((left[k] + above[x + k]) >> 1));
        }
      }
      return 1;
    case 4:
      for (size_t x = 0; x + step <= length; x += step) {
        for (size_t k = 0; k < step; k++) {
          left[k] = (uint8_t)(in[x + k] + paeth(left[k], above[x + k], corner[k]));
          corner[k] = above[x + k];
          out[x + k] = left[k];
        }
      }
      return 1;
    default: return 0;
  }
}

int fathom_png_unfilter(const uint8_t *filtered, size_t rows, size_t length, size_t step,
                        uint8_t *pixels) {
  // Above the first row all bytes are 0: its filters are those that need no row above.
  static const uint8_t first[5] = {0, 1, 0, 3, 1};
  for (size_t y = 0; y < rows; y++) {
    const uint8_t *in = filtered + y * (length + 1);
    uint8_t *out = pixels + y * length;
    uint8_t filter = *in++;
    if (y == 0) {
      if (filter > 4) return 0;
      filter = first[filter];
      if (filter == 3) {
        // Half of the pixel to the left.
        for (size_t x = 0; x < length; x++) {
          out[x] = (uint8_t)(in[x] + (x < step ? 0 : out[x - step] >> 1));
        }
        continue;
      }
    }
    const uint8_t *above = y == 0 ? in : out - length;
    int is_known;
    switch (step) {
      case 1: is_known = unfilter_row(filter, in, above, out, length, 1); break;
      case 3: is_known = unfilter_row(filter, in, above, out, length, 3); break;
      default: is_known = unfilter_row(filter, in, above, out, length, 4); break;
    }
    if (!is_known) return 0;
  }
  return 1;
}
