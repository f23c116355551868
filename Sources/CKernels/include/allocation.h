// Memory that the C library keeps.
#ifndef FATHOM_ALLOCATION_H
#define FATHOM_ALLOCATION_H

// Gives memory that was freed in small pieces back to the system, where the C library keeps it.
//
// No twin: a call of the C library, nothing where it has none.
void fathom_release_memory(void);

#endif
