// Where cells and rows end, 64 bytes at a time.
//
// One bit a byte: masks of quotes, delimiters and line breaks are formed by comparing 64 bytes at
// once; the prefix sum modulo 2 of the quote mask tells which bytes are quoted (a carry-less product
// with all ones where the processor has one; Langdale & Lemire 2019, VLDB J. 28:941).
#include "../processor.h"
#include "masks.h"

#include <string.h>

// Writes the marks of a block, eight at a time; what is written too much is written over.
static inline __attribute__((always_inline)) uint32_t *write_marks(uint32_t *out, uint32_t base,
                                                                   uint64_t ends, uint64_t rows) {
  uint32_t *end = out + __builtin_popcountll(ends);
  if (rows == 0) {
    while (out < end) {
      for (int k = 0; k < 8; k++) {
        // The count of trailing zeros of 0 is not defined; the mark is written over then.
        out[k] = base + (uint32_t)__builtin_ctzll(ends | 1ull << 63);
        ends &= ends - 1;
      }
      out += 8;
    }
    return end;
  }
  while (out < end) {
    uint32_t bit = (uint32_t)__builtin_ctzll(ends);
    *out++ = (base + bit) | (uint32_t)((rows >> bit) & 1) << 31;
    ends &= ends - 1;
  }
  return end;
}

size_t fathom_line_feeds(const uint8_t *bytes, size_t count) {
  size_t total = 0;
  // So few at a time that a byte can count them: the compiler then compares 16 at once.
  for (size_t start = 0; start < count; start += 240) {
    size_t end = count - start < 240 ? count : start + 240;
    uint8_t some = 0;
    for (size_t i = start; i < end; i++) some = (uint8_t)(some + (bytes[i] == '\n'));
    total += some;
  }
  return total;
}

// MARK: The portable twin

static inline masks compare_scalar(const uint8_t *p, size_t left, uint8_t delimiter,
                                   uint8_t quote) {
  masks m = {0, 0, 0, 0, 0, 0};
  size_t count = left < 64 ? left : 64;
  for (size_t i = 0; i < count; i++) {
    uint64_t bit = 1ull << i;
    uint8_t byte = p[i];
    if (byte == quote) m.quote |= bit;
    if (byte == delimiter) m.delimiter |= bit;
    if (byte == '\n') m.line_feed |= bit;
    if (byte == '\r') m.carriage_return |= bit;
    if (byte == 0) m.nul |= bit;
    if (byte >= 0x80) m.high |= bit;
  }
  return m;
}

static inline uint64_t prefix_xor_scalar(uint64_t x) {
  for (int shift = 1; shift < 64; shift *= 2) x ^= x << shift;
  return x;
}

void fathom_index_scalar(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                         uint32_t *marks, fathom_structure *result) {
  carry c = {.after_start = 1};
  uint32_t *out = marks;
  for (size_t i = 0; i < count; i += 64) {
    masks m = compare_scalar(bytes + i, count - i, delimiter, quote);
    uint64_t inside = prefix_xor_scalar(m.quote) ^ c.inside;
    c.inside = (uint64_t)((int64_t)inside >> 63);
    uint64_t rows;
    uint64_t ends = advance(&m, inside, valid_bits(count - i), &c, &rows);
    out = write_marks(out, (uint32_t)i, ends, rows);
  }
  finish(&c, (size_t)(out - marks), count > 0 && bytes[count - 1] == '\r', result);
}

void fathom_census_scalar(const uint8_t *bytes, size_t count, uint8_t quote,
                          fathom_structure *result) {
  carry c = {0};
  for (size_t i = 0; i < count; i += 64) {
    masks m = compare_scalar(bytes + i, count - i, quote, quote);
    take_census(&m, valid_bits(count - i), &c);
  }
  finish(&c, 0, 0, result);
  result->is_irregular = 0;
}

