// How fast this machine reads memory and multiplies at most.

import CBounds
import Dispatch
import Synchronization

/// Memory whose reading is timed: as fast as weights can be read that do nothing else.
final class ReadingBuffer: @unchecked Sendable {
  /// A little less than was asked for, so that it can be cut evenly.
  let byteCount: Int
  private let memory: UnsafeMutablePointer<UInt64>

  /// - Parameter parts: The most threads that will read it.
  init(byteCount: Int, parts: Int) {
    let unit = Int(BOUNDS_ALIGNMENT) * parts
    self.byteCount = max(unit, byteCount / unit * unit)
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: self.byteCount, alignment: Int(BOUNDS_ALIGNMENT))
    memory = raw.initializeMemory(as: UInt64.self, repeating: 1, count: self.byteCount / 8)
  }

  deinit { UnsafeMutableRawPointer(memory).deallocate() }

  /// Reads all of it once, an equal part on each thread.
  func read(threads: Int) {
    let part = byteCount / threads / Int(BOUNDS_ALIGNMENT) * Int(BOUNDS_ALIGNMENT)
    let sum = inParallel(threads) { thread in
      Int(bounds_read(self.memory + thread * part / 8, part))
    }
    precondition(sum == threads * part / 8, "a number was not read")
  }
}

/// Multiplies and adds numbers of a format on each thread.
///
/// - Returns: How many operations that were.
@discardableResult
func multiplyAndAdd(_ weights: Weights, threads: Int) -> Double {
  let rounds = 1_000_000
  let (multiply, operations) =
    switch weights {
    case .fp32: (bounds_multiply_add, bounds_operations())
    case .bf16: (bounds_multiply_bf16, bounds_operations_bf16())
    case .int4, .int8: (bounds_multiply_int8, bounds_operations_int8())
    }
  _ = inParallel(threads) { _ in Int(min(multiply(0.5, 1, rounds), 1)) }
  return Double(threads * rounds * operations)
}

/// The sum of what `body` gives for 0..<threads, each on a thread of its own.
func inParallel(_ threads: Int, _ body: @Sendable (Int) -> Int) -> Int {
  guard threads > 1 else { return body(0) }
  let sum = Mutex(0)
  DispatchQueue.concurrentPerform(iterations: threads) { thread in
    let part = body(thread)
    sum.withLock { $0 += part }
  }
  return sum.withLock { $0 }
}
