// Correctly rounded numbers from decimal text.
//
// Up to 19 digits are gathered in 64 bits. Where they fit in 53 and the power of ten is at most 22,
// one operation on two exact doubles rounds once (Clinger 1990, PLDI). Else the product with the
// first 128 bits of a power of five decides (Lemire 2021, Softw. Pract. Exper. 51:1700). What that
// leaves open (subnormal numbers, more than 19 digits that matter) goes to strtod. Columns have a
// kernel more where the processor has AVX-512: numbers_avx512.c.
#include "../processor.h"
#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "powers_of_five.h"

#pragma STDC FP_CONTRACT OFF

static inline double with_sign(double magnitude, int negative) {
  uint64_t bits;
  memcpy(&bits, &magnitude, sizeof bits);
  bits |= (uint64_t)negative << 63;
  memcpy(&magnitude, &bits, sizeof bits);
  return magnitude;
}

// MARK: Powers of five

// The double nearest to digits * 10^exponent; 0 when it cannot be told, or is not a normal number.
// `digits` is not 0.
static int scale(uint64_t digits, int64_t exponent, uint64_t *bits) {
  if (exponent < -342 || exponent > 308) return 0;
  int zeros = __builtin_clzll(digits);
  digits <<= zeros;
  const uint64_t *power = powers_of_five[exponent + 342];
  unsigned __int128 product = (unsigned __int128)digits * power[0];
  uint64_t high = (uint64_t)(product >> 64);
  uint64_t low = (uint64_t)product;
  // The nine bits behind the 55 that count are all ones: the next 64 bits may carry into them.
  if ((high & 0x1ff) == 0x1ff) {
    unsigned __int128 more = (unsigned __int128)digits * power[1];
    uint64_t carry = (uint64_t)(more >> 64);
    low += carry;
    if (low < carry) high++;
    if (low == UINT64_MAX && (exponent < -27 || exponent > 55)) return 0;
  }
  int top = (int)(high >> 63);
  uint64_t mantissa = high >> (top + 9);
  // floor(log2(10^q)) = floor(217706 q / 2^16) for these q; the bias of a double is 1023.
  int64_t binary = ((217706 * exponent) >> 16) + 63 + top - zeros + 1023;
  if (binary <= 0 || binary >= 2046) return 0;
  // Exactly half way: to even. The product is exact only for these powers.
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1
      && mantissa << (top + 9) == high) {
    mantissa &= ~1ull;
  }
  mantissa += mantissa & 1;
  mantissa >>= 1;
  if (mantissa >= 1ull << 53) {
    mantissa = 1ull << 52;
    binary++;
  }
  *bits = (mantissa & ~(1ull << 52)) | (uint64_t)binary << 52;
  return 1;
}

// strtod on a terminated copy with a decimal point.
static double slow(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark) {
  size_t count = (size_t)(end - start);
  char small[128];
  char *copy = count < sizeof small ? small : malloc(count + 1);
  if (copy == NULL) return 0.0 / 0.0;
  memcpy(copy, start, count);
  copy[count] = 0;
  char *mark = decimal_mark == '.' ? NULL : memchr(copy, decimal_mark, count);
  if (mark != NULL) *mark = '.';
  double value = strtod(copy, NULL);
  if (copy != small) free(copy);
  return value;
}

static inline int is_infinite(double value) { return value - value != 0; }

// As convert, where one operation on two exact doubles is not enough.
static int convert_hard(uint64_t digits, int64_t exponent, int truncated, int negative, int kind,
                        const uint8_t *start, const uint8_t *end, uint8_t decimal_mark,
                        double *value) {
  if (!truncated && digits == 0) {
    *value = with_sign(0, negative);
    return kind;
  }
  uint64_t bits, next;
  if (digits != 0 && scale(digits, exponent, &bits)
      && (!truncated || (scale(digits + 1, exponent, &next) && next == bits))) {
    memcpy(value, &bits, sizeof bits);
    *value = with_sign(*value, negative);
    return kind;
  }
  *value = slow(start, end, decimal_mark);
  return is_infinite(*value) ? FATHOM_OVERFLOW : kind;
}

