// Whole-block kernels for reading tables: what a compiler cannot be asked for in Swift.
//
// Each kernel has a portable twin, `…_scalar`, which gives the same result for the same bytes; the
// fast one is chosen at run time by what the processor can do. Nothing here allocates or keeps state.
#ifndef FATHOM_CKERNELS_H
#define FATHOM_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "network.h"

// MARK: Structure

// A mark is the position of a byte that ends a cell; its top bit says that the row ends there too.
#define FATHOM_ROW_END 0x80000000u

typedef struct {
  size_t marks;            // marks written
  size_t row_ends;         // marks that end a row
  size_t line_feeds;       // line feeds, inside and outside of quotes
  size_t carriage_returns; // carriage returns, likewise
  size_t lone_returns;     // those that no line feed follows, but for the very last byte
  int has_quotes;          // any quote at all
  int has_non_ascii;       // any byte from 0x80
  int has_nul;             // any byte 0x00
  int is_irregular;        // see fathom_index
} fathom_structure;

// Writes the mark of each delimiter and line feed that is not quoted.
//
// The bytes begin outside of quotes, at the start of a row. `is_irregular` is set, and the marks are
// void, when toggling at each quote would not give what a state machine gives: a quote opens in the
// middle of a cell, text follows a closing quote, a quote never closes, or a row ends with a lone
// carriage return. Such bytes need a scanner that goes byte by byte.
//
// `bytes` must be readable for 64 bytes behind `count`; `marks` must hold `count` + 64 elements.
// `count` is below 2^31.
void fathom_index(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                  uint32_t *marks, fathom_structure *result);
void fathom_index_scalar(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                         uint32_t *marks, fathom_structure *result);

typedef void (*fathom_indexer)(const uint8_t *bytes, size_t count, uint8_t delimiter,
                               uint8_t quote, uint32_t *marks, fathom_structure *result);

// Lists what fathom_index can be on this processor, from the portable twin to the one that it is;
// returns how many there are. `indexers` must hold FATHOM_INDEXERS elements.
#define FATHOM_INDEXERS 3
size_t fathom_indexers(fathom_indexer *indexers);

// Counts what a reader must know of a block before it cuts it into rows, without marks.
void fathom_census(const uint8_t *bytes, size_t count, uint8_t quote, fathom_structure *result);
void fathom_census_scalar(const uint8_t *bytes, size_t count, uint8_t quote,
                          fathom_structure *result);

// Finds the offset behind the last row that ends in a block, 0 for none, without marks.
//
// As fathom_index, but what stands behind that offset may be anything: half of a cell, an open
// quote. `line_feeds` counts those before that offset.
size_t fathom_row_boundary(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                           fathom_structure *result);
size_t fathom_row_boundary_scalar(const uint8_t *bytes, size_t count, uint8_t delimiter,
                                  uint8_t quote, fathom_structure *result);

// Counts the line feeds of a few bytes.
size_t fathom_line_feeds(const uint8_t *bytes, size_t count);

// Gives memory that was freed in small pieces back to the system, where the C library keeps it.
void fathom_release_memory(void);

// MARK: Characters

// Whether bytes are UTF-8 from the first to the last, which ends a character; 1 or 0.
//
// `characters` is set to the number of characters of two bytes or more, 0 when there is a mistake.
int fathom_utf8(const uint8_t *bytes, size_t count, size_t *characters);
int fathom_utf8_scalar(const uint8_t *bytes, size_t count, size_t *characters);

// MARK: Numbers

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
// it is; returns how many there are. `parsers` must hold FATHOM_COLUMN_PARSERS elements.
#define FATHOM_COLUMN_PARSERS 3
size_t fathom_column_parsers(fathom_column_parser *parsers);

// MARK: Columns of numbers

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

// MARK: Hashes

// Writes the places of the hashes that differ from one in at most `distance` bits, ascending; returns
// how many there are. `found` has room for `count` elements.
size_t fathom_near(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                   uint32_t *found);
size_t fathom_near_scalar(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                          uint32_t *found);

