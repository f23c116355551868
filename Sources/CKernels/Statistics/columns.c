// Sums over columns of doubles: moments, and products of each column with each.
//
// Row r is added to lane r mod 8, or mod 32, and the lanes are added in one order, so the portable
// twins give the same bits.
#include "columns.h"

#include <math.h>
#include <string.h>

#include "../processor.h"

#define LANES 8

// The sum of eight lanes, as halving the vector again and again gives it.
static inline double add_lanes(const double *lane) {
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

// The same of four vectors of eight lanes: one sum would wait for itself.
#define WIDE (4 * LANES)

static inline double add_wide(const double *lane) {
  double sums[LANES];
  for (int k = 0; k < LANES; k++) {
    sums[k] = (lane[k] + lane[LANES + k]) + (lane[2 * LANES + k] + lane[3 * LANES + k]);
  }
  return add_lanes(sums);
}

// MARK: Portable twins

void fathom_sum_extremes_scalar(const double *values, size_t count, fathom_sum *result) {
  double sums[WIDE] = {0};
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < count; i++) {
    sums[i % WIDE] += values[i];
    // No comparison with NaN holds, so it replaces nothing.
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  // Both zeros are one: which came first would depend on the lanes.
  *result = (fathom_sum){.sum = add_wide(sums), .minimum = low + 0, .maximum = high + 0};
}

void fathom_deviations_scalar(const double *values, size_t count, double centre, double *deviations,
                              double *squares) {
  double sums[WIDE] = {0}, square_sums[WIDE] = {0};
  for (size_t i = 0; i < count; i++) {
    double deviation = values[i] - centre;
    double square = deviation * deviation;
    sums[i % WIDE] += deviation;
    square_sums[i % WIDE] += square;
  }
  *deviations = add_wide(sums);
  *squares = add_wide(square_sums);
}

void fathom_gram_scalar(const double *values, size_t rows, size_t columns, size_t stride,
                        double *gram) {
  for (size_t j = 0; j < columns; j++) {
    for (size_t i = j; i < columns; i++) {
      double sums[LANES] = {0};
      for (size_t r = 0; r < rows; r++) {
        sums[r % LANES] = fma(values[i * stride + r], values[j * stride + r], sums[r % LANES]);
      }
      gram[i + j * columns] += add_lanes(sums);
      gram[j + i * columns] = gram[i + j * columns];
    }
  }
}

// MARK: x86-64

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f")))

static AVX512 void sum_extremes_avx512(const double *values, size_t count, fathom_sum *result) {
  __m512d sums[4], low[4], high[4];
#pragma clang loop unroll(full)
  for (int k = 0; k < 4; k++) {
    sums[k] = _mm512_setzero_pd();
    low[k] = _mm512_set1_pd(INFINITY);
    high[k] = _mm512_set1_pd(-INFINITY);
  }
  size_t i = 0;
  for (; i + WIDE <= count; i += WIDE) {
#pragma clang loop unroll(full)
    for (int k = 0; k < 4; k++) {
      __m512d eight = _mm512_loadu_pd(values + i + LANES * k);
      sums[k] = _mm512_add_pd(sums[k], eight);
      // Where one of the two is NaN, the second is taken.
      low[k] = _mm512_min_pd(eight, low[k]);
      high[k] = _mm512_max_pd(eight, high[k]);
    }
  }
  double lanes[WIDE];
#pragma clang loop unroll(full)
  for (int k = 0; k < 4; k++) _mm512_storeu_pd(lanes + LANES * k, sums[k]);
  double least = _mm512_reduce_min_pd(_mm512_min_pd(_mm512_min_pd(low[0], low[1]),
                                                    _mm512_min_pd(low[2], low[3])));
  double most = _mm512_reduce_max_pd(_mm512_max_pd(_mm512_max_pd(high[0], high[1]),
                                                   _mm512_max_pd(high[2], high[3])));
  for (int k = 0; i < count; i++, k++) {
    lanes[k] += values[i];
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  *result = (fathom_sum){.sum = add_wide(lanes), .minimum = least + 0, .maximum = most + 0};
}

static AVX512 void deviations_avx512(const double *values, size_t count, double centre,
                                     double *deviations, double *squares) {
  const __m512d centres = _mm512_set1_pd(centre);
  __m512d sums[4], square_sums[4];
#pragma clang loop unroll(full)
  for (int k = 0; k < 4; k++) sums[k] = square_sums[k] = _mm512_setzero_pd();
  size_t i = 0;
  for (; i + WIDE <= count; i += WIDE) {
#pragma clang loop unroll(full)
    for (int k = 0; k < 4; k++) {
      __m512d deviation = _mm512_sub_pd(_mm512_loadu_pd(values + i + LANES * k), centres);
      __m512d square = _mm512_mul_pd(deviation, deviation);
      sums[k] = _mm512_add_pd(sums[k], deviation);
      square_sums[k] = _mm512_add_pd(square_sums[k], square);
    }
  }
  double lanes[WIDE], square_lanes[WIDE];
#pragma clang loop unroll(full)
  for (int k = 0; k < 4; k++) {
    _mm512_storeu_pd(lanes + LANES * k, sums[k]);
    _mm512_storeu_pd(square_lanes + LANES * k, square_sums[k]);
  }
  for (int k = 0; i < count; i++, k++) {
    double deviation = values[i] - centre;
    double square = deviation * deviation;
    lanes[k] += deviation;
    square_lanes[k] += square;
  }
  *deviations = add_wide(lanes);
  *squares = add_wide(square_lanes);
}

// Columns of a tile each way: 25 sums, five factors and one more fill the registers.
#define TILE FATHOM_GRAM_TILE

// Writes eight rows of five columns behind eight rows of five columns, zeros where there are none.
static void pack(const double *values, size_t rows, size_t columns, size_t stride, double *packed) {
  for (size_t first = 0; first < columns; first += TILE) {
    for (size_t r = 0; r < rows; r += LANES) {
      for (size_t k = 0; k < TILE; k++, packed += LANES) {
        const double *source = values + (first + k) * stride + r;
        size_t count = first + k < columns ? rows - r : 0;
        if (count >= LANES) {
          memcpy(packed, source, LANES * sizeof *packed);
        } else {
          for (size_t lane = 0; lane < LANES; lane++) packed[lane] = lane < count ? source[lane] : 0;
        }
      }
    }
  }
}

// The sums of the products of five columns with five columns, by lanes.
static AVX512 void multiply_tiles_avx512(const double *a, const double *b, size_t steps,
                                         double lanes[TILE][TILE][LANES]) {
  __m512d sums[TILE][TILE];
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE; j++) sums[i][j] = _mm512_setzero_pd();
  }
  for (size_t step = 0; step < steps; step++, a += LANES * TILE, b += LANES * TILE) {
    __m512d factor[TILE];
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE; i++) factor[i] = _mm512_loadu_pd(a + LANES * i);
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE; j++) {
      __m512d other = _mm512_loadu_pd(b + LANES * j);
#pragma clang loop unroll(full)
      for (int i = 0; i < TILE; i++) sums[i][j] = _mm512_fmadd_pd(factor[i], other, sums[i][j]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE; j++) _mm512_storeu_pd(lanes[i][j], sums[i][j]);
  }
}

