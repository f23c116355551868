// The filters of PNG images.
//
// No twins: each byte depends on the one before it, so the portable form is the only one.
#ifndef FATHOM_PNG_H
#define FATHOM_PNG_H

#include <stddef.h>
#include <stdint.h>

// Undoes the filters of `rows` rows of `length` bytes, each behind the byte that names its filter.
// `step` is the number of bytes of a pixel, 1, 3 or 4; `pixels` has room for rows · length bytes.
// Returns 0 for a filter that there is not.
int fathom_png_unfilter(const uint8_t *filtered, size_t rows, size_t length, size_t step,
                        uint8_t *pixels);

#endif
