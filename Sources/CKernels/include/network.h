// Loops over the activations of small neural networks, which the compiler turns into vector code.
//
// No twins: each is compiled twice, for vectors and for any processor, and the latter is the portable
// form. The tests compare answers with plain sums, gradients with differences of the loss.
//
// Activations lie sample after sample, row-major, channels last: `count` places of `channels` each.
// Nothing here allocates, keeps state, or adds up in an order that depends on anything but the sizes.
#ifndef FATHOM_NETWORK_H
#define FATHOM_NETWORK_H

#include <stddef.h>

// A sample with zeros around it: `above` rows and `left` places before it, and as many behind it as there
// is room for.
void fathom_pad(const float *sample, size_t height, size_t width, size_t channels, size_t above,
                size_t left, size_t padded_height, size_t padded_width, float *padded);

// Brings a `size` × `outputs` kernel into the order in which `fathom_convolve` reads it: 16 outputs at a time.
void fathom_pack(const float *kernel, size_t size, size_t outputs, float *packed);

// A convolution of one sample, `height` × `width` × `outputs`: the product of the window at each place with a
// packed kernel. `padded` has `window_height` − 1 more rows and `window_width` − 1 more places a row.
void fathom_convolve(const float *padded, size_t height, size_t width, size_t channels,
                     const float *packed, size_t window_height, size_t window_width, size_t outputs,
                     float *result);

// Adds the gradient of the kernel (not packed) by one sample, from that of the result.
void fathom_convolve_gradient(const float *padded, const float *gradient, size_t height,
                              size_t width, size_t channels, size_t window_height,
                              size_t window_width, size_t outputs, float *kernel_gradient);

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