#define AVX2 __attribute__((target("avx2,fma")))
#define HALF (LANES / 2)

// Adds the products of five columns with two of five, or with the last one, in half of the lanes.
static inline __attribute__((always_inline)) AVX2 void add_strip(
    const double *a, const double *b, size_t steps, int width, double *lanes) {
  __m256d sums[TILE][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) sums[i][j] = _mm256_loadu_pd(lanes + (i * TILE + j) * LANES);
  }
  for (size_t step = 0; step < steps; step++, a += LANES * TILE, b += LANES * TILE) {
    __m256d factor[TILE];
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE; i++) factor[i] = _mm256_loadu_pd(a + LANES * i);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      __m256d other = _mm256_loadu_pd(b + LANES * j);
#pragma clang loop unroll(full)
      for (int i = 0; i < TILE; i++) sums[i][j] = _mm256_fmadd_pd(factor[i], other, sums[i][j]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) _mm256_storeu_pd(lanes + (i * TILE + j) * LANES, sums[i][j]);
  }
}

// This many steps of two tiles stay in the first cache while they are read six times.
#define STEPS 32

// What the other does, with vectors half as wide: each lane gets the same rows in the same order.
static AVX2 void multiply_tiles_avx2(const double *a, const double *b, size_t steps,
                                     double lanes[TILE][TILE][LANES]) {
  memset(lanes, 0, sizeof(double[TILE][TILE][LANES]));
  for (size_t first = 0; first < steps; first += STEPS) {
    size_t count = steps - first < STEPS ? steps - first : STEPS;
    for (int half = 0; half < LANES; half += HALF) {
      double *sums = (double *)lanes + half;
      add_strip(a + half, b + half, count, 2, sums);
      add_strip(a + half, b + LANES * 2 + half, count, 2, sums + LANES * 2);
      add_strip(a + half, b + LANES * 4 + half, count, 1, sums + LANES * 4);
    }
    a += LANES * TILE * STEPS;
    b += LANES * TILE * STEPS;
  }
}

