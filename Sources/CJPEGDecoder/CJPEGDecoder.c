#include "CJPEGDecoder.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "means.h"

/// A progressive file may decode this many pixels over all scans: 50 scans of the largest image.
static const uint64_t maximum_work = 5000000000;
/// A progressive file may have this many scans; encoders make about ten.
static const int maximum_scans = 500;

/// The state of the library with the place to return to.
typedef struct {
  struct jpeg_decompress_struct library;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf failure;
  char *text;
  /// Whether the library had to make up an end marker.
  int ends_early;
} decoder;

static void fail(decoder *self, fathom_jpeg_status status, const char *text) {
  snprintf(self->text, fathom_jpeg_text, "%s", text);
  longjmp(self->failure, (int)status);
}

static void fail_with_message(j_common_ptr library) {
  decoder *self = (decoder *)library->client_data;
  char message[JMSG_LENGTH_MAX];
  library->err->format_message(library, message);
  fail(self, self->ends_early ? fathom_jpeg_ends_early : fathom_jpeg_damaged, message);
}

// Warnings have level −1. The library fills what is missing with grey, so most are failures.
static void judge_message(j_common_ptr library, int level) {
  if (level >= 0) return;
  decoder *self = (decoder *)library->client_data;
  switch (library->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM: return;
    case JWRN_JPEG_EOF: self->ends_early = 1; return;
    default: fail_with_message(library);
  }
}

static void drop_message(j_common_ptr library) { (void)library; }

static void limit_scans(j_common_ptr library) {
  decoder *self = (decoder *)library->client_data;
  j_decompress_ptr frame = &self->library;
  uint64_t pixels = (uint64_t)frame->image_width * frame->image_height;
  uint64_t scans = (uint64_t)frame->input_scan_number;
  if (scans > (uint64_t)maximum_scans || scans * pixels > maximum_work) {
    fail(self, fathom_jpeg_damaged, "it has more scans than can be read");
  }
}

/// Whether all pixels are known although the library had to make up an end marker.
///
/// One scan of Huffman codes would have run out of bits. A progressive file has had all its scans
/// when all bits of all coefficients are known. Arithmetic codes may leave out zeros at their end,
/// and of other files with several scans the number is not known.
static int needs_no_end(j_decompress_ptr frame) {
  if (frame->arith_code) return 0;
  if (!frame->coef_bits) return !jpeg_has_multiple_scans(frame);
  for (int component = 0; component < frame->num_components; component++) {
    for (int index = 0; index < DCTSIZE2; index++) {
      if (frame->coef_bits[component][index] != 0) return 0;
    }
  }
  return 1;
}

static void open_decoder(decoder *self, const uint8_t *bytes, size_t count) {
  jpeg_create_decompress(&self->library);
  self->library.client_data = self;
  jpeg_mem_src(&self->library, bytes, count);
  jpeg_read_header(&self->library, TRUE);
  switch (self->library.jpeg_color_space) {
    case JCS_GRAYSCALE: self->library.out_color_space = JCS_GRAYSCALE; break;
    case JCS_CMYK:
    case JCS_YCCK: self->library.out_color_space = JCS_CMYK; break;
    default: self->library.out_color_space = JCS_RGB; break;
  }
}

// Before anything that may jump: the library's state is zero, so destroying it is always allowed.
static void prepare(decoder *self, char *text) {
  memset(self, 0, sizeof *self);
  self->text = text;
  self->library.err = jpeg_std_error(&self->errors);
  self->library.client_data = self;
  self->errors.error_exit = fail_with_message;
  self->errors.emit_message = judge_message;
  self->errors.output_message = drop_message;
}

static int32_t channels(const decoder *self) {
  switch (self->library.out_color_space) {
    case JCS_GRAYSCALE: return 1;
    case JCS_CMYK: return 4;
    default: return 3;
  }
}

// Nothing that changes after setjmp is a variable of the function that calls it.
static fathom_jpeg_status read_header(
    decoder *self, const uint8_t *bytes, size_t count, fathom_jpeg_header *header) {
  int status = setjmp(self->failure);
  if (status) return (fathom_jpeg_status)status;
  open_decoder(self, bytes, count);
  header->height = self->library.image_height;
  header->width = self->library.image_width;
  header->channels = channels(self);
  header->bits = self->library.data_precision;
  return fathom_jpeg_done;
}

static fathom_jpeg_status decode(
    decoder *self, const uint8_t *bytes, size_t count, uint32_t block, fathom_jpeg_reader reader,
    uint8_t *pixels, size_t capacity) {
  int status = setjmp(self->failure);
  if (status) return (fathom_jpeg_status)status;
  open_decoder(self, bytes, count);
  self->progress.progress_monitor = limit_scans;
  self->library.progress = &self->progress;
  self->library.dct_method = JDCT_ISLOW;
  self->library.scale_num = 1;
  self->library.scale_denom = block;
  jpeg_calc_output_dimensions(&self->library);
  size_t length = (size_t)self->library.output_width * (size_t)channels(self);
  if (length * self->library.output_height > capacity) {
    fail(self, fathom_jpeg_damaged, "its header contradicts itself");
  }
  if (block == DCTSIZE && reader != fathom_jpeg_library) {
    if (fathom_jpeg_read_means(&self->library, pixels)) return fathom_jpeg_done;
    if (reader == fathom_jpeg_own) fail(self, fathom_jpeg_damaged, "it is out of the ordinary");
  }
  jpeg_start_decompress(&self->library);
  while (self->library.output_scanline < self->library.output_height) {
    // In bounds: output_scanline is below the height, and height · length fits the capacity.
    JSAMPROW row = pixels + length * self->library.output_scanline;
    jpeg_read_scanlines(&self->library, &row, 1);
  }
  // What follows the last row is not read: it holds no pixels.
  if (self->ends_early && !needs_no_end(&self->library)) {
    fail(self, fathom_jpeg_ends_early, "");
  }
  return fathom_jpeg_done;
}

fathom_jpeg_status fathom_jpeg_read_header(
    const uint8_t *bytes, size_t count, fathom_jpeg_header *header, char *text) {
  decoder self;
  prepare(&self, text);
  fathom_jpeg_status status = read_header(&self, bytes, count, header);
  jpeg_destroy_decompress(&self.library);
  return status;
}

fathom_jpeg_status fathom_jpeg_decode(
    const uint8_t *bytes, size_t count, uint32_t block, fathom_jpeg_reader reader, uint8_t *pixels,
    size_t capacity, char *text) {
  decoder self;
  prepare(&self, text);
  fathom_jpeg_status status = decode(&self, bytes, count, block, reader, pixels, capacity);
  jpeg_destroy_decompress(&self.library);
  return status;
}
