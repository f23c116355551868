#include <cblas.h>

/// Whether this processor multiplies and adds vectors of four doubles in one step.
static inline int fathom_has_fused_vectors(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 0;
#endif
}
