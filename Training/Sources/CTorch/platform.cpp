// What differs from platform to platform: how memory is kept, how libraries are loaded at run time.
#include "platform.hpp"
#include "ctorch.h"

#include <climits>
#include <torch/torch.h>
#ifdef __linux__
#include <malloc.h>
#endif
#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>
#else
#include <dlfcn.h>
#endif

void ct_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, INT_MAX);
  mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

namespace {
bool begins(const std::string &text, const char *start) { return text.rfind(start, 0) == 0; }

/// NVIDIA ships a second build of each library, which is not meant for us.
bool is_alternative(const std::string &name) { return name.find(".alt.") != std::string::npos; }
} // namespace

#ifdef _WIN32

void *ct::load_library(const std::filesystem::path &file, std::string &error) {
  // What the library needs itself is looked for beside it.
  auto flags = file.is_absolute() ? LOAD_WITH_ALTERED_SEARCH_PATH : 0;
  auto library = LoadLibraryExW(file.wstring().c_str(), nullptr, flags);
  if (!library) error = file.string() + ": Windows error " + std::to_string(GetLastError());
  return library;
}

void *ct::library_function(void *library, const char *name) {
  return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(library), name));
}

std::filesystem::path ct::libtorch_folder() {
  wchar_t path[4096];
  auto size = GetModuleFileNameW(GetModuleHandleW(L"c10.dll"), path, 4096);
  return size > 0 && size < 4096 ? std::filesystem::path(path).parent_path() : "";
}

std::vector<std::string> ct::nvrtc_names() { return {"nvrtc64_130_0.dll", "nvrtc64_120_0.dll"}; }
bool ct::is_nvrtc(const std::string &name) {
  return begins(name, "nvrtc64_") && !is_alternative(name);
}
bool ct::is_nvrtc_part(const std::string &name) {
  return begins(name, "nvrtc-builtins64_") && !is_alternative(name);
}
std::string ct::cuda_driver_name() { return "nvcuda.dll"; }
std::string ct::torch_cuda_name() { return "torch_cuda.dll"; }

#else

void *ct::load_library(const std::filesystem::path &file, std::string &error) {
  auto library = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (!library) error = dlerror();
  return library;
}

void *ct::library_function(void *library, const char *name) { return dlsym(library, name); }

std::filesystem::path ct::libtorch_folder() {
  Dl_info info;
  auto function = reinterpret_cast<void *>(&at::get_num_threads);
  return dladdr(function, &info) ? std::filesystem::path(info.dli_fname).parent_path() : "";
}

std::vector<std::string> ct::nvrtc_names() {
  return {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"};
}
bool ct::is_nvrtc(const std::string &name) {
  return (begins(name, "libnvrtc.so") || begins(name, "libnvrtc-")) && !is_nvrtc_part(name) &&
         !is_alternative(name);
}
bool ct::is_nvrtc_part(const std::string &name) {
  return begins(name, "libnvrtc-builtins") && !is_alternative(name);
}
std::string ct::cuda_driver_name() { return "libcuda.so.1"; }
std::string ct::torch_cuda_name() { return "libtorch_cuda.so"; }

#endif
