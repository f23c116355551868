#include "allocation.h"

// Any header of the C library says which one it is.
#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

void fathom_release_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}