typedef void tile_product(const double *a, const double *b, size_t steps,
                          double lanes[TILE][TILE][LANES]);

static void add_gram(const double *values, size_t rows, size_t columns, size_t stride,
                     double *packed, double *gram, tile_product *multiply_tiles) {
  pack(values, rows, columns, stride, packed);
  size_t steps = (rows + LANES - 1) / LANES;
  for (size_t first = 0; first < columns; first += TILE) {
    for (size_t second = 0; second <= first; second += TILE) {
      double lanes[TILE][TILE][LANES];
      multiply_tiles(packed + first * steps * LANES, packed + second * steps * LANES, steps, lanes);
      for (size_t i = 0; i < TILE && first + i < columns; i++) {
        size_t row = first + i;
        // The upper half of a tile on the diagonal is the mirror image of the lower.
        for (size_t column = second; column < second + TILE && column <= row; column++) {
          gram[row + column * columns] += add_lanes(lanes[i][column - second]);
          gram[column + row * columns] = gram[row + column * columns];
        }
      }
    }
  }
}

static int has_avx512(void) { return fathom_has(FATHOM_AVX512F); }

static int has_avx2(void) { return fathom_has(FATHOM_AVX2 | FATHOM_FMA); }

void fathom_sum_extremes(const double *values, size_t count, fathom_sum *result) {
  (has_avx512() ? sum_extremes_avx512 : fathom_sum_extremes_scalar)(values, count, result);
}

void fathom_deviations(const double *values, size_t count, double centre, double *deviations,
                       double *squares) {
  (has_avx512() ? deviations_avx512 : fathom_deviations_scalar)(values, count, centre, deviations,
                                                                squares);
}

int fathom_gram(const double *values, size_t rows, size_t columns, size_t stride, double *scratch,
                double *gram) {
  if (!has_avx512()) return fathom_gram_avx2(values, rows, columns, stride, scratch, gram);
  add_gram(values, rows, columns, stride, scratch, gram, multiply_tiles_avx512);
  return 1;
}

int fathom_gram_avx2(const double *values, size_t rows, size_t columns, size_t stride,
                     double *scratch, double *gram) {
  if (!has_avx2()) return 0;
  add_gram(values, rows, columns, stride, scratch, gram, multiply_tiles_avx2);
  return 1;
}

#else

void fathom_sum_extremes(const double *values, size_t count, fathom_sum *result) {
  fathom_sum_extremes_scalar(values, count, result);
}

void fathom_deviations(const double *values, size_t count, double centre, double *deviations,
                       double *squares) {
  fathom_deviations_scalar(values, count, centre, deviations, squares);
}

int fathom_gram(const double *values, size_t rows, size_t columns, size_t stride, double *scratch,
                double *gram) {
  (void)values, (void)rows, (void)columns, (void)stride, (void)scratch, (void)gram;
  return 0;
}

int fathom_gram_avx2(const double *values, size_t rows, size_t columns, size_t stride,
                     double *scratch, double *gram) {
  return fathom_gram(values, rows, columns, stride, scratch, gram);
}

#endif
