// Brings weights into the order in which the matrix products read them.
#include "levels.h"

size_t kernels_packed_count(size_t rows, size_t in) {
  return (rows + KERNELS_PANEL - 1) / KERNELS_PANEL * KERNELS_PANEL * in;
}

void kernels_pack_f32(float *packed, const float *W, size_t row_step, size_t column_step,
                      size_t rows, size_t in) {
  for (size_t panel = 0; panel < rows; panel += KERNELS_PANEL)
    for (size_t column = 0; column < in; column++)
      for (size_t row = panel; row < panel + KERNELS_PANEL; row++)
        *packed++ = row < rows ? W[row * row_step + column * column_step] : 0.0f;
}

void kernels_pack_bf16(uint16_t *packed, const uint16_t *W, size_t row_step, size_t column_step,
                       size_t rows, size_t in) {
  for (size_t panel = 0; panel < rows; panel += KERNELS_PANEL)
    for (size_t pair = 0; pair < in; pair += 2)
      for (size_t row = panel; row < panel + KERNELS_PANEL; row++)
        for (size_t column = pair; column < pair + 2; column++)
          *packed++ = row < rows ? W[row * row_step + column * column_step] : 0;
}
