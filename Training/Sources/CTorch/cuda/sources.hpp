// The text of the kernels for NVIDIA cards, which is compiled when they are needed.
#pragma once

namespace ct::cuda {

/// A kernel's own file, by the kernel's name; null if there is none.
const char *kernel_source(const char *name);

/// What they all include, as kernel.cuh.
const char *kernel_header();

} // namespace ct::cuda
