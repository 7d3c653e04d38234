// Brings weights into the order in which the matrix products read them.
#include "matmul.h"

size_t kernels_packed_count(size_t rows, size_t in) {
  return (rows + KERNELS_PANEL - 1) / KERNELS_PANEL * KERNELS_PANEL * in;
}

size_t kernels_prepared_stride(size_t in) { return prepared_stride(in); }

/// For each strip, then each `step` inputs from `i` on, then each of its rows, those beyond the last included.
#define FOR_EACH_PLACE(step)                                                                       \
  for (size_t first = 0; first < rows; first += KERNELS_STRIP * KERNELS_PANEL)                     \
    for (size_t i = 0, end = first + panels_of_strip(rows, first) * KERNELS_PANEL; i < in;         \
         i += (step))                                                                              \
      for (size_t row = first; row < end; row++)

void kernels_pack_f32(float *packed, const float *W, size_t row_step, size_t column_step,
                      size_t rows, size_t in) {
  FOR_EACH_PLACE(1) *packed++ = row < rows ? W[row * row_step + i * column_step] : 0.0f;
}

/// Where products take a weight for zero, it is zero.
INLINE uint16_t normal(uint16_t weight) { return weight & 0x7F80 ? weight : 0; }

void kernels_pack_bf16(uint16_t *packed, const uint16_t *W, size_t row_step, size_t column_step,
                       size_t rows, size_t in) {
  FOR_EACH_PLACE(2) {
    const uint16_t *pair = W + row * row_step + i * column_step;
    *packed++ = row < rows ? normal(pair[0]) : 0;
    *packed++ = row < rows ? normal(pair[column_step]) : 0;
  }
}

/// The largest magnitude.
INLINE float largest_of(const float *numbers, size_t count) {
  float largest = 0;
  for (size_t i = 0; i < count; i++) {
    const float magnitude = numbers[i] < 0 ? -numbers[i] : numbers[i];
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

void kernels_pack_int8(uint8_t *packed, float *scales, const float *W, size_t rows, size_t in) {
  for (size_t row = 0; row < kernels_packed_count(rows, 1); row++)
    scales[row] = row < rows ? largest_of(W + row * in, in) / 127.0f : 0.0f;
  FOR_EACH_PLACE(4) {
    for (size_t j = i; j < i + 4; j++) {
      const float quotient = row < rows && scales[row] > 0 ? W[row * in + j] / scales[row] : 0.0f;
      const float magic = 12582912.0f; // 1.5 * 2^23: adding it rounds to a whole number
      *packed++ = (uint8_t)((int32_t)((quotient + magic) - magic) + 128);
    }
  }
}
