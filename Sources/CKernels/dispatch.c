// Asks the processor what it can do, when the program is loaded.
#include "processor.h"

unsigned fathom_instructions;

#if defined(__x86_64__)
__attribute__((constructor)) static void ask_processor(void) {
  unsigned known = 0;
  // The library of the compiler may not have asked yet.
  __builtin_cpu_init();
  // The name must be a literal.
#define ASK(name, set) \
  if (__builtin_cpu_supports(name)) known |= (set)
  ASK("sse4.1", FATHOM_SSE41);
  ASK("popcnt", FATHOM_POPCNT);
  ASK("avx2", FATHOM_AVX2);
  ASK("fma", FATHOM_FMA);
  ASK("pclmul", FATHOM_PCLMUL);
  ASK("bmi2", FATHOM_BMI2);
  ASK("avx512f", FATHOM_AVX512F);
  ASK("avx512bw", FATHOM_AVX512BW);
  ASK("avx512dq", FATHOM_AVX512DQ);
  ASK("avx512vl", FATHOM_AVX512VL);
  ASK("avx512vbmi2", FATHOM_AVX512VBMI2);
  ASK("avx512vpopcntdq", FATHOM_AVX512VPOPCNTDQ);
#undef ASK
  fathom_instructions = known;
}
#endif
