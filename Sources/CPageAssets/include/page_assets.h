#ifndef PAGE_ASSETS_H
#define PAGE_ASSETS_H
#include <stddef.h>

/* A file of the page that `dossier serve` shows. */
struct page_asset {
    /* Below the folder `page`, with slashes. */
    const char *path;
    /* Its media type, as Content-Type has it. */
    const char *type;
    const unsigned char *bytes;
    size_t length;
};

size_t page_asset_count(void);

/* The index is below the count. */
struct page_asset page_asset_at(size_t index);

#endif