// The value of digits * 10^exponent. `start` and `end` are those of the whole cell.
static inline __attribute__((always_inline)) int convert(uint64_t digits, int64_t exponent,
                                                         int truncated, int negative, int kind,
                                                         const uint8_t *start, const uint8_t *end,
                                                         uint8_t decimal_mark, double *value) {
  if (!truncated && digits <= 1ull << 53 && exponent >= -22 && exponent <= 22) {
    double exact = (double)(int64_t)digits;
    exact = exponent < 0 ? exact / powers_of_ten[-exponent] : exact * powers_of_ten[exponent];
    *value = with_sign(exact, negative);
    return kind;
  }
  return convert_hard(digits, exponent, truncated, negative, kind, start, end, decimal_mark,
                      value);
}

// MARK: The portable twin

// Whether eight bytes are all digits, and their value (Lemire's notes on SWAR parsing).
static inline int eight_digits(const uint8_t *p, uint64_t *value) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t v;
  memcpy(&v, p, 8);
  uint64_t x = v - 0x3030303030303030ull;
  if (((v + 0x4646464646464646ull) | x) & 0x8080808080808080ull) return 0;
  x = x * 10 + (x >> 8);
  *value = (((x & 0x000000ff000000ffull) * 0x000f424000000064ull)
            + (((x >> 16) & 0x000000ff000000ffull) * 0x0000271000000001ull)) >> 32;
  return 1;
#else
  uint64_t sum = 0;
  for (int i = 0; i < 8; i++) {
    unsigned digit = (unsigned)p[i] - '0';
    if (digit > 9) return 0;
    sum = sum * 10 + digit;
  }
  *value = sum;
  return 1;
#endif
}

typedef struct {
  uint64_t digits;
  int64_t exponent;
  int significant;  // digits without leading zeros, up to 19 gathered
  int truncated;    // a digit that is not 0 was left out
} decimal;

// Gathers a run of digits; `step` is −1 behind the decimal mark.
static inline const uint8_t *gather(const uint8_t *p, const uint8_t *end, int fraction,
                                    decimal *d) {
  uint64_t eight;
  while (end - p >= 8 && d->significant <= 11 && eight_digits(p, &eight)) {
    d->digits = d->digits * 100000000 + eight;
    if (fraction) d->exponent -= 8;
    // Leading zeros do not count: at most as many digits as the value has.
    if (d->significant > 0) {
      d->significant += 8;
    } else {
      for (uint64_t rest = d->digits; rest != 0; rest /= 10) d->significant++;
    }
    p += 8;
  }
  while (p < end) {
    unsigned digit = (unsigned)*p - '0';
    if (digit > 9) break;
    if (d->significant < 19) {
      d->digits = d->digits * 10 + digit;
      if (d->digits != 0) d->significant++;
      if (fraction) d->exponent--;
    } else {
      if (digit != 0) d->truncated = 1;
      if (!fraction) d->exponent++;
    }
    p++;
  }
  return p;
}

int fathom_number_scalar(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark,
                         double *value) {
  const uint8_t *p = start;
  if (p == end) return FATHOM_NOT_A_NUMBER;
  int negative = *p == '-';
  if (negative || *p == '+') p++;
  decimal d = {0, 0, 0, 0};
  const uint8_t *from = p;
  p = gather(p, end, 0, &d);
  size_t written = (size_t)(p - from);
  int kind = FATHOM_INTEGER;
  if (p < end && *p == decimal_mark) {
    kind = FATHOM_DECIMAL;
    from = ++p;
    p = gather(p, end, 1, &d);
    written += (size_t)(p - from);
  }
  if (written == 0) return FATHOM_NOT_A_NUMBER;
  if (p < end) {
    if ((*p | 0x20) != 'e') return FATHOM_NOT_A_NUMBER;
    kind = FATHOM_DECIMAL;
    p++;
    int below = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (p == end) return FATHOM_NOT_A_NUMBER;
    int64_t exponent = 0;
    while (p < end) {
      unsigned digit = (unsigned)*p - '0';
      if (digit > 9) return FATHOM_NOT_A_NUMBER;
      if (exponent < 1000000000) exponent = exponent * 10 + digit;
      p++;
    }
    d.exponent += below ? -exponent : exponent;
  }
  return convert(d.digits, d.exponent, d.truncated, negative, kind, start, end, decimal_mark,
                 value);
}

