#include <uchardet.h>
// Of the C library, which has no module for it.
#include <iconv.h>
