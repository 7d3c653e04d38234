// What differs from platform to platform: libraries that are loaded when they are needed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <c10/util/Exception.h>

namespace ct {

/// Loads a library for good, by its file or by a name that the system looks for. Null if it cannot
/// be loaded; `error` says why.
void *load_library(const std::filesystem::path &file, std::string &error);

/// The address of a function; null if the library has none of this name.
void *library_function(void *library, const char *name);

/// Sets `function` to that of a library, without which there are no kernels for NVIDIA cards.
template <class Function>
void take(Function &function, void *library, const char *name, const char *owner) {
  function = reinterpret_cast<Function>(library_function(library, name));
  TORCH_CHECK(function, owner, " has no ", name, "; update it, or take --kernels chunked");
}

/// Where libtorch's libraries are; empty if that cannot be found out.
std::filesystem::path libtorch_folder();

/// What NVRTC's library may be called where the system looks for libraries, newest first.
std::vector<std::string> nvrtc_names();

/// Whether a file's name is that of NVRTC, or of the library that it loads itself.
bool is_nvrtc(const std::string &name);
bool is_nvrtc_part(const std::string &name);

/// The library of the CUDA driver, which comes with the card's driver.
std::string cuda_driver_name();

/// The part of libtorch that computes on CUDA. Nothing that is linked calls it, so that a linker
/// may have left it out; once loaded it announces itself.
std::string torch_cuda_name();

} // namespace ct