size_t fathom_row_boundary_scalar(const uint8_t *bytes, size_t count, uint8_t delimiter,
                                  uint8_t quote, uint32_t *long_rows, fathom_structure *result) {
  carry c = {.after_start = 1};
  size_t end = 0, feeds = 0;
  uint32_t *out = long_rows;
  for (size_t i = 0; i < count; i += 64) {
    masks m = compare_scalar(bytes + i, count - i, delimiter, quote);
    uint64_t inside = prefix_xor_scalar(m.quote) ^ c.inside;
    c.inside = (uint64_t)((int64_t)inside >> 63);
    uint64_t rows;
    size_t before = c.line_feeds;
    advance(&m, inside, valid_bits(count - i), &c, &rows);
    out = write_long_rows(long_rows, out, i, m.line_feed & ~rows, rows, end);
    note_boundary(i, &m, rows, before, &end, &feeds);
  }
  finish(&c, (size_t)(out - long_rows), 0, result);
  result->is_irregular = c.irregular != 0;
  result->line_feeds = feeds;
  return end;
}

// MARK: x86-64

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,pclmul,popcnt,bmi")))

static inline AVX2 uint64_t equal(__m256i low, __m256i high, __m256i byte) {
  uint64_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, byte));
  uint64_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, byte));
  return a | b << 32;
}

static inline AVX2 uint64_t prefix_xor(uint64_t x) {
  __m128i product =
      _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)x), _mm_set1_epi8((char)0xff), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

// The masks of 64 bytes, of which `left` are there.
static inline AVX2 masks compare_avx2(const uint8_t *p, size_t left, uint8_t delimiter,
                                      uint8_t quote) {
  // In bounds: 64 bytes behind the end are readable.
  __m256i low = _mm256_loadu_si256((const __m256i *)p);
  __m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));
  masks m = {
      .quote = equal(low, high, _mm256_set1_epi8((char)quote)),
      .delimiter = equal(low, high, _mm256_set1_epi8((char)delimiter)),
      .line_feed = equal(low, high, _mm256_set1_epi8('\n')),
      .carriage_return = equal(low, high, _mm256_set1_epi8('\r')),
      .nul = equal(low, high, _mm256_setzero_si256()),
      .high = (uint32_t)_mm256_movemask_epi8(low)
              | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32,
  };
  clip(&m, valid_bits(left));
  return m;
}

// Which bytes of a block are quoted; notes the state behind it.
static inline AVX2 uint64_t quoted_avx2(const masks *m, carry *c) {
  uint64_t inside = c->inside;
  if (m->quote != 0) {
    inside ^= prefix_xor(m->quote);
    c->inside = (uint64_t)((int64_t)inside >> 63);
  }
  return inside;
}

static AVX2 void index_avx2(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                            uint32_t *marks, fathom_structure *result) {
  carry c = {.after_start = 1};
  uint32_t *out = marks;
  for (size_t i = 0; i < count; i += 64) {
    masks m = compare_avx2(bytes + i, count - i, delimiter, quote);
    uint64_t rows;
    uint64_t ends = advance(&m, quoted_avx2(&m, &c), valid_bits(count - i), &c, &rows);
    out = write_marks(out, (uint32_t)i, ends, rows);
  }
  finish(&c, (size_t)(out - marks), count > 0 && bytes[count - 1] == '\r', result);
}

// Bytes that are looked at together: this few that a byte can count what one of its places holds.
#define STRIPE (32 * 255)

// Notes what stands in 32 × `steps` bytes; 0, and nothing noted, where carriage returns do.
static inline AVX2 int take_stripe(const uint8_t *bytes, size_t steps, __m256i quote, carry *c) {
  const __m256i zero = _mm256_setzero_si256(), feed = _mm256_set1_epi8('\n');
  const __m256i carriage_return = _mm256_set1_epi8('\r');
  __m256i quotes = zero, returns = zero, high = zero, feeds = zero;
  __m256i lowest = _mm256_set1_epi8((char)0xff);
  for (size_t i = 0; i < steps; i++) {
    __m256i text = _mm256_loadu_si256((const __m256i *)(bytes + 32 * i));
    quotes = _mm256_or_si256(quotes, _mm256_cmpeq_epi8(text, quote));
    returns = _mm256_or_si256(returns, _mm256_cmpeq_epi8(text, carriage_return));
    high = _mm256_or_si256(high, text);
    lowest = _mm256_min_epu8(lowest, text);
    feeds = _mm256_sub_epi8(feeds, _mm256_cmpeq_epi8(text, feed));
  }
  if (!_mm256_testz_si256(returns, returns)) return 0;
  c->quotes |= !_mm256_testz_si256(quotes, quotes);
  c->high |= _mm256_movemask_epi8(high) != 0;
  c->nul |= _mm256_movemask_epi8(_mm256_cmpeq_epi8(lowest, zero)) != 0;
  __m256i totals = _mm256_sad_epu8(feeds, zero);
  c->line_feeds += (size_t)(_mm256_extract_epi64(totals, 0) + _mm256_extract_epi64(totals, 1)
                            + _mm256_extract_epi64(totals, 2) + _mm256_extract_epi64(totals, 3));
  return 1;
}

