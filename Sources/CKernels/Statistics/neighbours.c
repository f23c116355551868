// Which points may be near another, from products that are nearly right; plain loops that compilers
// make vectors of.
#include "neighbours.h"

#include "../processor.h"

#define LANES 16

static inline __attribute__((always_inline)) size_t near_products(
    const float *products, const float *norms, size_t count, float own, float narrowing,
    float limit, uint32_t *places) {
  size_t found = 0, first = 0;
  for (; first + LANES <= count; first += LANES) {
    int any = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
      float lower = (norms[first + lane] + own) * narrowing - 2 * products[first + lane];
      any |= lower <= limit;
    }
    // Most blocks have none.
    if (!any) continue;
    for (size_t lane = 0; lane < LANES; lane++) {
      float lower = (norms[first + lane] + own) * narrowing - 2 * products[first + lane];
      places[found] = (uint32_t)(first + lane);
      found += lower <= limit;
    }
  }
  for (; first < count; first++) {
    float lower = (norms[first] + own) * narrowing - 2 * products[first];
    places[found] = (uint32_t)first;
    found += lower <= limit;
  }
  return found;
}

size_t fathom_near_products_scalar(const float *products, const float *norms, size_t count,
                                   float own, float narrowing, float limit, uint32_t *places) {
  return near_products(products, norms, count, own, narrowing, limit, places);
}

#if defined(__x86_64__)

static __attribute__((target("avx2"))) size_t near_products_avx2(
    const float *products, const float *norms, size_t count, float own, float narrowing,
    float limit, uint32_t *places) {
  return near_products(products, norms, count, own, narrowing, limit, places);
}

size_t fathom_near_products(const float *products, const float *norms, size_t count, float own,
                            float narrowing, float limit, uint32_t *places) {
  return (fathom_has(FATHOM_AVX2) ? near_products_avx2 : fathom_near_products_scalar)(
      products, norms, count, own, narrowing, limit, places);
}

#else

size_t fathom_near_products(const float *products, const float *norms, size_t count, float own,
                            float narrowing, float limit, uint32_t *places) {
  return near_products(products, norms, count, own, narrowing, limit, places);
}

#endif
