// All kernels, as code, for one HEAD_SIZE and one ELEMENT; each in a namespace of its own.
#undef KERNEL_CUH
namespace NAME(wkv7_forward, HEAD_SIZE, ELEMENT) {
#include "cuda/kernels/wkv7_forward.cu"
}
#undef KERNEL_CUH
namespace NAME(wkv7_backward_rows, HEAD_SIZE, ELEMENT) {
#include "cuda/kernels/wkv7_backward_rows.cu"
}
#undef KERNEL_CUH
namespace NAME(wkv7_backward_columns, HEAD_SIZE, ELEMENT) {
#include "cuda/kernels/wkv7_backward_columns.cu"
}
#undef KERNEL_CUH
namespace NAME(wkv6_forward, HEAD_SIZE, ELEMENT) {
#include "cuda/kernels/wkv6_forward.cu"
}
#undef KERNEL_CUH
namespace NAME(wkv6_backward_rows, HEAD_SIZE, ELEMENT) {
#include "cuda/kernels/wkv6_backward_rows.cu"
}
#undef KERNEL_CUH
namespace NAME(wkv6_backward_columns, HEAD_SIZE, ELEMENT) {
#include "cuda/kernels/wkv6_backward_columns.cu"
}
#undef HEAD_SIZE
