// Kernels: loops over whole blocks that are written in C, for vectors or for exact control of the bits.
//
// Most read tables (structure, characters, numbers); the others sum columns of numbers, compare hashes,
// search neighbours, permute positions, decode and measure images, and compute networks and filters.
// A kernel `fathom_x` that has a faster version for some processors has a portable twin,
// `fathom_x_scalar`, which gives the same result for the same bytes and is tested against it; processor.h
// chooses at run time. Where there is no twin, the header says why. Nothing here allocates memory that it
// returns, and nothing keeps state but what the processor can do.
#ifndef FATHOM_CKERNELS_H
#define FATHOM_CKERNELS_H

// Text of tables: Tables/
#include "characters.h"
#include "numbers.h"
#include "structure.h"

// Numbers: Statistics/
#include "columns.h"
#include "hashes.h"
#include "neighbours.h"
#include "permutation.h"

// Images: Images/
#include "edges.h"
#include "greys.h"
#include "png.h"

// Networks: Networks/
#include "filters.h"
#include "network.h"

// The C library: allocation.c
#include "allocation.h"

#endif