// The sum of the products of 64 bytes with 64 bytes.
uint32_t fathom_dot_bytes(const uint8_t *a, const uint8_t *b);

// MARK: Edges

// Over how many steps an edge is looked at.
#define FATHOM_EDGE_REACH 8

// For each window of FATHOM_EDGE_REACH steps of `stride` elements, |last - first| and the largest
// |step|; behind the last window nothing is written. All pointers lead to `count` elements.
void fathom_edge_rises(const uint8_t *grey, size_t count, size_t stride, uint8_t *rises,
                       uint8_t *steps, uint8_t *scratch);

// The largest of some rises.
uint8_t fathom_largest_rise(const uint8_t *rises, size_t count);

// Adds up the rises from a threshold on, and their largest steps, at most the rise each.
void fathom_strong_edges(const uint8_t *rises, const uint8_t *steps, size_t count,
                         uint8_t threshold, uint64_t *rise, uint64_t *step);

// MARK: PNG

// Undoes the filters of `rows` rows of `length` bytes, each behind the byte that names its filter.
// `step` is the number of bytes of a pixel, 1, 3 or 4; `pixels` has room for rows · length bytes.
// Returns 0 for a filter that there is not.
int fathom_png_unfilter(const uint8_t *filtered, size_t rows, size_t length, size_t step,
                        uint8_t *pixels);

// MARK: Relabelling

// Arranges 0 ..< count uniformly at random (Fisher–Yates).
//
// `state` are the four words of xoshiro256**, not all zero, and are left behind the numbers drawn.
// Several numbers are taken from one word, without bias: Brackett-Rozinsky & Lemire 2024, "Batched
// ranged random integer generation", Software: Practice and Experience. `count` is below 2^31.
void fathom_shuffle(uint64_t *state, uint32_t *order, size_t count);

// Pairs (from + k, to + k) for k below `length`.
typedef struct {
  uint32_t from;
  uint32_t to;
  uint32_t length;
} fathom_run;

// The sum of x over relabelled pairs: Σ x[order[from]][order[to]], x with `stride` columns.
//
// `rows` holds order[i] · stride for each position i; order[i] and the runs stay below the number of
// positions, and positions · stride below 2^32.
uint64_t fathom_pair_sum(const uint16_t *x, const uint32_t *rows, const uint32_t *order,
                         const fathom_run *runs, size_t count);

// MARK: Neighbours

// The places of points that may be no further than a limit: those with
// (norms[i] + own) · narrowing − 2 · products[i] <= limit. Returns how many; `places` has room for
// `count`, and holds nothing of use behind them.
size_t fathom_near_products(const float *products, const float *norms, size_t count, float own,
                            float narrowing, float limit, uint32_t *places);

// What fathom_near_products does, for any processor.
size_t fathom_near_products_scalar(const float *products, const float *norms, size_t count,
                                   float own, float narrowing, float limit, uint32_t *places);

// MARK: Filters

// The shape of images and of the filters that pass over them.
typedef struct {
  size_t height;         // of an image
  size_t width;          // of an image, 1024 at most
  size_t channels;       // planes of an image, one behind the other
  size_t count;          // filters
  size_t tap_rows;       // of a filter
  size_t tap_columns;    // of a filter
  size_t region_rows;    // into so many bands an image is cut
  size_t region_columns; // and each band into so many regions
} fathom_filters;

#define FATHOM_FILTER_LANES 16

// The mean over each region of what a filter answers at each pixel, if that is above 0.
//
// A plane of the image has tap_rows − 1 more rows than the image, the frame around it, each of
// fathom_filter_stride floats: the image's columns, the frame, and what fills the last lanes. All
// that is not the image is 0. Filters hold their taps row by row, channel by channel. `means` has count ·
// region_rows · region_columns elements. All processors give the same numbers.
size_t fathom_filter_stride(const fathom_filters *shape);
void fathom_filter_means(const float *image, const fathom_filters *shape, const float *filters,
                         double *means);
void fathom_filter_means_scalar(const float *image, const fathom_filters *shape,
                                const float *filters, double *means);

#endif
