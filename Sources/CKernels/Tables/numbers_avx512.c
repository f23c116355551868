// Columns of numbers, eight rows at a time, with the vectors of AVX-512.
//
// The cells of one column in eight rows are taken together, so that nothing is decided cell by
// cell: the last 16 bytes of each are in one quarter of two vectors, the eight bytes before those,
// where a cell is longer, in one eighth of a third vector. Comparisons give masks of signs, marks
// and digits; what is no plain number of at most 19 digits is read by itself, as everywhere else.
#include "cells.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,popcnt")))

// Longer cells, signs included, are read by themselves.
#define LONGEST 24

// What a cell has beside digits, summed over its bytes: one more than the place of its mark, and a
// number for its sign. Two marks leave one of them among the digits, whatever their sum is.
#define PLACE 31
#define PLUS 32
#define MINUS 64

// Eight cells, one a 64-bit lane.
typedef struct {
  __m512i digits;   // the value of the digits
  __m512i notes;    // see PLACE, PLUS and MINUS
  __m512i strange;  // not 0 where there are other bytes than digits
} numbers;

// Bytes as digits, without what lies before `first`, a sign there, and the marks, which stay as
// bytes above 9; all of them are noted. `place` counts the bytes of a lane.
static inline AVX512 __m512i take_digits(__m512i text, __m512i place, __m512i first,
                                         __m512i mark, __m512i *notes) {
  __mmask64 inside = _mm512_cmpge_epi8_mask(place, first);
  __mmask64 front = _mm512_cmpeq_epi8_mask(place, first);
  __mmask64 minus = _mm512_mask_cmpeq_epi8_mask(front, text, _mm512_set1_epi8('-'));
  __mmask64 plus = _mm512_mask_cmpeq_epi8_mask(front, text, _mm512_set1_epi8('+'));
  inside &= ~(minus | plus);
  __mmask64 marks = _mm512_mask_cmpeq_epi8_mask(inside, text, mark);
  __m512i note = _mm512_maskz_sub_epi8(marks, place, _mm512_set1_epi8(-1));
  note = _mm512_mask_mov_epi8(note, minus, _mm512_set1_epi8(MINUS));
  note = _mm512_mask_mov_epi8(note, plus, _mm512_set1_epi8(PLUS));
  *notes = _mm512_sad_epu8(note, _mm512_setzero_si512());
  return _mm512_maskz_sub_epi8(inside, text, _mm512_set1_epi8('0'));
}

// Each two digits, then each four, as one number.
static inline AVX512 __m512i fours(__m512i digits) {
  __m512i pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010a));
  return _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00010064));
}

// For each 64-bit lane: its low half times `factor`, and its high half.
static inline AVX512 __m512i join(__m512i halves, long long factor) {
  return _mm512_add_epi64(_mm512_mul_epu32(halves, _mm512_set1_epi64(factor)),
                          _mm512_srli_epi64(halves, 32));
}

// The last 16 bytes of four cells: of this one and each second behind it.
static inline AVX512 __m512i load_tails(const uint8_t *bytes, const uint32_t *ends) {
  // In bounds: 32 bytes before the first cell are readable.
  const uint8_t *base = bytes - 16;
  __m256i low = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(base + ends[0]))),
      _mm_loadu_si128((const __m128i *)(base + ends[2])), 1);
  __m256i high = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(base + ends[4]))),
      _mm_loadu_si128((const __m128i *)(base + ends[6])), 1);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

// The eight bytes before the tails of eight cells.
static inline AVX512 __m512i load_heads(const uint8_t *bytes, const uint32_t *ends) {
  // In bounds: 32 bytes before the first cell are readable.
  const uint8_t *base = bytes - 24;
  long long heads[8];
  for (int i = 0; i < 8; i++) memcpy(heads + i, base + ends[i], 8);
  return _mm512_set_epi64(heads[7], heads[6], heads[5], heads[4], heads[3], heads[2], heads[1],
                          heads[0]);
}

// Puts sums over the halves of quarters in the order of the cells.
static inline AVX512 __m512i in_order(__m512i even, __m512i odd) {
  return _mm512_add_epi64(_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd));
}