// MARK: Cells

typedef int (*reader)(const uint8_t *, const uint8_t *, uint8_t, double *);

static inline int is_blank(uint8_t byte) { return byte == ' ' || byte == '\t'; }

// Whether a cell that is not empty may have blanks or quotes around it.
static inline int is_padded(const uint8_t *start, const uint8_t *end) {
  return *start <= '"' || end[-1] <= '"';
}

// Takes blanks and quotes off a cell and reads it.
static int read_padded(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark,
                       double *value, reader read) {
  if (end - start >= 2 && *start == '"' && end[-1] == '"') {
    start++;
    end--;
  }
  while (start < end && is_blank(*start)) start++;
  while (end > start && is_blank(end[-1])) end--;
  return read(start, end, decimal_mark, value);
}

static inline __attribute__((always_inline)) size_t parse_columns(
    const uint8_t *bytes, const uint32_t *marks, const uint32_t *row_cells, size_t rows,
    size_t width, const int32_t *slots, uint8_t decimal_mark, double *values, size_t stride,
    uint32_t *decimals, uint32_t *others, reader read) {
  size_t other_count = 0;
  for (size_t r = 0; r < rows; r++) {
    const uint32_t *ends = marks + row_cells[r];
    size_t start = row_cells[r] == 0 ? 0 : (size_t)(ends[-1] & ~FATHOM_ROW_END) + 1;
    for (size_t c = 0; c < width; c++) {
      size_t end = ends[c] & ~FATHOM_ROW_END;
      const uint8_t *from = bytes + start;
      const uint8_t *to = bytes + end;
      start = end + 1;
      if (slots[c] < 0) continue;
      // The carriage return of a row that ends with two bytes is no part of its last cell.
      if (c + 1 == width && to > from && *to == '\n' && to[-1] == '\r') to--;
      double value = 0;
      int kind = FATHOM_NOT_A_NUMBER;
      if (to > from) {
        kind = is_padded(from, to) ? read_padded(from, to, decimal_mark, &value, read)
                                   : read(from, to, decimal_mark, &value);
      }
      if (kind == FATHOM_NOT_A_NUMBER || kind == FATHOM_OVERFLOW) {
        value = __builtin_nan("");
        others[other_count++] = (uint32_t)(r * width + c);
      }
      decimals[slots[c]] += kind == FATHOM_DECIMAL;
      values[(size_t)slots[c] * stride + r] = value;
    }
  }
  return other_count;
}

size_t fathom_parse_columns_scalar(const uint8_t *bytes, const uint32_t *marks,
                                   const uint32_t *row_cells, size_t rows, size_t width,
                                   const int32_t *slots, uint8_t decimal_mark, double *values,
                                   size_t stride, uint32_t *decimals, uint32_t *others) {
  return parse_columns(bytes, marks, row_cells, rows, width, slots, decimal_mark, values, stride,
                       decimals, others, fathom_number_scalar);
}

// MARK: x86-64

#if defined(__x86_64__)
#include <immintrin.h>

#define SSE41 __attribute__((target("sse4.1")))

// Row d takes the byte at d out of 16 and moves those before it one place to the right.
static const uint8_t without_mark[17][16] = {
#define ROW(d) {SHIFT(0, d), SHIFT(1, d), SHIFT(2, d), SHIFT(3, d), SHIFT(4, d), SHIFT(5, d), \
                SHIFT(6, d), SHIFT(7, d), SHIFT(8, d), SHIFT(9, d), SHIFT(10, d), SHIFT(11, d), \
                SHIFT(12, d), SHIFT(13, d), SHIFT(14, d), SHIFT(15, d)}
#define SHIFT(i, d) ((d) < 16 && (i) <= (d) ? ((i) == 0 ? 0x80 : (i) - 1) : (i))
    ROW(0), ROW(1), ROW(2),  ROW(3),  ROW(4),  ROW(5),  ROW(6),  ROW(7), ROW(8),
    ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14), ROW(15), ROW(16)
