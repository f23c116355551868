// What the readers of numbers share.
#ifndef FATHOM_CELLS_H
#define FATHOM_CELLS_H

#include "numbers.h"

// Up to 10^22 a double is exact; the last one only makes three vectors of eight full.
static const double powers_of_ten[24] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23};

#if defined(__x86_64__)

// Reads one cell that is no plain number of at most 19 digits: quoted, padded, with an exponent,
// longer, or no number at all.
int fathom_unusual_cell(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark,
                        double *value);

// fathom_parse_columns for processors with AVX-512 (F, BW, DQ, VL).
size_t fathom_parse_columns_avx512(const uint8_t *bytes, const uint32_t *marks,
                                   const uint32_t *row_cells, size_t rows, size_t width,
                                   const int32_t *slots, uint8_t decimal_mark, double *values,
                                   size_t stride, uint32_t *decimals, uint32_t *others);

#endif
#endif
