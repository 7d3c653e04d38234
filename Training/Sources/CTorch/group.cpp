// Workers that add up their gradients, over c10d with Gloo.
#define USE_C10D_GLOO
#include "tensor.hpp"

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

using namespace ct;

namespace {
struct Group {
  c10::intrusive_ptr<c10d::Store> store;
  c10d::ProcessGroupGloo gloo;

  /// Adds up a dense tensor over all workers, in place.
  void sum(at::Tensor &flat) {
    std::vector<at::Tensor> list = {flat};
    gloo.allreduce(list)->wait();
  }
};

Group &unwrap(CTGroup group) { return *static_cast<Group *>(group.pointer); }

constexpr std::chrono::milliseconds PATIENCE = std::chrono::minutes(10);
} // namespace

CTStatus ct_group_join(CTGroup *out, const char *address, int port, int rank, int size,
                       int serves_store, const char *prefix) {
  return guard([&] {
    c10d::TCPStoreOptions options;
    options.port = uint16_t(port);
    options.isServer = serves_store != 0;
    options.waitWorkers = false;
    options.timeout = PATIENCE;
    c10::intrusive_ptr<c10d::Store> tcp = c10::make_intrusive<c10d::TCPStore>(address, options);
    c10::intrusive_ptr<c10d::Store> store = c10::make_intrusive<c10d::PrefixStore>(prefix, tcp);
    auto gloo = c10d::ProcessGroupGloo::Options::create_default(PATIENCE);
    out->pointer = new Group{tcp, c10d::ProcessGroupGloo(store, rank, size, std::move(gloo))};
  });
}

void ct_group_free(CTGroup group) { delete static_cast<Group *>(group.pointer); }

CTStatus ct_group_sum(CTGroup group, double *values, size_t count) {
  return guard([&] {
    auto flat = torch::from_blob(values, {int64_t(count)}, at::kDouble);
    auto sums = flat.clone();
    unwrap(group).sum(sums);
    flat.copy_(sums);
  });
}

CTStatus ct_group_sum_gradients(CTGroup group, const CTTensor *parameters, size_t count) {
  return guard([&] {
    at::NoGradGuard off;
    std::vector<at::Tensor> gradients, rows;
    for (size_t i = 0; i < count; i++) {
      auto &gradient = ct::unwrap(parameters[i]).mutable_grad();
      if (!gradient.defined()) gradient = at::zeros_like(ct::unwrap(parameters[i]));
      gradients.push_back(gradient);
      rows.push_back(gradient.reshape(-1));
    }
    auto flat = at::cat(rows).cpu();
    unwrap(group).sum(flat);
    int64_t begin = 0;
    for (auto &gradient : gradients) {
      gradient.copy_(flat.narrow(0, begin, gradient.numel()).view(gradient.sizes()));
      begin += gradient.numel();
    }
  });
}
