#ifndef DOSSIER_CXXHASH_SHIM_H
#define DOSSIER_CXXHASH_SHIM_H
#include <xxhash.h>
#endif
