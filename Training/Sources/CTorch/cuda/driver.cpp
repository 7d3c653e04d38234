// The CUDA driver, loaded when it is needed; its few functions are declared here, as it may be
// absent.
#include "driver.hpp"

#include "../platform.hpp"

#include <torch/torch.h>

namespace {
typedef struct Context *ContextHandle;

struct Driver {
  int (*error_words)(int, const char **);
  int (*initialize)(unsigned);
  int (*device)(int *, int index);
  int (*attribute)(int *, int which, int device);
  int (*retain_context)(ContextHandle *, int device);
  int (*push_context)(ContextHandle);
  int (*pop_context)(ContextHandle *);
  int (*load_module)(void **, const void *code);
  int (*function)(void **, void *module, const char *name);
  int (*launch)(void *function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                unsigned block_y, unsigned block_z, unsigned shared_bytes, void *stream,
                void **arguments, void **extra);

  void check(int status, const char *what) const {
    const char *words = nullptr;
    if (status != 0) error_words(status, &words);
    TORCH_CHECK(status == 0, "the CUDA driver cannot ", what, ": ", words ? words : "?", " (",
                status, "); take --kernels chunked");
  }
};

Driver open_driver() {
  std::string error;
  auto library = ct::load_library(ct::cuda_driver_name(), error);
  TORCH_CHECK(library, "the CUDA driver cannot be loaded: ", error,
              "; install the card's driver, or take --kernels chunked");
  Driver driver;
  ct::take(driver.error_words, library, "cuGetErrorString", "this CUDA driver");
  ct::take(driver.initialize, library, "cuInit", "this CUDA driver");
  ct::take(driver.device, library, "cuDeviceGet", "this CUDA driver");
  ct::take(driver.attribute, library, "cuDeviceGetAttribute", "this CUDA driver");
  ct::take(driver.retain_context, library, "cuDevicePrimaryCtxRetain", "this CUDA driver");
  ct::take(driver.push_context, library, "cuCtxPushCurrent_v2", "this CUDA driver");
  ct::take(driver.pop_context, library, "cuCtxPopCurrent_v2", "this CUDA driver");
  ct::take(driver.load_module, library, "cuModuleLoadData", "this CUDA driver");
  ct::take(driver.function, library, "cuModuleGetFunction", "this CUDA driver");
  ct::take(driver.launch, library, "cuLaunchKernel", "this CUDA driver");
  driver.check(driver.initialize(0), "start");
  return driver;
}

const Driver &driver() {
  static const Driver opened = open_driver();
  return opened;
}

int device_at(int index) {
  int device = 0;
  driver().check(driver().device(&device, index), "find the card");
  return device;
}

/// While it lives, the card's primary context, which is libtorch's, is this thread's.
class CurrentContext {
public:
  explicit CurrentContext(int index) {
    static std::mutex mutex;
    static std::map<int, ContextHandle> retained; // for good, as libtorch does
    std::lock_guard lock(mutex);
    auto &context = retained[index];
    if (!context)
      driver().check(driver().retain_context(&context, device_at(index)), "take the context");
    driver().check(driver().push_context(context), "enter the context");
  }
  ~CurrentContext() {
    ContextHandle left;
    driver().pop_context(&left);
  }
  CurrentContext(const CurrentContext &) = delete;
  CurrentContext &operator=(const CurrentContext &) = delete;
};
} // namespace

int ct::cuda::capability(int index) {
  const int MAJOR = 75, MINOR = 76; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_...
  int device = device_at(index), major = 0, minor = 0;
  driver().check(driver().attribute(&major, MAJOR, device), "tell the compute capability");
  driver().check(driver().attribute(&minor, MINOR, device), "tell the compute capability");
  return 10 * major + minor;
}

void *ct::cuda::load_kernel(const std::vector<char> &code, const char *name, int index) {
  CurrentContext context(index);
  void *module = nullptr, *kernel = nullptr;
  driver().check(driver().load_module(&module, code.data()), "load the kernels");
  driver().check(driver().function(&kernel, module, name), "find a kernel");
  return kernel;
}

void ct::cuda::run_kernel(void *kernel, int index, const unsigned grid[2], unsigned threads,
                          void *stream, void **arguments) {
  CurrentContext context(index);
  driver().check(
      driver().launch(kernel, grid[0], grid[1], 1, threads, 1, 1, 0, stream, arguments, nullptr),
      "run a kernel");
}
