// Pooling, channels and elements of the activations of small networks.
#include "network.h"

#include <math.h>
#include <string.h>

#include "../processor.h"

// Vector code for what the processor has; without contraction of a · b + c the result is the same.
#pragma STDC FP_CONTRACT OFF

// MARK: Pooling

enum { LANES = 8 };

// `lanes` ≤ 8 channels of one block.
static inline __attribute__((always_inline)) void pool_block(
    const float *corner, size_t row, size_t channels, size_t pool_height, size_t pool_width,
    const size_t lanes, float *pooled, float *which) {
  float best[LANES], place[LANES];
  for (size_t c = 0; c < lanes; c++) {
    best[c] = corner[c];
    place[c] = 0;
  }
  float number = 0;
  for (size_t y = 0; y < pool_height; y++)
    for (size_t x = 0; x < pool_width; x++, number++) {
      const float *other = corner + y * row + x * channels;
      for (size_t c = 0; c < lanes; c++) {
        place[c] = other[c] > best[c] ? number : place[c];
        best[c] = other[c] > best[c] ? other[c] : best[c];
      }
    }
  for (size_t c = 0; c < lanes; c++) {
    pooled[c] = best[c];
    which[c] = place[c];
  }
}

FATHOM_VECTORS
void fathom_max_pool(const float *restrict sample, size_t height, size_t width, size_t channels,
                     size_t pool_height, size_t pool_width, float *restrict pooled,
                     float *restrict which) {
  size_t row = width * channels, rest = channels % LANES;
  for (size_t y = 0; y + pool_height <= height; y += pool_height)
    for (size_t x = 0; x + pool_width <= width; x += pool_width) {
      const float *corner = sample + y * row + x * channels;
      for (size_t c = 0; c + LANES <= channels;
           c += LANES, corner += LANES, pooled += LANES, which += LANES)
        pool_block(corner, row, channels, pool_height, pool_width, LANES, pooled, which);
      pool_block(corner, row, channels, pool_height, pool_width, rest, pooled, which);
      pooled += rest;
      which += rest;
    }
}

FATHOM_VECTORS
void fathom_max_pool_gradient(const float *restrict pooled_gradient, const float *restrict which,
                              size_t height, size_t width, size_t channels, size_t pool_height,
                              size_t pool_width, float *restrict gradient) {
  // Only what is left over at an edge is not written below.
  if (height % pool_height || width % pool_width)
    memset(gradient, 0, height * width * channels * sizeof(float));
  for (size_t y = 0; y + pool_height <= height; y += pool_height) {
    for (size_t x = 0; x + pool_width <= width;
         x += pool_width, pooled_gradient += channels, which += channels) {
      float *corner = gradient + (y * width + x) * channels;
      for (size_t wy = 0, k = 0; wy < pool_height; wy++) {
        for (size_t wx = 0; wx < pool_width; wx++, k++) {
          float *other = corner + (wy * width + wx) * channels;
          float number = (float)k;
          for (size_t c = 0; c < channels; c++)
            other[c] = which[c] == number ? pooled_gradient[c] : 0;
        }
      }
    }
  }
}

// MARK: Channels

FATHOM_VECTORS
void fathom_channel_sums(const float *values, size_t count, size_t channels, float *sums) {
  for (size_t i = 0; i < count; i++, values += channels)
    for (size_t c = 0; c < channels; c++) sums[c] += values[c];
}

FATHOM_VECTORS
void fathom_channel_products(const float *a, const float *mean, const float *b, size_t count,
                             size_t channels, float *sums) {
  for (size_t i = 0; i < count; i++, a += channels, b += channels)
    for (size_t c = 0; c < channels; c++) sums[c] += (a[c] - mean[c]) * b[c];
}

FATHOM_VECTORS
void fathom_channel_affine(const float *values, const float *scale, const float *shift, size_t count,
                           size_t channels, float *result) {
  for (size_t i = 0; i < count; i++, values += channels, result += channels)
    for (size_t c = 0; c < channels; c++) result[c] = values[c] * scale[c] + shift[c];
}

FATHOM_VECTORS
void fathom_normalised_gradient(const float *gradient, const float *values, const float *mean,
                                const float *a, const float *b, const float *c, size_t count,
                                size_t channels, float *result) {
  for (size_t i = 0; i < count;
       i++, gradient += channels, values += channels, result += channels)
    for (size_t k = 0; k < channels; k++)
      result[k] = gradient[k] * a[k] + (values[k] - mean[k]) * b[k] + c[k];
}

// MARK: Elements

FATHOM_VECTORS
void fathom_rectify(const float *values, size_t count, float *result) {
  for (size_t i = 0; i < count; i++) result[i] = values[i] > 0 ? values[i] : 0;
}

FATHOM_VECTORS
void fathom_rectified_gradient(const float *result, const float *gradient, size_t count,
                               float *input_gradient) {
  for (size_t i = 0; i < count; i++) input_gradient[i] = result[i] > 0 ? gradient[i] : 0;
}

FATHOM_VECTORS
void fathom_adam(float *values, const float *gradient, float *first, float *second, size_t count,
                 float rate, float second_correction, float decay) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i];
    float m = 0.9f * first[i] + 0.1f * g;
    float v = 0.999f * second[i] + 0.001f * g * g;
    first[i] = m;
    second[i] = v;
    values[i] -= rate * m / (sqrtf(v * second_correction) + 1e-8f) + decay * values[i];
  }
}
