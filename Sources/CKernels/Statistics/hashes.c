// Hashes of 64 bits: of numbers, in sets of them, and which differ in few bits; products of 64 bytes.
#include "hashes.h"

#include <string.h>

#include "../processor.h"

// The finalizer of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, figure 16), as StableHash.mix.
#define GAMMA 0x9E3779B97F4A7C15u
#define FACTOR1 0xBF58476D1CE4E5B9u
#define FACTOR2 0x94D049BB133111EBu
#define INFINITE_BITS 0x7FF0000000000000u
#define SIGN_BIT 0x8000000000000000u

// In all loops here that keep some elements each is written, and the place moves on or not: nobody
// predicts which are kept, so a jump would cost more.

size_t fathom_hash_numbers_scalar(const double *values, size_t count, uint64_t limit,
                                  uint64_t *hashes) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    double value = values[i] + 0;  // -0 and 0 are one value
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t z = bits + GAMMA;
    z = (z ^ (z >> 30)) * FACTOR1;
    z = (z ^ (z >> 27)) * FACTOR2;
    z ^= z >> 31;
    hashes[kept] = z;
    kept += (z <= limit) & ((bits & ~SIGN_BIT) <= INFINITE_BITS);
  }
  return kept;
}

size_t fathom_keep_small_scalar(uint64_t *hashes, size_t count, uint64_t limit) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hashes[i];
    hashes[kept] = hash;
    kept += hash <= limit;
  }
  return kept;
}

size_t fathom_keep_unseen(const uint64_t *slots, size_t mask, unsigned shift, uint64_t *hashes,
                          size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hashes[i];
    size_t slot = (hash >> shift) & mask;
    hashes[kept] = hash;
    // An empty slot is 0, like one hash, which is therefore always kept.
    kept += ((slots[slot] != hash) & (slots[(slot + 1) & mask] != hash)) | (hash == 0);
  }
  return kept;
}

size_t fathom_insert(uint64_t *slots, size_t mask, unsigned shift, uint64_t limit,
                     const uint64_t *hashes, size_t count, size_t *zeros) {
  size_t fresh = 0;
  *zeros = 0;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hashes[i];
    if (hash > limit) continue;
    if (hash == 0) {
      ++*zeros;
      continue;
    }
    size_t slot = (hash >> shift) & mask;
    while (slots[slot] != 0 && slots[slot] != hash) slot = (slot + 1) & mask;
    fresh += slots[slot] == 0;
    slots[slot] = hash;
  }
  return fresh;
}

size_t fathom_near_scalar(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                          uint32_t *found) {
  uint32_t *out = found;
  for (size_t i = 0; i < count; i++) {
    if ((unsigned)__builtin_popcountll(hashes[i] ^ hash) <= distance) *out++ = (uint32_t)i;
  }
  return (size_t)(out - found);
}

// A loop that compilers turn into products of eight bytes at a time, on any processor.
uint32_t fathom_dot_bytes(const uint8_t *a, const uint8_t *b) {
  uint32_t sum = 0;
  for (int i = 0; i < 64; i++) sum += (uint32_t)a[i] * b[i];
  return sum;
}

#if defined(__x86_64__)
#include <immintrin.h>

// Eight places from the i-th on, as far as there are so many.
static inline __mmask8 present_from(size_t i, size_t count) {
  return count - i >= 8 ? 0xff : (__mmask8)((1u << (count - i)) - 1);
}

static __attribute__((target("popcnt"))) size_t near_popcnt(const uint64_t *hashes, size_t count,
                                                            uint64_t hash, unsigned distance,
                                                            uint32_t *found) {
  uint32_t *out = found;
  for (size_t i = 0; i < count; i++) {
    if ((unsigned)__builtin_popcountll(hashes[i] ^ hash) <= distance) *out++ = (uint32_t)i;
  }
  return (size_t)(out - found);
}

static __attribute__((target("avx512f,avx512vpopcntdq"))) size_t near_avx512(
    const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance, uint32_t *found) {
  const __m512i wanted = _mm512_set1_epi64((long long)hash);
  const __m512i limit = _mm512_set1_epi64((long long)distance);
  uint32_t *out = found;
  for (size_t i = 0; i < count; i += 8) {
    __mmask8 present = present_from(i, count);
    __m512i bits = _mm512_xor_si512(_mm512_maskz_loadu_epi64(present, hashes + i), wanted);
    unsigned near = _mm512_mask_cmple_epu64_mask(present, _mm512_popcnt_epi64(bits), limit);
    for (; near != 0; near &= near - 1) *out++ = (uint32_t)i + (uint32_t)__builtin_ctz(near);
  }
  return (size_t)(out - found);
}