// The last 16 bytes of eight cells of these lengths.
static inline AVX512 numbers read_tails(const uint8_t *bytes, const uint32_t *ends,
                                        __m512i lengths, __m512i mark) {
  const __m512i place = _mm512_broadcast_i32x4(
      _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  // An even cell has the low half of its quarter here, an odd one the high half.
  const __m512i of_even = _mm512_setzero_si512();
  const __m512i of_odd = _mm512_set1_epi8(8);
  __m512i first = _mm512_sub_epi64(_mm512_set1_epi64(16), lengths);
  __m512i even_notes, odd_notes;
  __m512i even = take_digits(load_tails(bytes, ends), place, _mm512_shuffle_epi8(first, of_even),
                             mark, &even_notes);
  __m512i odd = take_digits(load_tails(bytes, ends + 1), place, _mm512_shuffle_epi8(first, of_odd),
                            mark, &odd_notes);
  numbers result;
  result.notes = in_order(even_notes, odd_notes);
  // What stands before the mark moves over it.
  __m512i marks = _mm512_and_si512(result.notes, _mm512_set1_epi64(PLACE));
  __mmask64 before = _mm512_cmplt_epu8_mask(place, _mm512_shuffle_epi8(marks, of_even));
  even = _mm512_mask_mov_epi8(even, before, _mm512_bslli_epi128(even, 1));
  before = _mm512_cmplt_epu8_mask(place, _mm512_shuffle_epi8(marks, of_odd));
  odd = _mm512_mask_mov_epi8(odd, before, _mm512_bslli_epi128(odd, 1));
  const __m512i nine = _mm512_set1_epi8(9);
  __m512i even_strange = _mm512_subs_epu8(even, nine);
  __m512i odd_strange = _mm512_subs_epu8(odd, nine);
  result.strange = _mm512_or_si512(_mm512_unpacklo_epi64(even_strange, odd_strange),
                                   _mm512_unpackhi_epi64(even_strange, odd_strange));
  __m512i eights = _mm512_madd_epi16(_mm512_packus_epi32(fours(even), fours(odd)),
                                     _mm512_set1_epi32(0x00012710));
  result.digits = join(eights, 100000000);
  return result;
}

// The eight bytes before the tails of eight cells of these lengths.
static inline AVX512 numbers read_heads(const uint8_t *bytes, const uint32_t *ends,
                                        __m512i lengths, __m512i mark) {
  const __m512i place = _mm512_set1_epi64(0x0706050403020100);
  const __m512i spread = _mm512_broadcast_i32x4(_mm_set_epi64x(0x0808080808080808, 0));
  __m512i first = _mm512_sub_epi64(_mm512_set1_epi64(24), lengths);
  numbers result;
  __m512i digits = take_digits(load_heads(bytes, ends), place, _mm512_shuffle_epi8(first, spread),
                               mark, &result.notes);
  __m512i marks = _mm512_and_si512(result.notes, _mm512_set1_epi64(PLACE));
  __mmask64 before = _mm512_cmplt_epu8_mask(place, _mm512_shuffle_epi8(marks, spread));
  digits = _mm512_mask_mov_epi8(digits, before, _mm512_slli_epi64(digits, 8));
  result.strange = _mm512_subs_epu8(digits, _mm512_set1_epi8(9));
  result.digits = join(fours(digits), 10000);
  return result;
}

// Joins heads and tails to numbers of at most 19 digits, and their places behind the mark; returns
// the cells that are such numbers.
static inline AVX512 __mmask8 join_heads(const numbers *heads, numbers *cells,
                                         __m512i *fraction) {
  const __m512i place = _mm512_set1_epi64(PLACE);
  __mmask8 in_head = _mm512_test_epi64_mask(heads->notes, place);
  __mmask8 in_tail = _mm512_test_epi64_mask(cells->notes, place);
  // A tail with a mark has 15 digits.
  __m512i factor = _mm512_mask_mov_epi64(_mm512_set1_epi64(10000000000000000), in_tail,
                                         _mm512_set1_epi64(1000000000000000));
  __m512i limit =
      _mm512_mask_mov_epi64(_mm512_set1_epi64(1000), in_tail, _mm512_set1_epi64(10000));
  __mmask8 fits = _mm512_cmplt_epu64_mask(heads->digits, limit);
  cells->digits = _mm512_add_epi64(cells->digits, _mm512_mullo_epi64(heads->digits, factor));
  __m512i marks = _mm512_and_si512(heads->notes, place);
  *fraction = _mm512_mask_sub_epi64(*fraction, in_head, _mm512_set1_epi64(24), marks);
  cells->notes = _mm512_or_si512(cells->notes, heads->notes);
  cells->strange = _mm512_or_si512(cells->strange, heads->strange);
  // See divide_long.
  fits &= _mm512_cmple_epi64_mask(*fraction, _mm512_set1_epi64(21));
  return (__mmask8)(fits & ~(in_head & in_tail));
}

// Quotients of numbers of at most 16 digits and powers up to 10^15. Digits with a mark among them
// are at most 15, so that both are exact doubles; without a mark the conversion alone rounds.
static inline AVX512 __m512d divide_short(__m512i digits, __m512i fraction) {
  __m512d power = _mm512_permutex2var_pd(_mm512_loadu_pd(powers_of_ten), fraction,
                                         _mm512_loadu_pd(powers_of_ten + 8));
  return _mm512_div_pd(_mm512_cvtepu64_pd(digits), power);
}

// Quotients of numbers w < 10^19 and powers 10^f, f <= 21, correctly rounded.
//
// w is the sum of two doubles; the first one divided by the power is a double q and a remainder.
// That remainder and the second one add up exactly: for 2^e <= w < 2^(e+1) both are multiples of
// 2^(e - 53 - 2.33 f), or integers, and their sum is below 2^(e - 51). The sum divided by the power
// is at most 2^-52 q, and its quotient off by 2^-53 of itself: before the last addition rounds,
// nothing differs from w / 10^f by more than 2^-105 of it.
//
// A number half way between two doubles is m 2^k with m < 2^54. Where w / 10^f is another one, they
// differ by 1 / (m 5^f) > 2^-103 of it at least, as w 2^j and m 5^f, j = -k - f, are different
// integers, and by 1 / w where j is negative. So both are on the same side of it. Where w / 10^f is
// that number, the quotient of the sum is a few halves of the last place, hence exact, and the last
// addition goes to even.
static inline AVX512 __m512d divide_long(__m512i digits, __m512i fraction) {
  __m512d power = _mm512_permutex2var_pd(_mm512_loadu_pd(powers_of_ten), fraction,
                                         _mm512_loadu_pd(powers_of_ten + 8));
  __mmask8 large = _mm512_cmpgt_epi64_mask(fraction, _mm512_set1_epi64(15));
  power = _mm512_mask_permutexvar_pd(power, large, fraction, _mm512_loadu_pd(powers_of_ten + 16));
  __m512d high = _mm512_cvtepu64_pd(digits);
  __m512d low = _mm512_cvtepi64_pd(_mm512_sub_epi64(digits, _mm512_cvtpd_epu64(high)));
  __m512d quotient = _mm512_div_pd(high, power);
  __m512d rest = _mm512_add_pd(_mm512_fnmadd_pd(quotient, power, high), low);
  return _mm512_add_pd(quotient, _mm512_div_pd(rest, power));
}

// Reads eight cells; returns which of them are plain numbers, and in `decimals` which of these have
// a mark.
static inline AVX512 __mmask8 read_cells(const uint8_t *bytes, const uint32_t *ends,
                                         __m256i lengths, uint8_t decimal_mark,
                                         __m512d *values, __mmask8 *decimals) {
  const __m512i mark = _mm512_set1_epi8((char)decimal_mark);
  // As bytes, lengths beyond the longest are all alike.
  __m512i counts =
      _mm512_cvtepu32_epi64(_mm256_min_epu32(lengths, _mm256_set1_epi32(LONGEST + 1)));
  numbers cells = read_tails(bytes, ends, counts, mark);
  const __m512i place = _mm512_set1_epi64(PLACE);
  __mmask8 marked = _mm512_test_epi64_mask(cells.notes, place);
  __m512i fraction = _mm512_maskz_sub_epi64(marked, _mm512_set1_epi64(16),
                                            _mm512_and_si512(cells.notes, place));
  __mmask8 good = _mm512_cmple_epi64_mask(counts, _mm512_set1_epi64(LONGEST));
  if (_mm512_cmpgt_epi64_mask(counts, _mm512_set1_epi64(16)) == 0) {
    *values = divide_short(cells.digits, fraction);
  } else {
    numbers heads = read_heads(bytes, ends, counts, mark);
    good &= join_heads(&heads, &cells, &fraction);
    *values = divide_long(cells.digits, fraction);
    marked = _mm512_test_epi64_mask(cells.notes, place);
  }
  const __m512i one = _mm512_set1_epi64(1);
  __m512i beside = _mm512_maskz_mov_epi64(marked, one);
  __mmask8 with_sign = _mm512_test_epi64_mask(cells.notes, _mm512_set1_epi64(PLUS | MINUS));
  beside = _mm512_mask_add_epi64(beside, with_sign, beside, one);
  good &= _mm512_mask_cmpgt_epi64_mask(
      _mm512_testn_epi64_mask(cells.strange, cells.strange), counts, beside);
  // The bit of the minus becomes that of the sign.
  __m512i minus = _mm512_slli_epi64(_mm512_and_si512(cells.notes, _mm512_set1_epi64(MINUS)), 57);
  *values = _mm512_or_pd(*values, _mm512_castsi512_pd(minus));
  *decimals = marked & good;
  return good;
}

// MARK: Columns

// Up to eight rows, and where the cells of eight of their columns are.
typedef struct {
  size_t count;
  uint32_t cells[8];    // the first cell of each row; the last row again where there are fewer
  uint32_t ends[9][8];  // where cells end, column by column, behind those of the column before
} tile;

static inline void start_tile(tile *rows, const uint32_t *marks, const uint32_t *row_cells,
                              size_t left) {
  rows->count = left < 8 ? left : 8;
  for (size_t i = 0; i < 8; i++) {
    uint32_t cell = row_cells[i < rows->count ? i : rows->count - 1];
    rows->cells[i] = cell;
    // The very first cell begins at 0, one behind this.
    rows->ends[8][i] = cell == 0 ? UINT32_MAX : marks[cell - 1] & ~FATHOM_ROW_END;
  }
}

// Goes on to the next columns of these rows, `left` of which there are, eight at most.
static inline AVX512 void next_columns(tile *rows, const uint32_t *marks, size_t left) {
  memcpy(rows->ends[0], rows->ends[8], sizeof rows->ends[0]);
  // In bounds: marks behind the row are not loaded.
  __mmask8 there = left < 8 ? (__mmask8)((1u << left) - 1) : 0xff;
  __m256i row[8], pairs[8], quads[8];
  for (int i = 0; i < 8; i++) {
    row[i] = _mm256_and_si256(_mm256_maskz_loadu_epi32(there, marks + rows->cells[i]),
                              _mm256_set1_epi32((int)~FATHOM_ROW_END));
  }
  for (int i = 0; i < 8; i += 2) {
    pairs[i] = _mm256_unpacklo_epi32(row[i], row[i + 1]);
    pairs[i + 1] = _mm256_unpackhi_epi32(row[i], row[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    quads[i] = _mm256_unpacklo_epi64(pairs[i], pairs[i + 2]);
    quads[i + 1] = _mm256_unpackhi_epi64(pairs[i], pairs[i + 2]);
    quads[i + 2] = _mm256_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
    quads[i + 3] = _mm256_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
  }
  for (int i = 0; i < 4; i++) {
    __m256i low = _mm256_permute2x128_si256(quads[i], quads[i + 4], 0x20);
    __m256i high = _mm256_permute2x128_si256(quads[i], quads[i + 4], 0x31);
    _mm256_storeu_si256((__m256i *)rows->ends[i + 1], low);
    _mm256_storeu_si256((__m256i *)rows->ends[i + 5], high);
  }
}

// The carriage return of a row that ends with two bytes is no part of its last cell.
static inline void cut_returns(const uint8_t *bytes, const uint32_t *before, uint32_t *ends) {
  for (int i = 0; i < 8; i++) {
    // In bounds: there is a byte between the cell before this one and its end.
    ends[i] -= ends[i] > before[i] + 1 && bytes[ends[i]] == '\n' && bytes[ends[i] - 1] == '\r';
  }
}

// Reads those of eight cells that `left` names one by one; returns those that are not finite
// numbers. `decimals` grows by those with a mark or an exponent.
static unsigned read_unusual(const uint8_t *bytes, const uint32_t *before, const uint32_t *ends,
                             unsigned left, uint8_t decimal_mark, double *values,
                             uint32_t *decimals) {
  unsigned none = 0;
  for (; left != 0; left &= left - 1) {
    int i = __builtin_ctz(left);
    const uint8_t *start = bytes + (uint32_t)(before[i] + 1);
    int kind = fathom_unusual_cell(start, bytes + ends[i], decimal_mark, values + i);
    *decimals += kind == FATHOM_DECIMAL;
    none |= (unsigned)(kind == FATHOM_NOT_A_NUMBER || kind == FATHOM_OVERFLOW) << i;
  }
  return none;
}

// Reads a column of a tile; returns the cells that are not finite numbers.
static inline AVX512 unsigned read_column(const uint8_t *bytes, const tile *rows, size_t column,
                                          uint8_t decimal_mark, double *values,
                                          uint32_t *decimals) {
  const uint32_t *before = rows->ends[column];
  const uint32_t *ends = rows->ends[column + 1];
  __m256i starts = _mm256_add_epi32(_mm256_loadu_si256((const __m256i *)before),
                                    _mm256_set1_epi32(1));
  __m256i lengths = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)ends), starts);
  __m512d found;
  __mmask8 marked;
  unsigned there = (1u << rows->count) - 1;
  unsigned good = read_cells(bytes, ends, lengths, decimal_mark, &found, &marked);
  // In bounds: rows that are not there are not stored.
  _mm512_mask_storeu_pd(values, (__mmask8)there, found);
  *decimals += (uint32_t)__builtin_popcount(marked & there);
  unsigned none = there & _mm256_testn_epi32_mask(lengths, lengths);
  unsigned left = there & ~good & ~none;
  if (left != 0) {
    none |= read_unusual(bytes, before, ends, left, decimal_mark, values, decimals);
  }
  if (none != 0) {
    _mm512_mask_storeu_pd(values, (__mmask8)none, _mm512_set1_pd(__builtin_nan("")));
  }
  return none;
}

