#ifndef CMEMORY_SHIM_H
#define CMEMORY_SHIM_H
#include <malloc.h>
#include <stddef.h>

/* A GNU extension that <string.h> hides from Swift. */
void *memmem(const void *haystack, size_t haystack_length, const void *needle,
             size_t needle_length);

#endif
