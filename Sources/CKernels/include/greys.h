// Which grey values and colours a small image has.
//
// No twins: plain loops, which are their own portable form.
#ifndef FATHOM_GREYS_H
#define FATHOM_GREYS_H

#include <stddef.h>
#include <stdint.h>

// Rounds values, half up, to 0 to 255; what is no number is 0.
void fathom_round_greys(const double *values, size_t count, uint8_t *rounded);

// Counts how often each of 256 values occurs; `counts` holds 256 elements, which are written.
void fathom_count_greys(const uint8_t *values, size_t count, uint32_t *counts);

typedef struct {
  double chroma;          // the sum of the differences between the channels of a cell
  double largest_chroma;  // the largest of them
  double contrast;        // the largest difference between two cells in one channel
} fathom_colours;

// Measures the colours of cells, of which there are one or more.
void fathom_measure_colours(const double *red, const double *green, const double *blue,
                            size_t count, fathom_colours *result);

#endif
