#ifndef DOSSIER_CXXHASH_SHIM_H
#define DOSSIER_CXXHASH_SHIM_H
// For the size of a state, which then needs no memory of the library's own.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

/// The size of a state in bytes; it is aligned to 64.
static inline size_t dossier_xxh3_state_size(void) { return sizeof(XXH3_state_t); }
#endif
