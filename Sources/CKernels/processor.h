// What the processor can do: the one place where kernels ask, in one of two ways.
//
// A kernel with versions of its own, in intrinsics or compiled again for wider vectors, chooses with
// `fathom_has`: a load and a branch that always goes the same way. A plain loop that the compiler turns
// into vector code is marked with FATHOM_VECTORS or FATHOM_FUSED_VECTORS: it is compiled twice, and the
// loader chooses.
#ifndef FATHOM_PROCESSOR_H
#define FATHOM_PROCESSOR_H

// Sets of instructions that a kernel may need.
enum {
  FATHOM_SSE41 = 1 << 0,
  FATHOM_POPCNT = 1 << 1,
  FATHOM_AVX2 = 1 << 2,
  FATHOM_FMA = 1 << 3,
  FATHOM_PCLMUL = 1 << 4,
  FATHOM_BMI2 = 1 << 5,
  FATHOM_AVX512F = 1 << 6,
  FATHOM_AVX512BW = 1 << 7,
  FATHOM_AVX512DQ = 1 << 8,
  FATHOM_AVX512VL = 1 << 9,
  FATHOM_AVX512VBMI2 = 1 << 10,
  FATHOM_AVX512VPOPCNTDQ = 1 << 11,
};

// The sets that this processor and the system have; written once, before the program begins. None until
// then, which leaves the portable twins.
extern unsigned fathom_instructions;

// Whether there are all of some sets.
static inline int fathom_has(unsigned sets) { return (fathom_instructions & sets) == sets; }

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
// For loops whose result is the same with vectors of four and of eight floats.
#define FATHOM_VECTORS __attribute__((target_clones("avx2", "default")))
// For loops that fuse products with sums where the processor does so.
#define FATHOM_FUSED_VECTORS __attribute__((target_clones("fma", "default")))
#else
#define FATHOM_VECTORS
#define FATHOM_FUSED_VECTORS
#endif

#endif
