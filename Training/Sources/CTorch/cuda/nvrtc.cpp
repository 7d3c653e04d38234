// NVRTC, loaded when it is needed; its few functions are declared here, as there may be no CUDA.
#include "nvrtc.hpp"

#include "../kernels/wkv6.hpp"
#include "../kernels/wkv7.hpp"
#include "../platform.hpp"
#include "sources.hpp"

#include <map>
#include <mutex>
#include <torch/torch.h>

namespace {
namespace fs = std::filesystem;
static_assert(kernels::WKV6_CHUNK == kernels::WKV7_CHUNK, "one CHUNK for all kernels");

struct Compiler {
  typedef struct Program *Handle;
  const char *(*error_words)(int);
  int (*create)(Handle *, const char *source, const char *name, int headers, const char *const *,
                const char *const *header_names);
  int (*compile)(Handle, int options, const char *const *);
  int (*log_size)(Handle, size_t *);
  int (*log)(Handle, char *);
  int (*code_size)(Handle, size_t *);
  int (*code)(Handle, char *);
  int (*destroy)(Handle *);
};

/// Loads NVRTC from a file, if it is there; `error` says why not.
void *load(const fs::path &file, std::string &error) {
  // It looks for its own part where the system looks, not beside itself.
  std::error_code ignored;
  std::string part_error;
  for (auto &entry : fs::directory_iterator(file.parent_path(), ignored))
    if (ct::is_nvrtc_part(entry.path().filename().string()))
      ct::load_library(entry.path(), part_error);
  return ct::load_library(file, error);
}

/// Looks in libtorch's folder and in the packages of NVIDIA's that pip puts beside it.
void *find(std::string &error) {
  auto folder = ct::libtorch_folder();
  std::error_code ignored;
  std::vector<fs::path> files;
  for (auto &entry : fs::directory_iterator(folder, ignored)) files.push_back(entry.path());
  auto packages = folder.parent_path().parent_path() / "nvidia";
  for (auto &entry : fs::recursive_directory_iterator(packages, ignored))
    files.push_back(entry.path());
  for (auto &file : files)
    if (ct::is_nvrtc(file.filename().string()))
      if (auto library = load(file, error)) return library;
  std::string looked_for;
  for (auto &name : ct::nvrtc_names()) {
    std::string last_error;
    if (auto library = ct::load_library(name, last_error)) return library;
    looked_for += (looked_for.empty() ? "" : ", ") + name;
  }
  error = "neither in " + folder.string() + " nor in " + packages.string() +
          ", and the system finds none of " + looked_for + (error.empty() ? "" : "; " + error);
  return nullptr;
}

/// The compiler of a file, or the one that is found; loaded once.
const Compiler &compiler(const fs::path &file) {
  static std::mutex mutex;
  static std::map<fs::path, Compiler> loaded;
  std::lock_guard lock(mutex);
  if (auto known = loaded.find(file); known != loaded.end()) return known->second;
  std::string error;
  auto library = file.empty() ? find(error) : load(file, error);
  TORCH_CHECK(library,
              "NVRTC, which compiles the kernels for NVIDIA cards, cannot be loaded: ", error,
              "; take a libtorch for CUDA, or --kernels chunked");
  Compiler found;
  ct::take(found.error_words, library, "nvrtcGetErrorString", "this NVRTC");
  ct::take(found.create, library, "nvrtcCreateProgram", "this NVRTC");
  ct::take(found.compile, library, "nvrtcCompileProgram", "this NVRTC");
  ct::take(found.log_size, library, "nvrtcGetProgramLogSize", "this NVRTC");
  ct::take(found.log, library, "nvrtcGetProgramLog", "this NVRTC");
  ct::take(found.code_size, library, "nvrtcGetCUBINSize", "this NVRTC");
  ct::take(found.code, library, "nvrtcGetCUBIN", "this NVRTC");
  ct::take(found.destroy, library, "nvrtcDestroyProgram", "this NVRTC");
  return loaded[file] = found;
}
} // namespace

std::vector<char> ct::cuda::compile(const std::string &kernel, int head_size, bool is_bfloat16,
                                    int capability, const fs::path &nvrtc) {
  auto source = kernel_source(kernel.c_str());
  TORCH_CHECK(source, "there is no kernel ", kernel);
  auto &c = compiler(nvrtc);
  auto check = [&](int status) {
    TORCH_CHECK(status == 0, "NVRTC: ", c.error_words(status), "; take --kernels chunked");
  };
  const char *header = kernel_header(), *header_name = "kernel.cuh";
  Compiler::Handle program;
  check(c.create(&program, source, (kernel + ".cu").c_str(), 1, &header, &header_name));
  auto cleanup = std::shared_ptr<void>(nullptr, [&](void *) { c.destroy(&program); });

  const std::string options[] = {"--gpu-architecture=sm_" + std::to_string(capability),
                                 "--std=c++17", "-DHEAD_SIZE=" + std::to_string(head_size),
                                 "-DCHUNK=" + std::to_string(kernels::WKV7_CHUNK),
                                 is_bfloat16 ? "-DELEMENT=bfloat16" : "-DELEMENT=float"};
  std::vector<const char *> list;
  for (auto &option : options) list.push_back(option.c_str());
  auto status = c.compile(program, int(list.size()), list.data());
  if (status != 0) {
    size_t size = 0;
    c.log_size(program, &size);
    std::string log(size, '\0');
    if (size > 0) c.log(program, log.data());
    TORCH_CHECK(false, "NVRTC does not compile ", kernel, " for compute capability ",
                capability / 10, ".", capability % 10, ": ", c.error_words(status), "; ",
                log.c_str(), "; take --kernels chunked");
  }
  size_t size = 0;
  check(c.code_size(program, &size));
  std::vector<char> code(size);
  check(c.code(program, code.data()));
  return code;
}
