// Whether bytes are UTF-8, 64 at a time.
//
// Whether two neighbouring bytes may stand side by side depends on three nibbles: the high and the
// low one of the first byte, and the high one of the second. A table for each says which mistakes
// are possible; a mistake that all three name has been made (Keiser & Lemire 2021, Softw. Pract.
// Exper. 51:950). What is left are third and fourth bytes that are missing or too many.
#include "characters.h"

#include <string.h>

#include "../processor.h"

// MARK: The portable twin

// How long the character is that begins with this byte, which is not ASCII; 0 when none does.
static inline size_t character_length(uint8_t first) {
  if (first < 0xC2 || first > 0xF4) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

int fathom_utf8_scalar(const uint8_t *bytes, size_t count, size_t *characters) {
  size_t found = 0;
  size_t i = 0;
  *characters = 0;
  while (i < count) {
    uint64_t eight;
    if (count - i >= 8) {
      memcpy(&eight, bytes + i, 8);
      if ((eight & 0x8080808080808080ull) == 0) {
        i += 8;
        continue;
      }
    }
    uint8_t first = bytes[i];
    if (first < 0x80) {
      i++;
      continue;
    }
    size_t length = character_length(first);
    if (length == 0 || count - i < length) return 0;
    // No overlong form, no surrogate, nothing above U+10FFFF.
    uint8_t lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (bytes[i + 1] < lowest || bytes[i + 1] > highest) return 0;
    for (size_t k = 2; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) return 0;
    }
    found++;
    i += length;
  }
  *characters = found;
  return 1;
}

// MARK: x86-64

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))

// The mistakes that two neighbouring bytes can make, a bit each.
enum {
  CUT = 1 << 0,          // a character begins, and ASCII or another one follows
  STRAY = 1 << 1,        // a continuation follows ASCII
  OVERLONG_3 = 1 << 2,   // E0 80 to E0 9F
  TOO_LARGE = 1 << 3,    // F4 90 to F4 BF; F5 to FF and 90 to BF
  SURROGATE = 1 << 4,    // ED A0 to ED BF
  OVERLONG_2 = 1 << 5,   // C0 and C1
  ENDS_OF_4 = 1 << 6,    // F0 80 to F0 8F, which is overlong; F5 to FF and 80 to 8F, too large
  CONTINUED = 1 << 7,    // two continuations: a mistake unless the second is a third or fourth byte
  ANY_LOW = CUT | STRAY | CONTINUED
};

#define EVERY_LANE(table) _mm256_broadcastsi128_si256(table)

// By the high nibble of the first byte.
static inline AVX2 __m256i first_high(void) {
  return EVERY_LANE(_mm_setr_epi8(
      STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, (char)CONTINUED, (char)CONTINUED,
      (char)CONTINUED, (char)CONTINUED, CUT | OVERLONG_2, CUT, CUT | OVERLONG_3 | SURROGATE,
      CUT | TOO_LARGE | ENDS_OF_4));
}

// By the low nibble of the first byte.
static inline AVX2 __m256i first_low(void) {
  const char above_4 = (char)(ANY_LOW | TOO_LARGE | ENDS_OF_4);
  return EVERY_LANE(_mm_setr_epi8(
      (char)(ANY_LOW | OVERLONG_2 | OVERLONG_3 | ENDS_OF_4), (char)(ANY_LOW | OVERLONG_2),
      (char)ANY_LOW, (char)ANY_LOW, (char)(ANY_LOW | TOO_LARGE), above_4, above_4, above_4,
      above_4, above_4, above_4, above_4, above_4, (char)(above_4 | SURROGATE), above_4, above_4));
}

// By the high nibble of the second byte.
static inline AVX2 __m256i second_high(void) {
  const int every = STRAY | OVERLONG_2 | CONTINUED;
  return EVERY_LANE(_mm_setr_epi8(
      CUT, CUT, CUT, CUT, CUT, CUT, CUT, CUT, (char)(every | OVERLONG_3 | ENDS_OF_4),
      (char)(every | OVERLONG_3 | TOO_LARGE), (char)(every | SURROGATE | TOO_LARGE),
      (char)(every | SURROGATE | TOO_LARGE), CUT, CUT, CUT, CUT));
}

// The bytes that stand `distance` before those of a block.
#define BEFORE(block, last, distance) \
  _mm256_alignr_epi8(block, _mm256_permute2x128_si256(last, block, 0x21), 16 - (distance))

