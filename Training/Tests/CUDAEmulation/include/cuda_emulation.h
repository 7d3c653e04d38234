/* Runs the kernels for NVIDIA cards on the CPU, thread by thread, so that they can be tested where
 * there is no card. */
#ifndef CUDA_EMULATION_H
#define CUDA_EMULATION_H

#ifdef __cplusplus
extern "C" {
#endif

/* Has the recurrences of this thread go the way of a card, or no more. */
void cuda_emulation_set_enabled(int enabled);

/* How many kernels ran so far, in any thread. */
int cuda_emulation_launch_count(void);

#ifdef __cplusplus
}
#endif
#endif
