#ifndef FATHOM_JPEG_DECODER_H
#define FATHOM_JPEG_DECODER_H

#include <stddef.h>
#include <stdint.h>

/// The length of the text that says what is wrong, with its NUL.
enum { fathom_jpeg_text = 200 };

typedef enum {
  fathom_jpeg_done = 0,
  /// The text says what is wrong.
  fathom_jpeg_damaged = 1,
  fathom_jpeg_ends_early = 2,
} fathom_jpeg_status;

/// What the frame header declares.
typedef struct {
  uint32_t height;
  uint32_t width;
  /// 1 for grey, 3 for RGB, 4 for CMYK: what `fathom_jpeg_decode` writes for a pixel.
  int32_t channels;
  int32_t bits;
} fathom_jpeg_header;

/// Reads the header of `count` bytes.
///
/// `text` has room for `fathom_jpeg_text` bytes.
fathom_jpeg_status fathom_jpeg_read_header(
    const uint8_t *bytes, size_t count, fathom_jpeg_header *header, char *text);

/// Who reads the means of blocks.
typedef enum {
  /// Our own reader where it can, else the library: the same bytes, faster.
  fathom_jpeg_fastest = 0,
  /// Always the library: the twin of our own reader.
  fathom_jpeg_library = 1,
  /// Our own reader only; `fathom_jpeg_damaged` for what it leaves to the library.
  fathom_jpeg_own = 2,
} fathom_jpeg_reader;

/// Decodes to height · width · channels bytes, without padding; writes no more than `capacity`.
///
/// With a `block` of 8 each value stands for the mean of 8 × 8 pixels, and both sides are divided by 8
/// and rounded up; a `block` of 1 gives all pixels.
/// CMYK comes as it is stored, whether the frame is CMYK or YCCK.
/// Missing or damaged pixels are an error; bytes that the format does not need and a missing end
/// marker are none.
fathom_jpeg_status fathom_jpeg_decode(
    const uint8_t *bytes, size_t count, uint32_t block, fathom_jpeg_reader reader, uint8_t *pixels,
    size_t capacity, char *text);

#endif