// Not zero where 32 bytes go wrong; `last` are the 32 before them.
static inline AVX2 __m256i mistakes(__m256i block, __m256i last) {
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  __m256i first = BEFORE(block, last, 1);
  __m256i high = _mm256_and_si256(_mm256_srli_epi16(first, 4), nibble);
  __m256i low = _mm256_and_si256(first, nibble);
  __m256i next = _mm256_and_si256(_mm256_srli_epi16(block, 4), nibble);
  __m256i pairs = _mm256_and_si256(
      _mm256_and_si256(_mm256_shuffle_epi8(first_high(), high),
                       _mm256_shuffle_epi8(first_low(), low)),
      _mm256_shuffle_epi8(second_high(), next));
  // The top bit is set where a third or fourth byte belongs, as CONTINUED is where one stands.
  __m256i third = _mm256_subs_epu8(BEFORE(block, last, 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
  __m256i fourth = _mm256_subs_epu8(BEFORE(block, last, 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
  __m256i wanted =
      _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
  return _mm256_xor_si256(wanted, pairs);
}

// How many characters begin in 32 bytes, but for ASCII.
static inline AVX2 size_t begun(__m256i block) {
  const __m256i least = _mm256_set1_epi8((char)0xC0);
  __m256i is_first = _mm256_cmpeq_epi8(_mm256_max_epu8(block, least), block);
  return (size_t)__builtin_popcount((unsigned)_mm256_movemask_epi8(is_first));
}

static AVX2 int utf8_avx2(const uint8_t *bytes, size_t count, size_t *characters) {
  __m256i wrong = _mm256_setzero_si256();
  __m256i last = _mm256_setzero_si256();
  size_t found = 0;
  int is_open = 0;  // whether the block before holds anything but ASCII
  size_t i = 0;
  *characters = 0;
  for (; count - i >= 64; i += 64) {
    // In bounds: i + 64 ≤ count.
    __m256i low = _mm256_loadu_si256((const __m256i *)(bytes + i));
    __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + i + 32));
    int is_wide = _mm256_movemask_epi8(_mm256_or_si256(low, high)) != 0;
    if (is_wide || is_open) {
      wrong = _mm256_or_si256(wrong, mistakes(low, last));
      wrong = _mm256_or_si256(wrong, mistakes(high, low));
      found += begun(low) + begun(high);
    }
    is_open = is_wide;
    last = high;
  }
  // Zeros behind the end show a character that it cuts.
  uint8_t rest[96] = {0};
  memcpy(rest, bytes + i, count - i);
  for (size_t k = 0; k < 96; k += 32) {
    __m256i block = _mm256_loadu_si256((const __m256i *)(rest + k));
    wrong = _mm256_or_si256(wrong, mistakes(block, last));
    found += begun(block);
    last = block;
  }
  if (!_mm256_testz_si256(wrong, wrong)) return 0;
  *characters = found;
  return 1;
}

int fathom_utf8(const uint8_t *bytes, size_t count, size_t *characters) {
  return fathom_has(FATHOM_AVX2) ? utf8_avx2(bytes, count, characters)
                                 : fathom_utf8_scalar(bytes, count, characters);
}

#else

int fathom_utf8(const uint8_t *bytes, size_t count, size_t *characters) {
  return fathom_utf8_scalar(bytes, count, characters);
}

#endif

size_t fathom_first(const uint8_t *bytes, size_t count, uint8_t byte) {
  const uint8_t *found = count == 0 ? NULL : memchr(bytes, byte, count);
  return found == NULL ? count : (size_t)(found - bytes);
}

unsigned fathom_byte_kinds_scalar(const uint8_t *bytes, size_t count) {
  unsigned kinds = 0;
  for (size_t i = 0; i < count; i++) {
    uint8_t byte = bytes[i];
    if ((uint8_t)(byte - '0') < 10) kinds |= FATHOM_DIGIT;
    if ((uint8_t)((byte | 0x20) - 'a') < 26) kinds |= FATHOM_LETTER;
    if (byte == ' ') kinds |= FATHOM_BLANK;
  }
  return kinds;
}

#if defined(__SSE2__)

// 0xff where a byte is at least `low` and less than `low` + `count`.
static inline __m128i bytes_within(__m128i bytes, char low, char count) {
  // Moved to the lowest signed bytes, where one comparison tells.
  __m128i moved = _mm_sub_epi8(bytes, _mm_set1_epi8((char)(low + 128)));
  return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(count - 128)));
}

typedef struct {
  __m128i digits;
  __m128i letters;
  __m128i blanks;
} kinds_seen;

static inline void see(kinds_seen *seen, __m128i bytes) {
  seen->digits = _mm_or_si128(seen->digits, bytes_within(bytes, '0', 10));
  __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  seen->letters = _mm_or_si128(seen->letters, bytes_within(small, 'a', 26));
  seen->blanks = _mm_or_si128(seen->blanks, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
}

unsigned fathom_byte_kinds(const uint8_t *bytes, size_t count) {
  if (count < 4) return fathom_byte_kinds_scalar(bytes, count);
  kinds_seen seen = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
  if (count >= 16) {
    for (size_t i = 0; i + 16 < count; i += 16) {
      see(&seen, _mm_loadu_si128((const __m128i *)(bytes + i)));
    }
    see(&seen, _mm_loadu_si128((const __m128i *)(bytes + count - 16)));
  } else {
    // The first and the last bytes, which overlap.
    uint64_t ends[2] = {0, 0};
    if (count >= 8) {
      memcpy(&ends[0], bytes, 8);
      memcpy(&ends[1], bytes + count - 8, 8);
    } else {
      memcpy(&ends[0], bytes, 4);
      memcpy(&ends[1], bytes + count - 4, 4);
    }
    see(&seen, _mm_set_epi64x((long long)ends[1], (long long)ends[0]));
  }
  return (_mm_movemask_epi8(seen.digits) ? FATHOM_DIGIT : 0) |
         (_mm_movemask_epi8(seen.letters) ? FATHOM_LETTER : 0) |
         (_mm_movemask_epi8(seen.blanks) ? FATHOM_BLANK : 0);
}

#else

unsigned fathom_byte_kinds(const uint8_t *bytes, size_t count) {
  return fathom_byte_kinds_scalar(bytes, count);
}

#endif
