// Convolutions of small networks, as products of matrices that stay in registers.
#include "network.h"

#include <string.h>

#include "../processor.h"

// Products are fused with sums where the processor does so, as in a BLAS: the last digits depend on it.
#pragma STDC FP_CONTRACT ON
#define INLINE static inline __attribute__((always_inline))

enum { LANES = 8, BLOCK = 2 * LANES, PLACES = 6 };

typedef float vector __attribute__((vector_size(LANES * sizeof(float))));

INLINE vector load(const float *values) {
  vector result;
  memcpy(&result, values, sizeof result);
  return result;
}

INLINE void store(vector value, float *values) { memcpy(values, &value, sizeof value); }

// A sum of products over `rows` runs of `count` terms each:
// result[t][·] = Σ_r Σ_j a[t · a.place + r · a.row + j · a.term] · b[r · b.row + j · b.term + ·]
// plus what the result was, where it `adds`.
typedef struct {
  const float *values;
  size_t place, row, term;
} factor;

// For `places` ≤ 6 and `vectors` ≤ 2, both known to the compiler, so that sums stay in registers.
INLINE void tile(factor a, factor b, size_t rows, size_t count, float *result, size_t step,
                 const int adds, const size_t places, const size_t vectors) {
  vector sums[PLACES][2];
  for (size_t t = 0; t < places; t++)
    for (size_t v = 0; v < vectors; v++)
      sums[t][v] = adds ? load(result + t * step + v * LANES) : (vector){0};
  for (size_t r = 0; r < rows; r++) {
    const float *first = a.values + r * a.row, *second = b.values + r * b.row;
    for (size_t j = 0; j < count; j++, first += a.term, second += b.term) {
      vector terms[2];
      for (size_t v = 0; v < vectors; v++) terms[v] = load(second + v * LANES);
      for (size_t t = 0; t < places; t++)
        for (size_t v = 0; v < vectors; v++) sums[t][v] += first[t * a.place] * terms[v];
    }
  }
  for (size_t t = 0; t < places; t++)
    for (size_t v = 0; v < vectors; v++) store(sums[t][v], result + t * step + v * LANES);
}

// The same for a few columns that fill no vector.
INLINE void narrow_tile(factor a, factor b, size_t rows, size_t count, float *result, size_t step,
                        const int adds, size_t places, size_t columns) {
  for (size_t t = 0; t < places; t++)
    for (size_t c = 0; c < columns; c++) {
      float sum = adds ? result[t * step + c] : 0;
      for (size_t r = 0; r < rows; r++) {
        const float *first = a.values + t * a.place + r * a.row;
        const float *second = b.values + r * b.row + c;
        for (size_t j = 0; j < count; j++, first += a.term, second += b.term)
          sum += *first * *second;
      }
      result[t * step + c] = sum;
    }
}

INLINE void tiles(factor a, factor b, size_t rows, size_t count, float *result, size_t step,
                  const int adds, size_t places, const size_t vectors) {
  for (; places >= PLACES; places -= PLACES) {
    tile(a, b, rows, count, result, step, adds, PLACES, vectors);
    a.values += PLACES * a.place;
    result += PLACES * step;
  }
  switch (places) {
  case 5: tile(a, b, rows, count, result, step, adds, 5, vectors); break;
  case 4: tile(a, b, rows, count, result, step, adds, 4, vectors); break;
  case 3: tile(a, b, rows, count, result, step, adds, 3, vectors); break;
  case 2: tile(a, b, rows, count, result, step, adds, 2, vectors); break;
  case 1: tile(a, b, rows, count, result, step, adds, 1, vectors); break;
  }
}

// `width` ≤ 16 columns of the result.
INLINE void columns(factor a, factor b, size_t rows, size_t count, float *result, size_t step,
                    const int adds, size_t places, size_t width) {
  if (width == BLOCK) {
    tiles(a, b, rows, count, result, step, adds, places, 2);
    return;
  }
  if (width >= LANES) {
    tiles(a, b, rows, count, result, step, adds, places, 1);
    b.values += LANES;
    result += LANES;
    width -= LANES;
  }
  if (width) narrow_tile(a, b, rows, count, result, step, adds, places, width);
}

static size_t block_width(size_t first, size_t outputs) {
  return outputs - first < BLOCK ? outputs - first : BLOCK;
}

void fathom_pad(const float *sample, size_t height, size_t width, size_t channels, size_t above,
                size_t left, size_t padded_height, size_t padded_width, float *padded) {
  size_t row = width * channels, margin = left * channels;
  size_t rest = (padded_width - left - width) * channels;
  memset(padded, 0, above * padded_width * channels * sizeof(float));
  padded += above * padded_width * channels;
  for (size_t y = 0; y < height; y++, sample += row) {
    for (size_t i = 0; i < margin; i++) *padded++ = 0;
    memcpy(padded, sample, row * sizeof(float));
    padded += row;
    for (size_t i = 0; i < rest; i++) *padded++ = 0;
  }
  memset(padded, 0, (padded_height - above - height) * padded_width * channels * sizeof(float));
}

void fathom_pack(const float *kernel, size_t size, size_t outputs, float *packed) {
  for (size_t first = 0; first < outputs; first += BLOCK) {
    size_t width = block_width(first, outputs);
    for (size_t j = 0; j < size; j++, packed += width)
      memcpy(packed, kernel + j * outputs + first, width * sizeof(float));
  }
}

FATHOM_FUSED_VECTORS
void fathom_convolve(const float *padded, size_t height, size_t width, size_t channels,
                     const float *packed, size_t window_height, size_t window_width, size_t outputs,
                     float *result) {
  size_t row = (width + window_width - 1) * channels, run = window_width * channels;
  for (size_t first = 0; first < outputs; first += BLOCK) {
    size_t block = block_width(first, outputs);
    factor b = {packed, 0, run * block, block};
    for (size_t y = 0; y < height; y++) {
      factor a = {padded + y * row, channels, row, 1};
      columns(a, b, window_height, run, result + y * width * outputs + first, outputs, 0, width,
              block);
    }
    packed += window_height * run * block;
  }
}

FATHOM_FUSED_VECTORS
void fathom_convolve_gradient(const float *padded, const float *gradient, size_t height,
                              size_t width, size_t channels, size_t window_height,
                              size_t window_width, size_t outputs, float *kernel_gradient) {
  size_t row = (width + window_width - 1) * channels, run = window_width * channels;
  for (size_t first = 0; first < outputs; first += BLOCK) {
    size_t block = block_width(first, outputs);
    factor b = {gradient + first, 0, width * outputs, outputs};
    for (size_t y = 0; y < window_height; y++) {
      factor a = {padded + y * row, 1, row, channels};
      columns(a, b, height, width, kernel_gradient + y * run * outputs + first, outputs, 1, run,
              block);
    }
  }
}
