// How much memory tensors on the CPU have, by an allocator that counts and lets libtorch's do the
// rest.
#include "tensor.hpp"

#include <atomic>
#include <c10/core/CPUAllocator.h>

namespace {
std::atomic<size_t> bytes_now = 0, bytes_most = 0;

/// Bytes before each block that hold its size; as many as its alignment asks for.
constexpr size_t header = 64;

at::Allocator *libtorchs() {
  static auto *const allocator = c10::GetCPUAllocator();
  return allocator;
}

void leave(void *data) {
  if (!data) return;
  auto *block = static_cast<char *>(data) - header;
  bytes_now -= *reinterpret_cast<size_t *>(block);
  libtorchs()->raw_deallocate(block);
}

class CountingAllocator final : public at::Allocator {
public:
  at::DataPtr allocate(size_t bytes) override {
    if (bytes == 0) return {nullptr, nullptr, &leave, at::kCPU};
    auto *block = static_cast<char *>(libtorchs()->raw_allocate(header + bytes));
    *reinterpret_cast<size_t *>(block) = bytes;
    auto now = bytes_now += bytes;
    auto most = bytes_most.load();
    while (most < now && !bytes_most.compare_exchange_weak(most, now)) continue;
    return {block + header, block + header, &leave, at::kCPU};
  }

  at::DeleterFnPtr raw_deleter() const override { return &leave; }

  void copy_data(void *to, const void *from, size_t count) const override {
    default_copy_data(to, from, count);
  }
};
} // namespace

CTStatus ct_count_bytes(void) {
  return ct::guard([] {
    static const bool is_counting = [] {
      libtorchs();
      c10::SetCPUAllocator(new CountingAllocator, 1);
      return true;
    }();
    (void)is_counting;
    bytes_most = bytes_now.load();
  });
}

size_t ct_bytes(void) { return bytes_now; }
size_t ct_most_bytes(void) { return bytes_most; }