AVX512 size_t fathom_parse_columns_avx512(const uint8_t *bytes, const uint32_t *marks,
                                          const uint32_t *row_cells, size_t rows, size_t width,
                                          const int32_t *slots, uint8_t decimal_mark,
                                          double *values, size_t stride, uint32_t *decimals,
                                          uint32_t *others) {
  const __m256i row_of_eight = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256i steps = _mm256_mullo_epi32(row_of_eight, _mm256_set1_epi32((int)width));
  size_t other_count = 0;
  tile eight;
  for (size_t r = 0; r < rows; r += 8) {
    start_tile(&eight, marks, row_cells + r, rows - r);
    for (size_t c = 0; c < width; c++) {
      size_t column = c % 8;
      if (column == 0) next_columns(&eight, marks + c, width - c);
      if (slots[c] < 0) continue;
      if (c + 1 == width) cut_returns(bytes, eight.ends[column], eight.ends[column + 1]);
      size_t slot = (size_t)slots[c];
      unsigned none = read_column(bytes, &eight, column, decimal_mark,
                                  values + slot * stride + r, decimals + slot);
      if (none == 0) continue;
      __m256i places = _mm256_add_epi32(steps, _mm256_set1_epi32((int)(r * width + c)));
      unsigned count = (unsigned)__builtin_popcount(none);
      // In bounds: as many are stored as there are.
      _mm256_mask_storeu_epi32(others + other_count, (__mmask8)((1u << count) - 1),
                               _mm256_maskz_compress_epi32((__mmask8)none, places));
      other_count += count;
    }
  }
  return other_count;
}

#endif
