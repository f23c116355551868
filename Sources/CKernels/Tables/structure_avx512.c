// The structural index with the vectors of AVX-512: 64 bytes are one comparison, and the places of
// all marks among them are moved together by one instruction.
#include "masks.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512                                                                                   \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,pclmul,popcnt,bmi,bmi2,lzcnt")))

// Writes the marks of a block, sixteen at a time; what is written too much is written over.
static inline AVX512 uint32_t *store_marks(uint32_t *out, uint32_t base, uint64_t ends,
                                           uint64_t rows) {
  const __m512i places =
      _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44,
                      43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24,
                      23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
                      1, 0);
  const __m512i row_end = _mm512_set1_epi32((int)FATHOM_ROW_END);
  const __m512i start = _mm512_set1_epi32((int)base);
  __m512i found = _mm512_maskz_compress_epi8(ends, places);
  uint64_t found_rows = _pext_u64(rows, ends);
  uint32_t *end = out + __builtin_popcountll(ends);
  // In bounds: there is room for a mark a byte, and for 64 more.
  while (1) {
    __m512i marks = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(found)), start);
    marks = _mm512_mask_or_epi32(marks, (__mmask16)found_rows, marks, row_end);
    _mm512_storeu_si512(out, marks);
    out += 16;
    if (out >= end) return end;
    found = _mm512_alignr_epi64(_mm512_setzero_si512(), found, 2);
    found_rows >>= 16;
  }
}

AVX512 void fathom_index_avx512(const uint8_t *bytes, size_t count, uint8_t delimiter,
                                uint8_t quote, uint32_t *marks, fathom_structure *result) {
  const __m512i quotes = _mm512_set1_epi8((char)quote);
  const __m512i delimiters = _mm512_set1_epi8((char)delimiter);
  const __m512i feeds = _mm512_set1_epi8('\n');
  const __m512i returns = _mm512_set1_epi8('\r');
  carry c = {.after_start = 1};
  uint32_t *out = marks;
  for (size_t i = 0; i < count; i += 64) {
    // In bounds: 64 bytes behind the end are readable.
    __m512i text = _mm512_loadu_si512(bytes + i);
    uint64_t valid = valid_bits(count - i);
    masks m = {
        .quote = _mm512_cmpeq_epi8_mask(text, quotes),
        .delimiter = _mm512_cmpeq_epi8_mask(text, delimiters),
        .line_feed = _mm512_cmpeq_epi8_mask(text, feeds),
        .carriage_return = _mm512_cmpeq_epi8_mask(text, returns),
        .nul = _mm512_testn_epi8_mask(text, text),
        .high = _mm512_movepi8_mask(text),
    };
    clip(&m, valid);
    uint64_t rows, ends;
    if ((m.quote | m.carriage_return | c.inside | c.after_close | c.after_return
         | c.after_any_return)
        == 0) {
      // Nothing is quoted, and no line ends with a carriage return.
      rows = m.line_feed;
      ends = m.delimiter | rows;
      size_t breaks = (size_t)__builtin_popcountll(rows);
      c.after_start = ends >> 63;
      c.high |= m.high;
      c.nul |= m.nul;
      c.line_feeds += breaks;
      c.row_ends += breaks;
    } else {
      uint64_t inside = c.inside;
      if (m.quote != 0) {
        __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m.quote),
                                               _mm_set1_epi8((char)0xff), 0);
        inside ^= (uint64_t)_mm_cvtsi128_si64(product);
        c.inside = (uint64_t)((int64_t)inside >> 63);
      }
      ends = advance(&m, inside, valid, &c, &rows);
    }
    if (ends != 0) out = store_marks(out, (uint32_t)i, ends, rows);
  }
  finish(&c, (size_t)(out - marks), count > 0 && bytes[count - 1] == '\r', result);
}

#endif
