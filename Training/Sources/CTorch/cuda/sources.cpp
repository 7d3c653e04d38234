// The text of the kernels for NVIDIA cards, taken from their files when this one is compiled.
#include "sources.hpp"

#include <cstring>

#pragma clang diagnostic ignored "-Wc23-extensions" // #embed

namespace {
// clang-format off
const char header[] = {
#embed "kernels/kernel.cuh"
    , 0};
const char wkv7_forward[] = {
#embed "kernels/wkv7_forward.cu"
    , 0};
const char wkv7_backward_rows[] = {
#embed "kernels/wkv7_backward_rows.cu"
    , 0};
const char wkv7_backward_columns[] = {
#embed "kernels/wkv7_backward_columns.cu"
    , 0};
const char wkv6_forward[] = {
#embed "kernels/wkv6_forward.cu"
    , 0};
const char wkv6_backward_rows[] = {
#embed "kernels/wkv6_backward_rows.cu"
    , 0};
const char wkv6_backward_columns[] = {
#embed "kernels/wkv6_backward_columns.cu"
    , 0};
// clang-format on

const struct {
  const char *name, *source;
} kernels[] = {
    {"wkv7_forward", wkv7_forward},
    {"wkv7_backward_rows", wkv7_backward_rows},
    {"wkv7_backward_columns", wkv7_backward_columns},
    {"wkv6_forward", wkv6_forward},
    {"wkv6_backward_rows", wkv6_backward_rows},
    {"wkv6_backward_columns", wkv6_backward_columns},
};
} // namespace

const char *ct::cuda::kernel_source(const char *name) {
  for (auto &kernel : kernels)
    if (strcmp(kernel.name, name) == 0) return kernel.source;
  return nullptr;
}

const char *ct::cuda::kernel_header() { return header; }
