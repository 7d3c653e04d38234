// NVRTC, the compiler for CUDA C++ that is a library.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ct::cuda {

/// Machine code of one kernel for cards of a compute capability, 89 for 8.9. Throws when NVRTC is
/// not there or does not compile it.
///
/// `nvrtc` is the compiler's library; where it is empty, it is looked for beside libtorch and then
/// where the system looks.
std::vector<char> compile(const std::string &kernel, int head_size, bool is_bfloat16,
                          int capability, const std::filesystem::path &nvrtc = {});

} // namespace ct::cuda
