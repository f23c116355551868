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

// One row of a window that lies inside of the sample.
static inline void copy_row(const float *row, size_t count, float *windows) {
  if (count == 3) { // one channel: a call would take longer than the copy
    windows[0] = row[0];
    windows[1] = row[1];
    windows[2] = row[2];
    return;
  }
  memcpy(windows, row, count * sizeof(float));
}

void fathom_windows(const float *sample, size_t height, size_t width, size_t channels,
                    size_t window_height, size_t window_width, float *windows) {
  size_t row_size = window_width * channels;
  for (size_t y = 0; y < height; y++) {
    span rows = inside(y, window_height, height);
    for (size_t x = 0; x < width; x++) {
      span columns = inside(x, window_width, width);
      size_t left = columns.skipped * channels, middle = columns.count * channels;
      const float *row = sample + (rows.first * width + columns.first) * channels;
      for (size_t wy = 0; wy < window_height; wy++, windows += row_size) {
        if (wy < rows.skipped || wy >= rows.skipped + rows.count) {
          memset(windows, 0, row_size * sizeof(float));
          continue;
        }
        if (middle == row_size) {
          copy_row(row, row_size, windows);
        } else {
          for (size_t i = 0; i < left; i++) windows[i] = 0;
          for (size_t i = 0; i < middle; i++) windows[left + i] = row[i];
          for (size_t i = left + middle; i < row_size; i++) windows[i] = 0;
        }
        row += width * channels;
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

FATHOM_VECTORS
void fathom_max_pool(const float *restrict sample, size_t height, size_t width, size_t channels,
                     size_t pool_height, size_t pool_width, float *restrict pooled,
                     float *restrict which) {
  for (size_t y = 0; y + pool_height <= height; y += pool_height) {
    for (size_t x = 0; x + pool_width <= width;
         x += pool_width, pooled += channels, which += channels) {
      const float *corner = sample + (y * width + x) * channels;
      for (size_t c = 0; c < channels; c++) {
        pooled[c] = corner[c];
        which[c] = 0;
      }
      for (size_t wy = 0, k = 0; wy < pool_height; wy++) {
        for (size_t wx = 0; wx < pool_width; wx++, k++) {
          const float *other = corner + (wy * width + wx) * channels;
          float number = (float)k;
          for (size_t c = 0; c < channels; c++) {
            which[c] = other[c] > pooled[c] ? number : which[c];
            pooled[c] = other[c] > pooled[c] ? other[c] : pooled[c];
          }
        }
      }
    }
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
