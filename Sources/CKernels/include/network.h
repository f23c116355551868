// Loops over the activations of small neural networks, which the compiler turns into vector code.
//
// Activations lie sample after sample, row-major, channels last: `count` places of `channels` each.
// Nothing here allocates, keeps state, or adds up in an order that depends on anything but the sizes.
#ifndef FATHOM_NETWORK_H
#define FATHOM_NETWORK_H

#include <stddef.h>

// The windows of one sample: for each place, `window_height` × `window_width` × `channels` values, places
// outside of the sample being 0. `windows` holds height × width × (the size of a window).
void fathom_windows(const float *sample, size_t height, size_t width, size_t channels,
                    size_t window_height, size_t window_width, float *windows);

// Adds each value of the windows to the place of the sample that it came from.
void fathom_add_windows(const float *windows, size_t height, size_t width, size_t channels,
                        size_t window_height, size_t window_width, float *sample);

// The largest value of each `pool_height` × `pool_width` block of one sample, and which one it was; what is
// left over at the lower and right edge is not looked at.
void fathom_max_pool(const float *sample, size_t height, size_t width, size_t channels,
                     size_t pool_height, size_t pool_width, float *pooled, float *which);

// The gradient of `fathom_max_pool`; `gradient` is written as a whole.
void fathom_max_pool_gradient(const float *pooled_gradient, const float *which, size_t height,
                              size_t width, size_t channels, size_t pool_height, size_t pool_width,
                              float *gradient);

// Adds the sums over all places to `sums`, one a channel.
void fathom_channel_sums(const float *values, size_t count, size_t channels, float *sums);

// Adds the sums of `(a − mean) · b` over all places to `sums`, one a channel.
void fathom_channel_products(const float *a, const float *mean, const float *b, size_t count,
                             size_t channels, float *sums);

// `result = values · scale + shift`, both one a channel; `result` may be `values`.
void fathom_channel_affine(const float *values, const float *scale, const float *shift, size_t count,
                           size_t channels, float *result);

// `result = gradient · a + (values − mean) · b + c`, all but the first two one a channel: the gradient of
// a batch normalisation. `result` may be `gradient`.
void fathom_normalised_gradient(const float *gradient, const float *values, const float *mean,
                                const float *a, const float *b, const float *c, size_t count,
                                size_t channels, float *result);

// Negative values become 0.
void fathom_rectify(const float *values, size_t count, float *result);

// The gradient where the result was positive, else 0.
void fathom_rectified_gradient(const float *result, const float *gradient, size_t count,
                               float *input_gradient);

// One step of Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019).
// `first` and `second` are its moments; `rate` has their bias correction in it already.
void fathom_adam(float *values, const float *gradient, float *first, float *second, size_t count,
                 float rate, float second_correction, float decay);

#endif