#undef SHIFT
#undef ROW
};

// Sixteen bytes from offset n keep the last n bytes of a vector.
static const uint8_t keep_last[32] = {0,    0,    0,    0,    0,    0,    0,    0,
                                      0,    0,    0,    0,    0,    0,    0,    0,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

// The value of 16 digits, most significant first.
static inline SSE41 uint64_t sixteen(__m128i digits) {
  const __m128i tens = _mm_set1_epi16(0x010a);
  const __m128i hundreds = _mm_set1_epi32(0x00010064);
  const __m128i myriads = _mm_set1_epi32(0x00012710);
  __m128i pairs = _mm_maddubs_epi16(digits, tens);
  __m128i fours = _mm_madd_epi16(pairs, hundreds);
  __m128i packed = _mm_packus_epi32(fours, fours);
  uint64_t eights = (uint64_t)_mm_cvtsi128_si64(_mm_madd_epi16(packed, myriads));
  return (eights & 0xffffffff) * 100000000 + (eights >> 32);
}

// The last `count` (1 to 16) bytes before `end` as digits with at most one mark among them; the
// place of the mark, 16 for none, is returned in `place`. Not 0 when there are other bytes.
static inline SSE41 int load_digits(const uint8_t *end, unsigned count, uint8_t decimal_mark,
                                    __m128i *digits, unsigned *place) {
  // In bounds: 32 bytes before the first cell are readable.
  __m128i text = _mm_loadu_si128((const __m128i *)(end - 16));
  __m128i keep = _mm_loadu_si128((const __m128i *)(keep_last + count));
  __m128i values = _mm_and_si128(_mm_xor_si128(text, _mm_set1_epi8('0')), keep);
  __m128i mark = _mm_set1_epi8((char)(decimal_mark ^ '0'));
  unsigned marks = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(values, mark));
  *place = (unsigned)__builtin_ctz(marks | 0x10000);
  // In bounds: place is at most 16.
  values = _mm_shuffle_epi8(values,
                            _mm_loadu_si128((const __m128i *)without_mark[*place]));
  *digits = values;
  __m128i ten = _mm_set1_epi8(10);
  return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(values, ten), values));
}

// A cell that is no plain number: one with an exponent of a sign and two digits, as most programs
// write it, or anything else. `length` is that without the sign.
static SSE41 __attribute__((noinline)) int number_with_exponent(const uint8_t *start,
                                                                const uint8_t *end, size_t length,
                                                                uint8_t decimal_mark,
                                                                double *value) {
  // In bounds: before the length is known to be 5 or more, the 32 bytes before the cell are readable.
  unsigned tens = (unsigned)end[-2] - '0';
  unsigned ones = (unsigned)end[-1] - '0';
  size_t written = length - 4;
  __m128i digits;
  unsigned place;
  if (length < 5 || written > 16 || (end[-4] | 0x20) != 'e' || (end[-3] != '-' && end[-3] != '+')
      || tens > 9 || ones > 9
      || load_digits(end - 4, (unsigned)written, decimal_mark, &digits, &place)
      || (place < 16 && written == 1)) {
    return fathom_number_scalar(start, end, decimal_mark, value);
  }
  int64_t exponent = (int64_t)(tens * 10 + ones);
  if (end[-3] == '-') exponent = -exponent;
  if (place < 16) exponent -= 15 - (int64_t)place;
  return convert(sixteen(digits), exponent, 0, *start == '-', FATHOM_DECIMAL, start, end,
                 decimal_mark, value);
}