static AVX2 void census_avx2(const uint8_t *bytes, size_t count, uint8_t quote,
                             fathom_structure *result) {
  carry c = {0};
  size_t i = 0;
  while (count - i >= 32) {
    size_t stripe = (count - i < STRIPE ? count - i : STRIPE) / 32 * 32;
    // Where there are carriage returns, there are more.
    if (!take_stripe(bytes + i, stripe / 32, _mm256_set1_epi8((char)quote), &c)) break;
    i += stripe;
  }
  for (; i < count; i += 64) {
    masks m = compare_avx2(bytes + i, count - i, quote, quote);
    take_census(&m, valid_bits(count - i), &c);
  }
  finish(&c, 0, 0, result);
  result->is_irregular = 0;
}

static AVX2 size_t row_boundary_avx2(const uint8_t *bytes, size_t count, uint8_t delimiter,
                                     uint8_t quote, uint32_t *long_rows,
                                     fathom_structure *result) {
  carry c = {.after_start = 1};
  size_t end = 0, feeds = 0;
  uint32_t *out = long_rows;
  for (size_t i = 0; i < count; i += 64) {
    masks m = compare_avx2(bytes + i, count - i, delimiter, quote);
    uint64_t rows;
    size_t before = c.line_feeds;
    advance(&m, quoted_avx2(&m, &c), valid_bits(count - i), &c, &rows);
    out = write_long_rows(long_rows, out, i, m.line_feed & ~rows, rows, end);
    note_boundary(i, &m, rows, before, &end, &feeds);
  }
  finish(&c, (size_t)(out - long_rows), 0, result);
  result->is_irregular = c.irregular != 0;
  result->line_feeds = feeds;
  return end;
}

static int has_avx2(void) { return fathom_has(FATHOM_AVX2 | FATHOM_PCLMUL); }

static int has_avx512(void) {
  return fathom_has(FATHOM_AVX512VBMI2 | FATHOM_AVX512BW | FATHOM_AVX512VL | FATHOM_BMI2
                    | FATHOM_PCLMUL);
}

size_t fathom_row_boundary(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                           uint32_t *long_rows, fathom_structure *result) {
  return has_avx2() ? row_boundary_avx2(bytes, count, delimiter, quote, long_rows, result)
                    : fathom_row_boundary_scalar(bytes, count, delimiter, quote, long_rows, result);
}

size_t fathom_indexers(fathom_indexer *indexers) {
  size_t count = 0;
  indexers[count++] = fathom_index_scalar;
  if (has_avx2()) indexers[count++] = index_avx2;
  if (has_avx512()) indexers[count++] = fathom_index_avx512;
  return count;
}

void fathom_census(const uint8_t *bytes, size_t count, uint8_t quote, fathom_structure *result) {
  if (fathom_has(FATHOM_AVX2)) {
    census_avx2(bytes, count, quote, result);
  } else {
    fathom_census_scalar(bytes, count, quote, result);
  }
}

#else

size_t fathom_row_boundary(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                           uint32_t *long_rows, fathom_structure *result) {
  return fathom_row_boundary_scalar(bytes, count, delimiter, quote, long_rows, result);
}

size_t fathom_indexers(fathom_indexer *indexers) {
  indexers[0] = fathom_index_scalar;
  return 1;
}

void fathom_census(const uint8_t *bytes, size_t count, uint8_t quote, fathom_structure *result) {
  fathom_census_scalar(bytes, count, quote, result);
}

#endif

void fathom_index(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                  uint32_t *marks, fathom_structure *result) {
  fathom_indexer indexers[FATHOM_INDEXERS];
  indexers[fathom_indexers(indexers) - 1](bytes, count, delimiter, quote, marks, result);
}
