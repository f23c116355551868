// Numbers from the text of cells, one at a time or whole columns.
#ifndef FATHOM_NUMBERS_H
#define FATHOM_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "structure.h"

// What a cell is as a number.
enum { FATHOM_NOT_A_NUMBER = 0, FATHOM_INTEGER = 1, FATHOM_DECIMAL = 2, FATHOM_OVERFLOW = 3 };

// Reads one cell without blanks around it: an optional sign, digits with at most one decimal mark,
// an optional exponent; correctly rounded. FATHOM_OVERFLOW means that it is beyond all doubles.
//
// The 32 bytes before `start` and behind `end` must be readable.
int fathom_number(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark, double *value);
int fathom_number_scalar(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark,
                         double *value);

// Reads the cells of whole columns.
//
// `row_cells[r]` is the index of the first cell of row r; cell k lies between mark k − 1 and mark k.
// `slots[c]` is the place of column c in `values`, or −1 for a column that is not to be read; its
// values are at `values[slots[c] * stride + r]`, NaN where the cell is not a finite number. Such
// cells are listed in `others` as (r * width + c), those of a column in the order of its rows; their
// number is returned. `decimals[slots[c]]` grows by the cells that are written with a mark or an
// exponent. `decimal_mark` is a point or a comma.
//
// The 32 bytes before `bytes` and behind its last cell must be readable.
size_t fathom_parse_columns(const uint8_t *bytes, const uint32_t *marks, const uint32_t *row_cells,
                            size_t rows, size_t width, const int32_t *slots, uint8_t decimal_mark,
                            double *values, size_t stride, uint32_t *decimals, uint32_t *others);
size_t fathom_parse_columns_scalar(const uint8_t *bytes, const uint32_t *marks,
                                   const uint32_t *row_cells, size_t rows, size_t width,
                                   const int32_t *slots, uint8_t decimal_mark, double *values,
                                   size_t stride, uint32_t *decimals, uint32_t *others);

typedef size_t (*fathom_column_parser)(const uint8_t *bytes, const uint32_t *marks,
                                       const uint32_t *row_cells, size_t rows, size_t width,
                                       const int32_t *slots, uint8_t decimal_mark, double *values,
                                       size_t stride, uint32_t *decimals, uint32_t *others);

// Lists what fathom_parse_columns can be on this processor, from the portable twin to the one that
// it is; returns how many there are. `parsers` must hold FATHOM_COLUMN_PARSERS elements. No twin: a list.
#define FATHOM_COLUMN_PARSERS 3
size_t fathom_column_parsers(fathom_column_parser *parsers);

#endif
