// Which grey values and colours a small image has; plain loops that compilers make vectors of.
#include "greys.h"

#include <string.h>

void fathom_round_greys(const double *values, size_t count, uint8_t *rounded) {
  for (size_t i = 0; i < count; i++) {
    double value = values[i] >= 0 ? values[i] + 0.5 : 0;
    rounded[i] = (uint8_t)(int32_t)(value < 255 ? value : 255);
  }
}

void fathom_count_greys(const uint8_t *values, size_t count, uint32_t *counts) {
  // Flat pictures hold runs of one value: four tables, so that none of the additions waits for another.
  uint32_t tables[4][256];
  memset(tables, 0, sizeof tables);
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (int k = 0; k < 4; k++) tables[k][values[i + (size_t)k]]++;
  }
  for (; i < count; i++) tables[0][values[i]]++;
  for (int value = 0; value < 256; value++) {
    counts[value] = tables[0][value] + tables[1][value] + tables[2][value] + tables[3][value];
  }
}

static inline double smaller(double a, double b) { return a < b ? a : b; }
static inline double larger(double a, double b) { return a > b ? a : b; }

// Four cells side by side, so that none waits for the one before.
#define LANES 4

typedef struct {
  double lowest[LANES], highest[LANES];
} extremes;

static inline void extend(extremes *e, int lane, double value) {
  e->lowest[lane] = smaller(e->lowest[lane], value);
  e->highest[lane] = larger(e->highest[lane], value);
}

static double contrast(const extremes *e) {
  double lowest = e->lowest[0], highest = e->highest[0];
  for (int lane = 1; lane < LANES; lane++) {
    lowest = smaller(lowest, e->lowest[lane]);
    highest = larger(highest, e->highest[lane]);
  }
  return highest - lowest;
}

void fathom_measure_colours(const double *red, const double *green, const double *blue,
                            size_t count, fathom_colours *result) {
  double totals[LANES] = {0}, largest[LANES] = {0};
  extremes all[3];
  for (int lane = 0; lane < LANES; lane++) {
    all[0].lowest[lane] = all[0].highest[lane] = red[0];
    all[1].lowest[lane] = all[1].highest[lane] = green[0];
    all[2].lowest[lane] = all[2].highest[lane] = blue[0];
  }
  for (size_t i = 0; i < count; i += LANES) {
    int lanes = count - i < LANES ? (int)(count - i) : LANES;
    for (int lane = 0; lane < lanes; lane++) {
      double r = red[i + (size_t)lane], g = green[i + (size_t)lane], b = blue[i + (size_t)lane];
      double difference = larger(larger(r, g), b) - smaller(smaller(r, g), b);
      totals[lane] += difference;
      largest[lane] = larger(largest[lane], difference);
      extend(&all[0], lane, r);
      extend(&all[1], lane, g);
      extend(&all[2], lane, b);
    }
  }
  *result = (fathom_colours){0};
  for (int lane = 0; lane < LANES; lane++) {
    result->chroma += totals[lane];
    result->largest_chroma = larger(result->largest_chroma, largest[lane]);
  }
  for (int channel = 0; channel < 3; channel++) {
    result->contrast = larger(result->contrast, contrast(&all[channel]));
  }
}
