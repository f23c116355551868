// Shared filters over small images: what a convolution, a ReLU and a mean over regions make of them.
#include "CKernels.h"

#include <string.h>

// Products and sums are rounded one by one, so that every processor gives the same numbers.
#pragma STDC FP_CONTRACT OFF

#define WIDEST 1024

static inline __attribute__((always_inline)) void filter_means(const float *image,
                                                               const fathom_filters *shape,
                                                               const float *filters,
                                                               double *means) {
  size_t width = shape->width, height = shape->height;
  size_t stride = width + shape->tap_columns - 1;
  size_t plane = stride * (height + shape->tap_rows - 1);
  for (size_t k = 0; k < shape->count; k++) {
    double *mean = means + k * shape->region_rows * shape->region_columns;
    size_t row = 0;
    for (size_t band = 0; band < shape->region_rows; band++) {
      size_t end = (band + 1) * height / shape->region_rows;
      size_t rows = end - row;
      float sums[WIDEST];
      memset(sums, 0, width * sizeof(float));
      for (; row < end; row++) {
        float response[WIDEST];
        memset(response, 0, width * sizeof(float));
        const float *weight = filters + k * shape->channels * shape->tap_rows * shape->tap_columns;
        for (size_t channel = 0; channel < shape->channels; channel++) {
          for (size_t a = 0; a < shape->tap_rows; a++) {
            for (size_t b = 0; b < shape->tap_columns; b++) {
              const float *source = image + channel * plane + (row + a) * stride + b;
              float w = *weight++;
              for (size_t c = 0; c < width; c++) response[c] += w * source[c];
            }
          }
        }
        for (size_t c = 0; c < width; c++) sums[c] += response[c] > 0 ? response[c] : 0;
      }
      size_t column = 0;
      for (size_t region = 0; region < shape->region_columns; region++) {
        size_t last = (region + 1) * width / shape->region_columns;
        size_t cells = rows * (last - column);
        double sum = 0;
        for (; column < last; column++) sum += sums[column];
        mean[band * shape->region_columns + region] = cells > 0 ? sum / (double)cells : 0;
      }
    }
  }
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
  if (__builtin_cpu_supports("avx512vl")) {
    filter_means_avx512(image, shape, filters, means);
  } else if (__builtin_cpu_supports("avx2")) {
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
