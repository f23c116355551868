// The means of the blocks of a JPEG (ITU-T T.81). A block's first coefficient is its mean; the others
// are passed over, several Huffman codes at a time. Where one block of chroma spans two blocks of
// brightness each way, its quarters have means of their own.
#include "means.h"

#include <stdlib.h>
#include <string.h>

// MARK: Bits

/// The bits of a run of blocks without stuffed bytes, at the top of `bits`.
typedef struct {
  const uint8_t *next, *start;
  uint64_t bits;
  unsigned count;
} reader;

/// Zeros behind the bits, which hold more than any group of blocks takes.
enum { padding = 4096 };

static inline void refill(reader *in) {
  uint64_t word;
  memcpy(&word, in->next, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  in->bits |= word >> in->count;
  in->next += (63 - in->count) >> 3;
  in->count |= 56;
}

static inline void drop(reader *in, unsigned count) {
  in->bits <<= count;
  in->count -= count;
}

/// How many bits were dropped so far.
static inline size_t consumed(const reader *in) {
  return (size_t)(in->next - in->start) * 8 - in->count;
}

/// The next `count` bits, at most 16, as a signed number (T.81, F.2.2.1 EXTEND).
static inline int signed_bits(reader *in, unsigned count) {
  if (count == 0) return 0;
  int value = (int)(in->bits >> (64 - count));
  drop(in, count);
  return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
}

/// Copies entropy-coded bytes up to a marker without the zeros stuffed behind 0xFF.
///
/// `marker` becomes what follows: a marker, 0 where the data end, −1 for what is out of the ordinary.
/// Returns where the reading goes on.
static const uint8_t *unstuff(
    const uint8_t *bytes, const uint8_t *end, uint8_t *out, size_t *count, int *marker) {
  uint8_t *start = out;
  *marker = 0;
  while (bytes < end) {
    const uint8_t *escape = memchr(bytes, 0xFF, (size_t)(end - bytes));
    size_t plain = (size_t)((escape ? escape : end) - bytes);
    memcpy(out, bytes, plain);
    out += plain;
    bytes += plain;
    if (!escape || end - bytes < 2) break;
    int behind = bytes[1];
    bytes += 2;
    if (behind != 0) {
      *marker = behind == 0xFF ? -1 : behind;
      break;
    }
    *out++ = 0xFF;
  }
  *count = (size_t)(out - start);
  memset(out, 0, padding);
  return bytes;
}

// MARK: Huffman codes

enum { short_bits = 9, window_bits = 13 };

typedef struct {
  /// For each window of `short_bits` bits, length · 256 + symbol; 0 for longer codes.
  uint16_t brief[1 << short_bits];
  /// The end of the codes of each length, aligned to 16 bits.
  uint32_t limit[18];
  /// What to add to a code of each length to find its symbol.
  int offset[17];
  const uint8_t *symbols;
} code_table;

/// Returns 0 where the library would refuse the table, or a symbol is larger than `largest`.
static int build(code_table *table, const JHUFF_TBL *source, int largest) {
  if (!source) return 0;
  memset(table->brief, 0, sizeof table->brief);
  table->symbols = source->huffval;
  uint32_t code = 0;
  int count = 0;
  for (int length = 1; length <= 16; length++) {
    table->offset[length] = count - (int)code;
    for (int i = 0; i < source->bits[length]; i++, code++, count++) {
      if (count >= 256 || source->huffval[count] > largest) return 0;
      if (length > short_bits) continue;
      uint32_t first = code << (short_bits - length);
      if (first + (1u << (short_bits - length)) > 1u << short_bits) return 0;
      for (uint32_t k = 0; k < 1u << (short_bits - length); k++) {
        table->brief[first + k] = (uint16_t)(length << 8 | source->huffval[count]);
      }
    }
    // No code is all ones (T.81, C.2).
    if (source->bits[length] > 0 && code >= 1u << length) return 0;
    table->limit[length] = code << (16 - length);
    code <<= 1;
  }
  return 1;
}

/// The next symbol; −1 for no code. Takes at most 16 of the bits that are there.
static inline int next_symbol(reader *in, const code_table *table) {
  unsigned brief = table->brief[in->bits >> (64 - short_bits)];
  if (brief != 0) {
    drop(in, brief >> 8);
    return (int)(brief & 0xFF);
  }
  uint32_t code = (uint32_t)(in->bits >> 48);
  for (unsigned length = short_bits + 1; length <= 16; length++) {
    if (code >= table->limit[length]) continue;
    drop(in, length);
    return table->symbols[table->offset[length] + (int)(code >> (16 - length))];
  }
  return -1;
}

/// What the codes in a window of bits do, with the bits that follow each: their length, by how many
/// places they advance, and whether the last of them ends the block. 0 where not even one fits.
typedef struct {
  code_table codes;
  uint16_t windows[1 << window_bits];
} skip_table;

enum { length_mask = 15, advance_shift = 4, advance_mask = 0x7F, ends_block = 1 << 11 };

static int build_skips(skip_table *table, const JHUFF_TBL *source) {
  if (!build(&table->codes, source, 255)) return 0;
  static const int size = 1 << window_bits;
  uint16_t single[1 << window_bits];
  memset(single, 0, sizeof single);
  uint32_t code = 0;
  int count = 0;
  for (int length = 1; length <= window_bits; length++, code <<= 1) {
    for (int i = 0; i < source->bits[length]; i++, code++, count++) {
      int run = source->huffval[count] >> 4, extra = source->huffval[count] & 15;
      if (length + extra > window_bits) continue;
      int ends = extra == 0 && run != 15;
      unsigned entry = (unsigned)(length + extra) | (ends ? (unsigned)ends_block
                                                          : (unsigned)(run + 1) << advance_shift);
      uint32_t first = code << (window_bits - length);
      for (uint32_t k = 0; k < 1u << (window_bits - length); k++) {
        single[first + k] = (uint16_t)entry;
      }
    }
  }
  for (int window = 0; window < size; window++) {
    unsigned entry = single[window];
    while (entry != 0 && !(entry & ends_block)) {
      unsigned used = entry & length_mask;
      unsigned next = single[(window << used) & (size - 1)];
      // Behind the window are zeros, which no entry of this length depends on.
      if (next == 0 || used + (next & length_mask) > window_bits) break;
      // Lengths stay below 16 and advances below 128: neither runs into its neighbour.
      if (((entry >> advance_shift) & advance_mask) + ((next >> advance_shift) & advance_mask) > 64) {
        break;
      }
      entry += next;
    }
    table->windows[window] = (uint16_t)entry;
  }
  return 1;
}

// MARK: Blocks

/// The places of a block end here.
enum { block_end = DCTSIZE2 };

/// Several times what 8 bits a sample can lead to, and little enough for 32 bits.
enum { largest_value = 8191, largest_half = 16383 };

/// Passes over the other coefficients of a block; returns 0 for no code.
static inline int skip_block(reader *in, const skip_table *table) {
  int place = 1;
  while (1) {
    refill(in);
    // Four windows are no more than the 56 bits that are there.
    for (int k = 0; k < 4; k++) {
      unsigned entry = table->windows[in->bits >> (64 - window_bits)];
      int next = place + (int)((entry >> advance_shift) & advance_mask);
      if (entry == 0 || next >= block_end) goto one_by_one;
      drop(in, entry & length_mask);
      if (entry & ends_block) return 1;
      place = next;
    }
    continue;
  one_by_one:
    refill(in);
    int symbol = next_symbol(in, &table->codes);
    if (symbol < 0) return 0;
    int run = symbol >> 4, extra = symbol & 15;
    drop(in, (unsigned)extra);
    if (extra == 0 && run != 15) return 1;
    place += run + 1;
    if (place >= block_end) return 1;
  }
}

/// The row and column of each coefficient in the order of the file (T.81, figure 5).
static const uint8_t zigzag[DCTSIZE2] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

/// Reads the other coefficients of a block; returns 0 for no code, or what no encoder writes.
static int read_block(
    reader *in, const code_table *table, const uint16_t *steps, int values[DCTSIZE2]) {
  for (int place = 1; place < block_end; place++) {
    refill(in);
    int symbol = next_symbol(in, table);
    if (symbol < 0) return 0;
    int run = symbol >> 4, extra = symbol & 15;
    if (extra == 0) {
      if (run != 15) return 1;
      place += 15;
      continue;
    }
    place += run;
    if (place >= block_end) return 0;
    int value = signed_bits(in, (unsigned)extra) * steps[zigzag[place]];
    if (value < -largest_value || value > largest_value) return 0;
    values[zigzag[place]] = value;
  }
  return 1;
}

/// A sample from its value around 0; −1 where the value is out of all bounds.
static inline int sample(int value) {
  if (value < -512 || value > 511) return -1;
  value += 128;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/// √2 · Σ cos((2x + 1) u π / 16) over the four x of half a block, for u = 1, 3, 5 and 7, times 2^13.
static const int half_sums[4] = {29692, -10426, 6967, -5906};

/// Half of the odd part of a row or column of coefficients.
static inline int odd_half(const int *values, int step) {
  return half_sums[0] * values[step] + half_sums[1] * values[3 * step]
         + half_sums[2] * values[5 * step] + half_sums[3] * values[7 * step];
}

/// The means of the quarters of a block, by columns and then by rows, as the library rounds them.
static int quarter_means(const int values[DCTSIZE2], uint8_t *out, size_t stride) {
  // Of the even ones only the first has a mean over half of a block.
  static const int columns[5] = {0, 1, 3, 5, 7};
  int halves[2][DCTSIZE] = {{0}};
  for (int k = 0; k < 5; k++) {
    int even = values[columns[k]] * (1 << 15);
    int odd = odd_half(values + columns[k], DCTSIZE);
    halves[0][columns[k]] = (even + odd + (1 << 12)) >> 13;
    halves[1][columns[k]] = (even - odd + (1 << 12)) >> 13;
    for (int row = 0; row < 2; row++) {
      if (abs(halves[row][columns[k]]) > largest_half) return 0;
    }
  }
  for (int row = 0; row < 2; row++) {
    int even = halves[row][0] * (1 << 15);
    int odd = odd_half(halves[row], 1);
    int left = sample((even + odd + (1 << 19)) >> 20);
    int right = sample((even - odd + (1 << 19)) >> 20);
    if (left < 0 || right < 0) return 0;
    out[(size_t)row * stride] = (uint8_t)left;
    out[(size_t)row * stride + 1] = (uint8_t)right;
  }
  return 1;
}

// MARK: The scan

typedef struct {
  /// Blocks of a group of blocks each way, and samples of a block each way.
  int across, down, samples;
  const uint16_t *steps;
  const code_table *first;
  const skip_table *rest;
  int last;
  /// The samples of a row of groups.
  uint8_t *plane;
  size_t stride;
} component;

typedef struct {
  component components[3];
  int count;
  code_table first[NUM_HUFF_TBLS];
  skip_table rest[NUM_HUFF_TBLS];
  size_t groups_across, groups_down;
} scan;

/// Whether the file is as ordinary as the reader wants it; fills in all but planes.
static int prepare(scan *self, const struct jpeg_decompress_struct *frame) {
  int count = frame->num_components;
  if (frame->progressive_mode || frame->arith_code || frame->data_precision != 8) return 0;
  if (frame->Ss != 0 || frame->Se != DCTSIZE2 - 1 || frame->Ah != 0 || frame->Al != 0) return 0;
  if (frame->comps_in_scan != count || frame->unread_marker != 0) return 0;
  int is_grey = count == 1 && frame->jpeg_color_space == JCS_GRAYSCALE
                && frame->out_color_space == JCS_GRAYSCALE;
  int is_colour = count == 3 && frame->jpeg_color_space == JCS_YCbCr
                  && frame->out_color_space == JCS_RGB;
  if (!is_grey && !is_colour) return 0;
  int across = 1, down = 1;
  if (is_colour) {
    across = frame->comp_info[0].h_samp_factor;
    down = frame->comp_info[0].v_samp_factor;
    if (across > 2 || down > 2) return 0;
    for (int k = 1; k < 3; k++) {
      const jpeg_component_info *info = &frame->comp_info[k];
      if (info->h_samp_factor != 1 || info->v_samp_factor != 1) return 0;
    }
  }
  self->count = count;
  unsigned built_first = 0, built_rest = 0;
  for (int k = 0; k < count; k++) {
    const jpeg_component_info *info = &frame->comp_info[k];
    if (frame->cur_comp_info[k] != info) return 0;
    int quantisation = info->quant_tbl_no, first = info->dc_tbl_no, rest = info->ac_tbl_no;
    if (quantisation < 0 || quantisation >= NUM_QUANT_TBLS || first < 0 || first >= NUM_HUFF_TBLS
        || rest < 0 || rest >= NUM_HUFF_TBLS || !frame->quant_tbl_ptrs[quantisation]) {
      return 0;
    }
    if (!(built_first >> first & 1) && !build(&self->first[first], frame->dc_huff_tbl_ptrs[first], 15))
      return 0;
    if (!(built_rest >> rest & 1) && !build_skips(&self->rest[rest], frame->ac_huff_tbl_ptrs[rest]))
      return 0;
    built_first |= 1u << first;
    built_rest |= 1u << rest;
    self->components[k] = (component){
        .across = k == 0 ? across : 1,
        .down = k == 0 ? down : 1,
        // The library gives chroma of half the size both ways four samples a block.
        .samples = k > 0 && across == 2 && down == 2 ? 2 : 1,
        .steps = frame->quant_tbl_ptrs[quantisation]->quantval,
        .first = &self->first[first],
        .rest = &self->rest[rest],
    };
  }
  self->groups_across = (frame->image_width + 8 * (size_t)across - 1) / (8 * (size_t)across);
  self->groups_down = (frame->image_height + 8 * (size_t)down - 1) / (8 * (size_t)down);
  return 1;
}

/// Reads one block; returns 0 where the library has to judge.
static inline int read_component_block(reader *in, component *self, uint8_t *out) {
  refill(in);
  int size = next_symbol(in, self->first);
  if (size < 0) return 0;
  self->last += signed_bits(in, (unsigned)size);
  if (self->last < INT16_MIN || self->last > INT16_MAX) return 0;
  int mean = self->last * (int)self->steps[0];
  if (self->samples == 1) {
    int value = sample((mean + 4) >> 3);
    if (value < 0) return 0;
    *out = (uint8_t)value;
    return skip_block(in, self->rest);
  }
  int values[DCTSIZE2] = {mean};
  if (mean < -largest_value || mean > largest_value) return 0;
  return read_block(in, &self->rest->codes, self->steps, values)
         && quarter_means(values, out, self->stride);
}

static int read_group(reader *in, scan *self, size_t group) {
  for (int k = 0; k < self->count; k++) {
    component *part = &self->components[k];
    for (int y = 0; y < part->down; y++) {
      for (int x = 0; x < part->across; x++) {
        // In bounds: a plane holds all samples of a row of groups.
        size_t column = (group * (size_t)part->across + (size_t)x) * (size_t)part->samples;
        uint8_t *out = part->plane + (size_t)(y * part->samples) * part->stride + column;
        if (!read_component_block(in, part, out)) return 0;
      }
    }
  }
  return 1;
}

static inline uint8_t clamp(int value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

/// Writes rows of RGB (T.871, 7) with factors in 16 bits behind the point, rounded as the library does.
static void write_colour(
    const scan *self, size_t row, size_t width, uint8_t *pixels) {
  const component *parts = self->components;
  // Chroma has as many samples as brightness, or half as many either way.
  int fine_across = parts[1].samples == parts[0].across, fine_down = parts[1].samples == parts[0].down;
  const uint8_t *grey = parts[0].plane + row * parts[0].stride;
  const uint8_t *blue = parts[1].plane + (fine_down ? row : row / 2) * parts[1].stride;
  const uint8_t *red = parts[2].plane + (fine_down ? row : row / 2) * parts[2].stride;
  const int half = 1 << 15;
  for (size_t x = 0; x < width; x++) {
    size_t place = fine_across ? x : x / 2;
    int y = grey[x], cb = blue[place] - 128, cr = red[place] - 128;
    pixels[3 * x] = clamp(y + ((91881 * cr + half) >> 16));
    pixels[3 * x + 1] = clamp(y + ((-22554 * cb - 46802 * cr + half) >> 16));
    pixels[3 * x + 2] = clamp(y + ((116130 * cb + half) >> 16));
  }
}

static int read_scan(
    scan *self, const struct jpeg_decompress_struct *frame, uint8_t *bits, uint8_t *pixels) {
  const uint8_t *next = frame->src->next_input_byte;
  const uint8_t *end = next + frame->src->bytes_in_buffer;
  size_t width = ((size_t)frame->image_width + 7) / 8, height = ((size_t)frame->image_height + 7) / 8;
  size_t until_restart = 0, total = 0, restarts = 0, written = 0;
  int marker = 0;
  reader in = {0};
  for (size_t group = 0; group < self->groups_across * self->groups_down; group++) {
    if (until_restart == 0 && (group == 0 || frame->restart_interval > 0)) {
      // Less than a byte of bits may be left, and the markers count up to 7.
      if (group > 0 && (marker != 0xD0 + (int)(restarts++ % 8) || consumed(&in) + 8 <= total)) {
        return 0;
      }
      size_t count;
      next = unstuff(next, end, bits, &count, &marker);
      if (marker < 0) return 0;
      in = (reader){.next = bits, .start = bits};
      total = 8 * count;
      until_restart = frame->restart_interval;
      for (int k = 0; k < self->count; k++) self->components[k].last = 0;
    }
    size_t column = group % self->groups_across;
    if (!read_group(&in, self, column) || consumed(&in) > total) return 0;
    until_restart -= frame->restart_interval > 0;
    if (column + 1 < self->groups_across) continue;
    for (int y = 0; y < self->components[0].down && written < height; y++, written++) {
      uint8_t *row = pixels + written * width * (size_t)self->count;
      if (self->count == 3) {
        write_colour(self, (size_t)y, width, row);
      } else {
        memcpy(row, self->components[0].plane, width);
      }
    }
  }
  return 1;
}

int fathom_jpeg_read_means(const struct jpeg_decompress_struct *frame, uint8_t *pixels) {
  scan *self = malloc(sizeof *self);
  uint8_t *planes = NULL, *bits = NULL;
  int is_read = 0;
  if (self && prepare(self, frame)) {
    size_t across = (size_t)self->components[0].across, down = (size_t)self->components[0].down;
    size_t stride = self->groups_across * across, plane = stride * down;
    planes = malloc(plane * (size_t)self->count);
    // No more bytes come out than go in.
    bits = malloc(frame->src->bytes_in_buffer + padding);
    for (int k = 0; planes && k < self->count; k++) {
      self->components[k].plane = planes + plane * (size_t)k;
      self->components[k].stride = stride;
    }
    is_read = planes && bits && read_scan(self, frame, bits, pixels);
  }
  free(bits);
  free(planes);
  free(self);
  return is_read;
}
