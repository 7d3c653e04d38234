// What this project asks of one platform's memory alone.
#include "ctorch.h"

#include <climits>
#ifdef __linux__
#include <malloc.h>
#endif

void ct_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, INT_MAX);
  mallopt(M_TRIM_THRESHOLD, -1);
#endif
}
