#include "network.h"

#include <math.h>
#include <string.h>

// Vector code for what the processor has; without contraction of a · b + c the result is the same.
#pragma STDC FP_CONTRACT OFF
#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define FATHOM_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define FATHOM_VECTORS
#endif

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// MARK: Windows

// The columns of a window's row that lie inside of the sample.
typedef struct {
  size_t skipped; // places of the window left of the sample
  size_t count;   // places inside
  size_t first;   // the first column of the sample
} span;

static span inside(size_t place, size_t window, size_t size) {
  size_t before = (window - 1) / 2;
  span result;
  result.skipped = place < before ? before - place : 0;
  result.first = place < before ? 0 : place - before;
  size_t end = smaller(place + window - before, size);
  result.count = end > result.first ? end - result.first : 0;
  return result;
}

void fathom_windows(const float *sample, size_t height, size_t width, size_t channels,
                    size_t window_height, size_t window_width, float *windows) {
  size_t row_size = window_width * channels;
  for (size_t y = 0; y < height; y++) {
    span rows = inside(y, window_height, height);
    for (size_t x = 0; x < width; x++) {
      span columns = inside(x, window_width, width);
      size_t left = columns.skipped * channels, middle = columns.count * channels;
      for (size_t wy = 0; wy < window_height; wy++, windows += row_size) {
        if (wy < rows.skipped || wy >= rows.skipped + rows.count) {
          memset(windows, 0, row_size * sizeof(float));
          continue;
        }
        const float *row =
            sample + ((rows.first + wy - rows.skipped) * width + columns.first) * channels;
        for (size_t i = 0; i < left; i++) windows[i] = 0;
        for (size_t i = 0; i < middle; i++) windows[left + i] = row[i];
        for (size_t i = left + middle; i < row_size; i++) windows[i] = 0;
      }
    }
  }
}

void fathom_add_windows(const float *windows, size_t height, size_t width, size_t channels,
                        size_t window_height, size_t window_width, float *sample) {
  size_t row_size = window_width * channels;
  for (size_t y = 0; y < height; y++) {
    span rows = inside(y, window_height, height);
    for (size_t x = 0; x < width; x++) {
      span columns = inside(x, window_width, width);
      size_t left = columns.skipped * channels, middle = columns.count * channels;
      for (size_t wy = 0; wy < window_height; wy++, windows += row_size) {
        if (wy < rows.skipped || wy >= rows.skipped + rows.count) continue;
        float *row = sample + ((rows.first + wy - rows.skipped) * width + columns.first) * channels;
        for (size_t i = 0; i < middle; i++) row[i] += windows[left + i];
      }
    }
  }
}

// MARK: Pooling

void fathom_max_pool(const float *sample, size_t height, size_t width, size_t channels,
                     size_t pool_height, size_t pool_width, float *pooled, uint8_t *which) {
  for (size_t y = 0; y + pool_height <= height; y += pool_height) {
    for (size_t x = 0; x + pool_width <= width; x += pool_width, pooled += channels, which += channels) {
      const float *corner = sample + (y * width + x) * channels;
      for (size_t c = 0; c < channels; c++) {
        pooled[c] = corner[c];
        which[c] = 0;
      }
      for (size_t k = 1; k < pool_height * pool_width; k++) {
        const float *other = corner + ((k / pool_width) * width + k % pool_width) * channels;
        for (size_t c = 0; c < channels; c++) {
          int larger = other[c] > pooled[c];
          pooled[c] = larger ? other[c] : pooled[c];
          which[c] = larger ? (uint8_t)k : which[c];
        }
      }
    }
  }
}

void fathom_max_pool_gradient(const float *pooled_gradient, const uint8_t *which, size_t height,
                              size_t width, size_t channels, size_t pool_height, size_t pool_width,
                              float *gradient) {
  memset(gradient, 0, height * width * channels * sizeof(float));
  for (size_t y = 0; y + pool_height <= height; y += pool_height) {
    for (size_t x = 0; x + pool_width <= width;
         x += pool_width, pooled_gradient += channels, which += channels) {
      float *corner = gradient + (y * width + x) * channels;
      for (size_t k = 0; k < pool_height * pool_width; k++) {
        float *other = corner + ((k / pool_width) * width + k % pool_width) * channels;
        for (size_t c = 0; c < channels; c++) other[c] = which[c] == k ? pooled_gradient[c] : 0;
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
