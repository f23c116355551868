// Hashes of 64 bits that differ in few bits, and products of 64 bytes.
#include "hashes.h"

#include "../processor.h"

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
    __mmask8 present = count - i >= 8 ? 0xff : (__mmask8)((1u << (count - i)) - 1);
    __m512i bits = _mm512_xor_si512(_mm512_maskz_loadu_epi64(present, hashes + i), wanted);
    unsigned near = _mm512_mask_cmple_epu64_mask(present, _mm512_popcnt_epi64(bits), limit);
    for (; near != 0; near &= near - 1) *out++ = (uint32_t)i + (uint32_t)__builtin_ctz(near);
  }
  return (size_t)(out - found);
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

size_t fathom_near(const uint64_t *hashes, size_t count, uint64_t hash, unsigned distance,
                   uint32_t *found) {
  return fathom_near_scalar(hashes, count, hash, distance, found);
}

#endif
