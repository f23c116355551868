#include <stdio.h>
#include <string.h>
#include <tiffio.h>

// What Swift cannot call: functions with variable arguments, and those that take a va_list.

/// The length of the text that a handle keeps of what is wrong, with its NUL.
enum { fathom_tiff_text = 256 };

/// Keeps the first error of a handle in `user` and says that it needs no other handler.
static inline int fathom_tiff_keep_error(
    TIFF *file, void *user, const char *module, const char *format, va_list arguments) {
  (void)file;
  (void)module;
  char *text = (char *)user;
  if (text[0] == 0) vsnprintf(text, fathom_tiff_text, format, arguments);
  return 1;
}

/// Keeps the last warning of a handle in `user`, after the name of what warns, and says that it needs
/// no other handler. One of a damaged palette is not overwritten: without it indices become grey.
static inline int fathom_tiff_keep_warning(
    TIFF *file, void *user, const char *module, const char *format, va_list arguments) {
  (void)file;
  char *text = (char *)user;
  if (strstr(text, "ColorMap")) return 1;
  int length = snprintf(text, fathom_tiff_text, "%.40s: ", module);
  vsnprintf(text + length, (size_t)(fathom_tiff_text - length), format, arguments);
  return 1;
}

/// Opens a file that `read`, `seek` and `size` reach, without mapping it; NULL when it is none.
///
/// `error` and `warning` outlive the handle and have room for `fathom_tiff_text` bytes.
static inline TIFF *fathom_tiff_open(
    void *source, TIFFReadWriteProc read, TIFFReadWriteProc write, TIFFSeekProc seek,
    TIFFCloseProc close, TIFFSizeProc size, tmsize_t largest_allocation, char *error,
    char *warning) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return NULL;
  error[0] = 0;
  warning[0] = 0;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, largest_allocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options, fathom_tiff_keep_error, error);
  TIFFOpenOptionsSetWarningHandlerExtR(options, fathom_tiff_keep_warning, warning);
  TIFF *file = TIFFClientOpenExt(
      "image", "rm", source, read, write, seek, close, size, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return file;
}

static inline int fathom_tiff_u16(TIFF *file, uint32_t tag, uint16_t *value) {
  return TIFFGetFieldDefaulted(file, tag, value);
}

static inline int fathom_tiff_u32(TIFF *file, uint32_t tag, uint32_t *value) {
  return TIFFGetField(file, tag, value);
}

static inline int fathom_tiff_extra_samples(
    TIFF *file, uint16_t *count, const uint16_t **kinds) {
  return TIFFGetFieldDefaulted(file, TIFFTAG_EXTRASAMPLES, count, kinds);
}

/// The colours of a palette: 2 to the power of the bits of a sample in each array.
static inline int fathom_tiff_palette(
    TIFF *file, const uint16_t **red, const uint16_t **green, const uint16_t **blue) {
  return TIFFGetField(file, TIFFTAG_COLORMAP, red, green, blue);
}

/// Has the decoder of JPEG strips and tiles convert to RGB.
static inline int fathom_tiff_jpeg_as_rgb(TIFF *file) {
  return TIFFSetField(file, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
}