#define AVX512 __attribute__((target("avx512f,avx512dq,popcnt")))

static AVX512 inline __m512i mixed(__m512i z) {
  z = _mm512_add_epi64(z, _mm512_set1_epi64((long long)GAMMA));
  z = _mm512_xor_si512(z, _mm512_srli_epi64(z, 30));
  z = _mm512_mullo_epi64(z, _mm512_set1_epi64((long long)FACTOR1));
  z = _mm512_xor_si512(z, _mm512_srli_epi64(z, 27));
  z = _mm512_mullo_epi64(z, _mm512_set1_epi64((long long)FACTOR2));
  return _mm512_xor_si512(z, _mm512_srli_epi64(z, 31));
}

// Writes those of eight hashes that are to be kept. All lanes of `present` are written, no more: behind
// the kept ones lie places that were read already. (Compressing into memory is slow on some processors.)
static AVX512 inline size_t keep(uint64_t *out, __m512i hashes, __mmask8 kept, __mmask8 present) {
  _mm512_mask_storeu_epi64(out, present, _mm512_maskz_compress_epi64(kept, hashes));
  return (size_t)_mm_popcnt_u32(kept);
}

static AVX512 size_t hash_numbers_avx512(const double *values, size_t count, uint64_t limit,
                                         uint64_t *hashes) {
  const __m512i most = _mm512_set1_epi64((long long)limit);
  size_t kept = 0;
  for (size_t i = 0; i < count; i += 8) {
    __mmask8 present = present_from(i, count);
    __m512d value = _mm512_add_pd(_mm512_maskz_loadu_pd(present, values + i), _mm512_setzero_pd());
    __m512i hash = mixed(_mm512_castpd_si512(value));
    __mmask8 wanted = _mm512_mask_cmp_pd_mask(present, value, value, _CMP_ORD_Q);
    wanted = _mm512_mask_cmple_epu64_mask(wanted, hash, most);
    kept += keep(hashes + kept, hash, wanted, present);
  }
  return kept;
}

static AVX512 size_t keep_small_avx512(uint64_t *hashes, size_t count, uint64_t limit) {
  const __m512i most = _mm512_set1_epi64((long long)limit);
  size_t kept = 0;
  for (size_t i = 0; i < count; i += 8) {
    __mmask8 present = present_from(i, count);
    __m512i hash = _mm512_maskz_loadu_epi64(present, hashes + i);
    __mmask8 wanted = _mm512_mask_cmple_epu64_mask(present, hash, most);
    kept += keep(hashes + kept, hash, wanted, present);
  }
  return kept;
}

size_t fathom_hash_numbers(const double *values, size_t count, uint64_t limit, uint64_t *hashes) {
  return (fathom_has(FATHOM_AVX512F | FATHOM_AVX512DQ | FATHOM_POPCNT)
              ? hash_numbers_avx512
              : fathom_hash_numbers_scalar)(values, count, limit, hashes);
}

size_t fathom_keep_small(uint64_t *hashes, size_t count, uint64_t limit) {
  return (fathom_has(FATHOM_AVX512F | FATHOM_AVX512DQ | FATHOM_POPCNT)
              ? keep_small_avx512
              : fathom_keep_small_scalar)(hashes, count, limit);
}

size_t fathom_near(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                   uint32_t *found) {
  if (fathom_has(FATHOM_AVX512F | FATHOM_AVX512VPOPCNTDQ)) {
    return near_avx512(hashes, count, hash, distance, found);
  }
  return (fathom_has(FATHOM_POPCNT) ? near_popcnt : fathom_near_scalar)(hashes, count, hash,
                                                                        distance, found);
}

#else

size_t fathom_hash_numbers(const double *values, size_t count, uint64_t limit, uint64_t *hashes) {
  return fathom_hash_numbers_scalar(values, count, limit, hashes);
}

size_t fathom_keep_small(uint64_t *hashes, size_t count, uint64_t limit) {
  return fathom_keep_small_scalar(hashes, count, limit);
}

size_t fathom_near(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                   uint32_t *found) {
  return fathom_near_scalar(hashes, count, hash, distance, found);
}

#endif
