// A block of CUDA threads, each a thread of its own here, of which only one runs at a time.
//
// A thread runs until it waits for the others; then it is the next one's turn. So a barrier that is
// missing does not go wrong now and then, but always: a thread is far ahead of all after it.
#pragma once

#include <functional>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

namespace emulation {

struct Index3 {
  unsigned x = 0, y = 0;
};

inline thread_local Index3 thread_index, block_index, grid_size;
inline thread_local std::function<void()> wait_for_others;

/// Runs `kernel` in every thread of every block, one block after the other.
///
/// - Parameter backwards: Whether the last thread of a block comes first.
inline void run(Index3 grid, int count, bool backwards, const std::function<void()> &kernel) {
  std::vector<std::unique_ptr<std::binary_semaphore>> turn;
  for (int place = 0; place < count; place++)
    turn.push_back(std::make_unique<std::binary_semaphore>(place == 0));
  auto body = [&](int place) {
    grid_size = grid;
    thread_index = {unsigned(backwards ? count - 1 - place : place), 0};
    wait_for_others = [&, place] {
      turn[(place + 1) % count]->release();
      turn[place]->acquire();
    };
    turn[place]->acquire();
    for (block_index.y = 0; block_index.y < grid.y; block_index.y++)
      for (block_index.x = 0; block_index.x < grid.x; block_index.x++) {
        kernel();
        wait_for_others();
      }
    turn[(place + 1) % count]->release();
  };
  std::vector<std::thread> threads;
  for (int place = 0; place < count; place++) threads.emplace_back(body, place);
  for (auto &thread : threads) thread.join();
}

} // namespace emulation
