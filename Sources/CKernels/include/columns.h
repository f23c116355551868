// Sums over columns of doubles: moments, and products of each column with each.
#ifndef FATHOM_COLUMNS_H
#define FATHOM_COLUMNS_H

#include <stddef.h>

typedef struct {
  double sum;      // NaN if a value is, or if both infinities are there
  double minimum;  // the smallest value that is not NaN, infinity without one
  double maximum;  // the largest, likewise
} fathom_sum;

// The sum of some values, and the extremes of those that are not NaN.
void fathom_sum_extremes(const double *values, size_t count, fathom_sum *result);
void fathom_sum_extremes_scalar(const double *values, size_t count, fathom_sum *result);

// The sums of the deviations of some values from a centre, and of their squares.
void fathom_deviations(const double *values, size_t count, double centre, double *deviations,
                       double *squares);
void fathom_deviations_scalar(const double *values, size_t count, double centre, double *deviations,
                              double *squares);

// Adds the sums of the products of each column with each to a symmetric matrix, both triangles.
//
// `values` are `columns` columns of `rows` elements, `stride` apart. `scratch` has room for as many,
// with the rows rounded up to eight and the columns to FATHOM_GRAM_TILE. For a hundred columns and a
// thousand rows or fewer this is ahead of a general product. Returns 0, and does nothing, where the
// processor has no vectors of four doubles. With those of four and of eight the bits are the same.
#define FATHOM_GRAM_TILE 5
int fathom_gram(const double *values, size_t rows, size_t columns, size_t stride, double *scratch,
                double *gram);
int fathom_gram_avx2(const double *values, size_t rows, size_t columns, size_t stride,
                     double *scratch, double *gram);
void fathom_gram_scalar(const double *values, size_t rows, size_t columns, size_t stride,
                        double *gram);

#endif
