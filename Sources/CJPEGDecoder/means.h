#ifndef FATHOM_JPEG_MEANS_H
#define FATHOM_JPEG_MEANS_H

#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

/// Reads the means of the blocks of 8 × 8 pixels of an image whose header was read: what the library
/// gives at a scale of 1/8, to the last bit, without looking at coefficients that no mean depends on.
///
/// `pixels` has room for height · width · components bytes, both sides divided by 8 and rounded up.
/// Returns 0 where the file is anything but one whole scan of sequential Huffman codes that could not
/// be more ordinary; nothing was read then as far as the library knows, which has to judge the file.
int fathom_jpeg_read_means(const struct jpeg_decompress_struct *frame, uint8_t *pixels);

#endif