static inline SSE41 __attribute__((always_inline)) int number_sse41(const uint8_t *start,
                                                                    const uint8_t *end,
                                                                    uint8_t decimal_mark,
                                                                    double *value) {
  if (start == end) return FATHOM_NOT_A_NUMBER;
  int negative = *start == '-';
  const uint8_t *first = start + (negative || *start == '+');
  size_t length = (size_t)(end - first);
  __m128i digits;
  unsigned place;
  if (length - 1 < 16) {
    if (load_digits(end, (unsigned)length, decimal_mark, &digits, &place)
        || (place < 16 && length == 1)) {
      return number_with_exponent(start, end, length, decimal_mark, value);
    }
    uint64_t w = sixteen(digits);
    int64_t fraction = place < 16 ? 15 - (int64_t)place : 0;
    int kind = place < 16 ? FATHOM_DECIMAL : FATHOM_INTEGER;
    return convert(w, -fraction, 0, negative, kind, start, end, decimal_mark, value);
  }
  if (length - 17 < 8) {
    unsigned head_place;
    __m128i head;
    if (load_digits(end, 16, decimal_mark, &digits, &place)
        || load_digits(end - 16, (unsigned)length - 16, decimal_mark, &head, &head_place)
        || (place < 16 && head_place < 16)) {
      return number_with_exponent(start, end, length, decimal_mark, value);
    }
    uint64_t leading = sixteen(head);
    // 19 digits at most, so that nothing is left out.
    if (leading < (place < 16 ? 10000u : 1000u)) {
      uint64_t w = leading * (place < 16 ? 1000000000000000ull : 10000000000000000ull)
                   + sixteen(digits);
      int64_t fraction = place < 16        ? 15 - (int64_t)place
                         : head_place < 16 ? 31 - (int64_t)head_place
                                           : 0;
      int kind = place < 16 || head_place < 16 ? FATHOM_DECIMAL : FATHOM_INTEGER;
      return convert(w, -fraction, 0, negative, kind, start, end, decimal_mark, value);
    }
  }
  return fathom_number_scalar(start, end, decimal_mark, value);
}

static SSE41 int number_x86(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark,
                            double *value) {
  return number_sse41(start, end, decimal_mark, value);
}

static SSE41 size_t parse_columns_sse41(const uint8_t *bytes, const uint32_t *marks,
                                        const uint32_t *row_cells, size_t rows, size_t width,
                                        const int32_t *slots, uint8_t decimal_mark,
                                        double *values, size_t stride, uint32_t *decimals,
                                        uint32_t *others) {
  return parse_columns(bytes, marks, row_cells, rows, width, slots, decimal_mark, values, stride,
                       decimals, others, number_sse41);
}

int fathom_number(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark, double *value) {
  return fathom_has(FATHOM_SSE41) ? number_x86(start, end, decimal_mark, value)
                                  : fathom_number_scalar(start, end, decimal_mark, value);
}

int fathom_unusual_cell(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark,
                        double *value) {
  if (start == end) return FATHOM_NOT_A_NUMBER;
  // What is unusual without blanks and quotes around it is so for number_x86 too.
  return is_padded(start, end) ? read_padded(start, end, decimal_mark, value, fathom_number)
                               : fathom_number_scalar(start, end, decimal_mark, value);
}

size_t fathom_column_parsers(fathom_column_parser *parsers) {
  size_t count = 0;
  parsers[count++] = fathom_parse_columns_scalar;
  if (fathom_has(FATHOM_SSE41)) parsers[count++] = parse_columns_sse41;
  if (fathom_has(FATHOM_AVX512F | FATHOM_AVX512BW | FATHOM_AVX512DQ | FATHOM_AVX512VL)) {
    parsers[count++] = fathom_parse_columns_avx512;
  }
  return count;
}

#else

int fathom_number(const uint8_t *start, const uint8_t *end, uint8_t decimal_mark, double *value) {
  return fathom_number_scalar(start, end, decimal_mark, value);
}

size_t fathom_column_parsers(fathom_column_parser *parsers) {
  parsers[0] = fathom_parse_columns_scalar;
  return 1;
}

#endif

size_t fathom_parse_columns(const uint8_t *bytes, const uint32_t *marks, const uint32_t *row_cells,
                            size_t rows, size_t width, const int32_t *slots, uint8_t decimal_mark,
                            double *values, size_t stride, uint32_t *decimals, uint32_t *others) {
  fathom_column_parser parsers[FATHOM_COLUMN_PARSERS];
  size_t fastest = fathom_column_parsers(parsers) - 1;
  return parsers[fastest](bytes, marks, row_cells, rows, width, slots, decimal_mark, values, stride,
                          decimals, others);
}
