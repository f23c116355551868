// Shared filters over small images: what a convolution, a ReLU and a mean over regions make of them.
#include "filters.h"

#include <stdint.h>
#include <string.h>

#include "../processor.h"

// Products and sums are rounded one by one, so that every processor gives the same numbers.
#pragma STDC FP_CONTRACT OFF

#define WIDEST 1024
// This many columns, and filters, are summed at once: as many as stay in registers.
#define LANES FATHOM_FILTER_LANES
#define TOGETHER 4

// Lanes that a compiler keeps in the widest registers it may use, or splits over several.
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t lane_masks __attribute__((vector_size(LANES * sizeof(float))));

static inline __attribute__((always_inline)) void add_positive(float *sums, const lanes *response) {
  lanes sum;
  memcpy(&sum, sums, sizeof(sum));
  lanes positive = (lanes)((lane_masks)*response & (lane_masks)(*response > 0));
  sum += positive;
  memcpy(sums, &sum, sizeof(sum));
}

// Adds what `together` filters answer above 0 in one row to their sums by column.
static inline __attribute__((always_inline)) void add_row(const float *image, size_t row,
                                                          const fathom_filters *shape,
                                                          const float *filters, size_t together,
                                                          float sums[TOGETHER][WIDEST]) {
  size_t stride = fathom_filter_stride(shape);
  size_t plane = stride * (shape->height + shape->tap_rows - 1);
  size_t taps = shape->channels * shape->tap_rows * shape->tap_columns;
  const float *second = filters + (together > 1 ? taps : 0);
  const float *third = filters + (together > 2 ? 2 * taps : 0);
  const float *fourth = filters + (together > 3 ? 3 * taps : 0);
  for (size_t c = 0; c < shape->width; c += LANES) {
    lanes r0 = {0}, r1 = {0}, r2 = {0}, r3 = {0};
    size_t tap = 0;
    for (size_t channel = 0; channel < shape->channels; channel++) {
      for (size_t a = 0; a < shape->tap_rows; a++) {
        const float *source = image + channel * plane + (row + a) * stride + c;
        for (size_t b = 0; b < shape->tap_columns; b++, tap++) {
          lanes x;
          memcpy(&x, source + b, sizeof(x));
          r0 += filters[tap] * x;
          if (together > 1) {
            r1 += second[tap] * x;
            r2 += third[tap] * x;
            r3 += fourth[tap] * x;
          }
        }
      }
    }
    add_positive(sums[0] + c, &r0);
    if (together > 1) {
      add_positive(sums[1] + c, &r1);
      add_positive(sums[2] + c, &r2);
      add_positive(sums[3] + c, &r3);
    }
  }
}

static inline __attribute__((always_inline)) void some_means(const float *image,
                                                             const fathom_filters *shape,
                                                             const float *filters,
                                                             size_t together, double *means) {
  size_t row = 0;
  for (size_t band = 0; band < shape->region_rows; band++) {
    size_t end = (band + 1) * shape->height / shape->region_rows;
    size_t rows = end - row;
    float sums[TOGETHER][WIDEST];
    for (size_t k = 0; k < together; k++) {
      memset(sums[k], 0, (shape->width + LANES - 1) / LANES * LANES * sizeof(float));
    }
    for (; row < end; row++) add_row(image, row, shape, filters, together, sums);
    for (size_t k = 0; k < together; k++) {
      size_t column = 0;
      for (size_t region = 0; region < shape->region_columns; region++) {
        size_t last = (region + 1) * shape->width / shape->region_columns;
        size_t cells = rows * (last - column);
        double sum = 0;
        for (; column < last; column++) sum += sums[k][column];
        means[(k * shape->region_rows + band) * shape->region_columns + region] =
            cells > 0 ? sum / (double)cells : 0;
      }
    }
  }
}

static inline __attribute__((always_inline)) void filter_means(const float *image,
                                                               const fathom_filters *shape,
                                                               const float *filters,
                                                               double *means) {
  size_t taps = shape->channels * shape->tap_rows * shape->tap_columns;
  size_t regions = shape->region_rows * shape->region_columns;
  size_t k = 0;
  for (; k + TOGETHER <= shape->count; k += TOGETHER) {
    some_means(image, shape, filters + k * taps, TOGETHER, means + k * regions);
  }
  for (; k < shape->count; k++) {
    some_means(image, shape, filters + k * taps, 1, means + k * regions);
  }
}

size_t fathom_filter_stride(const fathom_filters *shape) {
  return (shape->width + LANES - 1) / LANES * LANES + shape->tap_columns - 1;
}

void fathom_filter_means_scalar(const float *image, const fathom_filters *shape,
                                const float *filters, double *means) {
  filter_means(image, shape, filters, means);
}

#if defined(__x86_64__)

static __attribute__((target("avx2"))) void filter_means_avx2(const float *image,
                                                              const fathom_filters *shape,
                                                              const float *filters,
                                                              double *means) {
  filter_means(image, shape, filters, means);
}

static __attribute__((target("avx512f,avx512vl"))) void filter_means_avx512(
    const float *image, const fathom_filters *shape, const float *filters, double *means) {
  filter_means(image, shape, filters, means);
}

void fathom_filter_means(const float *image, const fathom_filters *shape, const float *filters,
                         double *means) {
  if (fathom_has(FATHOM_AVX512F | FATHOM_AVX512VL)) {
    filter_means_avx512(image, shape, filters, means);
  } else if (fathom_has(FATHOM_AVX2)) {
    filter_means_avx2(image, shape, filters, means);
  } else {
    filter_means(image, shape, filters, means);
  }
}

#else

void fathom_filter_means(const float *image, const fathom_filters *shape, const float *filters,
                         double *means) {
  filter_means(image, shape, filters, means);
}

#endif
