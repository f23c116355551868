// Filters that pass over small images.
#ifndef FATHOM_FILTERS_H
#define FATHOM_FILTERS_H

#include <stddef.h>

// The shape of images and of the filters that pass over them.
typedef struct {
  size_t height;         // of an image
  size_t width;          // of an image, 1024 at most
  size_t channels;       // planes of an image, one behind the other
  size_t count;          // filters
  size_t tap_rows;       // of a filter
  size_t tap_columns;    // of a filter
  size_t region_rows;    // the bands that an image is cut into
  size_t region_columns; // the regions of a band
} fathom_filters;

#define FATHOM_FILTER_LANES 16

// The floats of a row of a plane: the image's columns, the frame, and what fills the last lanes.
// No twin: arithmetic of the shape.
size_t fathom_filter_stride(const fathom_filters *shape);

// The mean over each region of what a filter answers at each pixel, if that is above 0.
//
// A plane of the image has tap_rows − 1 more rows than the image, the frame around it, each of
// fathom_filter_stride floats. All that is not the image is 0. Filters hold their taps row by row,
// channel by channel. `means` has count · region_rows · region_columns elements. All processors give
// the same numbers.
void fathom_filter_means(const float *image, const fathom_filters *shape, const float *filters,
                         double *means);
void fathom_filter_means_scalar(const float *image, const fathom_filters *shape,
                                const float *filters, double *means);

#endif
