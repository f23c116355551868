// Which points may be near another, from products that are nearly right.
#ifndef FATHOM_NEIGHBOURS_H
#define FATHOM_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

// The places of points that may be no further than a limit: those with
// (norms[i] + own) · narrowing − 2 · products[i] <= limit. Returns how many; `places` has room for
// `count`, and holds nothing of use behind them.
size_t fathom_near_products(const float *products, const float *norms, size_t count, float own,
                            float narrowing, float limit, uint32_t *places);
size_t fathom_near_products_scalar(const float *products, const float *norms, size_t count,
                                   float own, float narrowing, float limit, uint32_t *places);

#endif
