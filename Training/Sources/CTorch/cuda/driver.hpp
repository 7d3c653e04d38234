// The CUDA driver: cards, machine code loaded into them, kernels run on them.
#pragma once

#include <vector>

namespace ct::cuda {

/// The compute capability of a card, 89 for 8.9. All of these throw in the driver's words.
int capability(int index);

/// A kernel from machine code, by its name; it stays loaded.
void *load_kernel(const std::vector<char> &code, const char *name, int index);

/// Has a stream run a kernel of grid[0] x grid[1] blocks; `arguments` points to each.
void run_kernel(void *kernel, int index, const unsigned grid[2], unsigned threads, void *stream,
                void **arguments);

} // namespace ct::cuda
