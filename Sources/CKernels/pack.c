// Brings weights into the order in which the matrix products read them.
#include "matmul.h"

size_t kernels_packed_count(size_t rows, size_t in) {
  return (rows + KERNELS_PANEL - 1) / KERNELS_PANEL * KERNELS_PANEL * in;
}

size_t kernels_prepared_stride(size_t in) { return prepared_stride(in); }

/// For each strip, then each `step` inputs from `i` on, then each of its rows, those beyond the
/// last included.
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

size_t kernels_int4_byte_count(size_t rows, size_t in) {
  // A group of a row: half a byte for each weight and two for the scale.
  return kernels_packed_count(rows, in) / KERNELS_SMALL_GROUP * (KERNELS_SMALL_GROUP / 2 + 2);
}

/// -8 to 7.
INLINE int32_t small_quotient(float number, float inverse) {
  const float quotient = number * inverse;
  const float bounded = quotient < -8.0f ? -8.0f : quotient > 7.0f ? 7.0f : quotient;
  const float magic = 12582912.0f; // 1.5 * 2^23: adding it rounds to a whole number
  return (int32_t)((bounded + magic) - magic);
}

/// The bits of a bfloat16 scale with which the quotients of a group are nearest to its numbers.
INLINE uint16_t small_scale(const float *numbers) {
  float extreme = 0;
  for (size_t i = 0; i < KERNELS_SMALL_GROUP; i++)
    if (largest_of(numbers + i, 1) > largest_of(&extreme, 1)) extreme = numbers[i];
  uint16_t best = 0;
  float least = 0;
  // The number farthest from zero becomes -8, or a little less or more if that serves the others.
  for (float steps = -9.0f; steps <= -7.0f; steps += 0.5f) {
    union {
      float value;
      uint32_t bits;
    } scale = {.value = extreme / steps};
    scale.bits = (scale.bits + 0x8000u) & 0xFFFF0000u;
    if (!(scale.value * scale.value > 0)) return 0;
    const float inverse = 1.0f / scale.value;
    float error = 0;
    for (size_t i = 0; i < KERNELS_SMALL_GROUP; i++) {
      const float off = numbers[i] - (float)small_quotient(numbers[i], inverse) * scale.value;
      error += off * off;
    }
    if (steps == -9.0f || error < least) {
      best = (uint16_t)(scale.bits >> 16);
      least = error;
    }
  }
  return best;
}

void kernels_pack_int4(uint8_t *packed, const float *W, size_t rows, size_t in) {
  for (size_t first = 0; first < rows; first += KERNELS_STRIP * KERNELS_PANEL) {
    const size_t height = panels_of_strip(rows, first) * KERNELS_PANEL;
    for (size_t g = 0; g < in; g += KERNELS_SMALL_GROUP) {
      uint8_t *weights = packed + 2 * height;
      for (size_t row = first; row < first + height; row++) {
        const float *numbers = row < rows ? W + row * in + g : NULL;
        union {
          uint32_t bits;
          float value;
        } scale = {.bits = numbers ? (uint32_t)small_scale(numbers) << 16 : 0};
        const float inverse = scale.bits ? 1.0f / scale.value : 0.0f;
        uint8_t *place = packed + 2 * (row - first);
        place[0] = (uint8_t)(scale.bits >> 16);
        place[1] = (uint8_t)(scale.bits >> 24);
        for (size_t j = 0; j < KERNELS_SMALL_GROUP; j++) {
          const int32_t weight =
              numbers && scale.bits ? small_quotient(numbers[j], inverse) + 8 : 8;
          uint8_t *both = weights + (j / 8 * height + row - first) * 4 + j % 4;
          *both = j % 8 < 4 ? (uint8_t)weight : (uint8_t)(*both | weight << 4);
        }
      }
      packed = weights + KERNELS_SMALL_GROUP / 2 * height;
    }
  }
}
