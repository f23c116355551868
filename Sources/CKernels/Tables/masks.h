// What the kernels for the structure of tables share: masks of 64 bytes, and the state between them.
#ifndef FATHOM_MASKS_H
#define FATHOM_MASKS_H

#include "structure.h"

typedef struct {
  uint64_t quote, delimiter, line_feed, carriage_return, nul, high;
} masks;

typedef struct {
  uint64_t inside;        // all ones while a quote is open
  uint64_t after_start;   // bit 0: the byte before this block lets a quote open
  uint64_t after_close;   // bit 0: the byte before this block closes a quote
  uint64_t after_return;  // bit 0: the byte before this block is an unquoted carriage return
  uint64_t irregular, quotes, high, nul;
  uint64_t after_any_return;  // bit 0: the byte before this block is a carriage return
  size_t line_feeds, carriage_returns, lone_returns, row_ends;
} carry;

// A bit for each byte of a block that is there.
static inline uint64_t valid_bits(size_t left) { return left >= 64 ? ~0ull : (1ull << left) - 1; }

// Takes the bytes behind the end out of all masks.
static inline void clip(masks *m, uint64_t keep) {
  m->quote &= keep;
  m->delimiter &= keep;
  m->line_feed &= keep;
  m->carriage_return &= keep;
  m->nul &= keep;
  m->high &= keep;
}

// Counts the carriage returns of a block, and those before it that no line feed follows.
static inline __attribute__((always_inline)) void count_returns(const masks *m, uint64_t valid,
                                                                carry *c) {
  uint64_t behind = (m->carriage_return << 1) | c->after_any_return;
  if (behind == 0 && m->carriage_return == 0) return;
  c->carriage_returns += (size_t)__builtin_popcountll(m->carriage_return);
  c->lone_returns += (size_t)__builtin_popcountll(behind & valid & ~m->line_feed);
  c->after_any_return = m->carriage_return >> 63;
}

// Notes what stands in a block, wherever it is.
static inline __attribute__((always_inline)) void take_census(const masks *m, uint64_t valid,
                                                              carry *c) {
  c->quotes |= m->quote;
  c->high |= m->high;
  c->nul |= m->nul;
  c->line_feeds += (size_t)__builtin_popcountll(m->line_feed);
  count_returns(m, valid, c);
}

// Advances over one block; returns the mask of cell ends, and that of row ends in `rows`.
static inline __attribute__((always_inline)) uint64_t advance(const masks *m, uint64_t inside,
                                                              uint64_t valid, carry *c,
                                                              uint64_t *rows) {
  uint64_t breaks = m->line_feed & ~inside;
  uint64_t ends = (m->delimiter | m->line_feed) & ~inside;
  uint64_t opening = m->quote & inside;
  uint64_t closing = m->quote & ~inside;
  uint64_t lone = m->carriage_return & ~inside;
  // A quote may open behind the end of a cell, or close and open again: a doubled quote.
  uint64_t may_open = ((ends | closing) << 1) | c->after_start;
  uint64_t behind_close = (closing << 1) | c->after_close;
  uint64_t behind_return = (lone << 1) | c->after_return;
  c->irregular |= (opening & ~may_open)
                  | (behind_close & valid & ~(ends | m->carriage_return | m->quote))
                  | (behind_return & valid & ~m->line_feed);
  c->after_start = (ends | closing) >> 63;
  c->after_close = closing >> 63;
  c->after_return = lone >> 63;
  take_census(m, valid, c);
  c->row_ends += (size_t)__builtin_popcountll(breaks);
  *rows = breaks;
  return ends;
}

static inline void finish(const carry *c, size_t marks, int ends_with_return,
                          fathom_structure *result) {
  result->marks = marks;
  result->row_ends = c->row_ends;
  result->line_feeds = c->line_feeds;
  result->carriage_returns = c->carriage_returns;
  result->lone_returns = c->lone_returns;
  result->has_quotes = c->quotes != 0;
  result->has_non_ascii = c->high != 0;
  result->has_nul = c->nul != 0;
  result->is_irregular = c->irregular != 0 || c->inside != 0 || ends_with_return;
}

// Writes the starts of the rows whose line feeds between quotes are `quoted`.
//
// `row` is the start of the row that the block begins in.
static inline uint32_t *write_long_rows(uint32_t *first, uint32_t *out, size_t base,
                                        uint64_t quoted, uint64_t rows, size_t row) {
  for (; quoted != 0; quoted &= quoted - 1) {
    uint64_t before = rows & ((quoted & -quoted) - 1);
    size_t start = before == 0 ? row : base + 64 - (size_t)__builtin_clzll(before);
    // A row with several of them is written once.
    if (out == first || out[-1] != start) *out++ = (uint32_t)start;
  }
  return out;
}

// Notes the last row end of a block, and the line feeds before it.
static inline __attribute__((always_inline)) void note_boundary(size_t base, const masks *m,
                                                                uint64_t rows, size_t feeds_before,
                                                                size_t *end, size_t *feeds) {
  if (rows == 0) return;
  int bit = 63 - __builtin_clzll(rows);
  *end = base + (size_t)bit + 1;
  // The row end itself is a line feed that counts.
  uint64_t upto = bit == 63 ? ~0ull : (1ull << (bit + 1)) - 1;
  *feeds = feeds_before + (size_t)__builtin_popcountll(m->line_feed & upto);
}

#if defined(__x86_64__)
// In structure_avx512.c; the processor must have AVX-512 with VBMI2, and BMI2.
void fathom_index_avx512(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                         uint32_t *marks, fathom_structure *result);
#endif

#endif
