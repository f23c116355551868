// Whether bytes are text, and which kinds of them there are.
#ifndef FATHOM_CHARACTERS_H
#define FATHOM_CHARACTERS_H

#include <stddef.h>
#include <stdint.h>

// Whether bytes are UTF-8 from the first to the last, which ends a character; 1 or 0.
//
// `characters` is set to the number of characters of two bytes or more, 0 when there is a mistake.
int fathom_utf8(const uint8_t *bytes, size_t count, size_t *characters);
int fathom_utf8_scalar(const uint8_t *bytes, size_t count, size_t *characters);

// Which kinds of bytes there are among some: a sum of the kinds that occur.
enum { FATHOM_DIGIT = 1, FATHOM_LETTER = 2, FATHOM_BLANK = 4 };  // 0-9; A-Z and a-z; a blank
unsigned fathom_byte_kinds(const uint8_t *bytes, size_t count);
unsigned fathom_byte_kinds_scalar(const uint8_t *bytes, size_t count);

// The first place of a byte among others; `count` where it is none of them.
//
// No twin: it is memchr of the C library.
size_t fathom_first(const uint8_t *bytes, size_t count, uint8_t byte);

#endif
