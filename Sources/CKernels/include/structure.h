// Where cells and rows of a table end, 64 bytes at a time.
#ifndef FATHOM_STRUCTURE_H
#define FATHOM_STRUCTURE_H

#include <stddef.h>
#include <stdint.h>

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
// returns how many there are. `indexers` must hold FATHOM_INDEXERS elements. No twin: a list.
#define FATHOM_INDEXERS 3
size_t fathom_indexers(fathom_indexer *indexers);

// Counts what a reader must know of a block before it cuts it into rows, without marks.
void fathom_census(const uint8_t *bytes, size_t count, uint8_t quote, fathom_structure *result);
void fathom_census_scalar(const uint8_t *bytes, size_t count, uint8_t quote,
                          fathom_structure *result);

// Finds the offset behind the last row that ends in a block, 0 for none, without marks.
//
// As fathom_index, but what stands behind that offset may be anything: half of a cell, an open
// quote. `line_feeds` counts those before that offset. Writes the start of each row with a line
// feed between quotes to `long_rows`, which must hold `count` elements, in ascending order; `marks`
// says how many. The last of them may begin at the offset or behind it.
size_t fathom_row_boundary(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                           uint32_t *long_rows, fathom_structure *result);
size_t fathom_row_boundary_scalar(const uint8_t *bytes, size_t count, uint8_t delimiter,
                                  uint8_t quote, uint32_t *long_rows, fathom_structure *result);

// Counts the line feeds of a few bytes.
//
// No twin: a plain loop, which is its own portable form.
size_t fathom_line_feeds(const uint8_t *bytes, size_t count);

#endif
