// Memory for activations: a stack, so that a step asks the system for nothing.

import CKernels
import Synchronization

/// Numbers that are handed out from the front and taken back from the end; used by one thread at a
/// time.
final class Scratch: @unchecked Sendable {
  /// Where a stack was.
  struct Mark {
    fileprivate let chunk: Int
    fileprivate let used: Int
  }

  private var chunks: [UnsafeMutableBufferPointer<Float>] = []
  private var chunk = 0
  private var used = 0

  deinit { for chunk in chunks { chunk.deallocate() } }

  var mark: Mark { Mark(chunk: chunk, used: used) }

  /// Takes back what was handed out since.
  func release(to mark: Mark) { (chunk, used) = (mark.chunk, mark.used) }

  /// Uninitialized numbers that begin with a cache line, until they are released.
  func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let count = (count + 15) / 16 * 16
    while chunk < chunks.count {
      if used + count <= chunks[chunk].count {
        defer { used += count }
        return chunks[chunk].baseAddress! + used
      }
      (chunk, used) = (chunk + 1, 0)
    }
    let size = max(count, 2 * (chunks.last?.count ?? Scratch.firstCount / 2))
    chunks.append(UnsafeMutableBufferPointer(start: .allocateCacheLines(size), count: size))
    used = count
    return chunks[chunk].baseAddress!
  }

  fileprivate var count: Int { chunks.reduce(0) { $0 + $1.count } }

  private static let firstCount = 1 << 14
}

// MARK: - Keeping

extension Scratch {
  /// Lends an empty stack, one that was used before if there is one.
  static func borrow<Result>(_ body: (Scratch) throws -> Result) rethrows -> Result {
    let scratch = Kept.shared.take() ?? Scratch()
    defer {
      scratch.release(to: Mark(chunk: 0, used: 0))
      Kept.shared.give(scratch)
    }
    return try body(scratch)
  }
}

/// Stacks that nobody uses now. Who finds them in use by another thread does without.
private final class Kept: @unchecked Sendable {
  static let shared = Kept()
  /// All that may be kept.
  private static let limit = 64 << 20 / MemoryLayout<Float>.stride

  private let isTaken = Atomic(false)
  private var stacks: [Scratch] = []
  private var count = 0

  func take() -> Scratch? {
    guard lock() else { return nil }
    defer { unlock() }
    guard let scratch = stacks.popLast() else { return nil }
    count -= scratch.count
    return scratch
  }

  func give(_ scratch: Scratch) {
    guard lock() else { return }
    defer { unlock() }
    guard count + scratch.count <= Kept.limit else { return }
    count += scratch.count
    stacks.append(scratch)
  }

  private func lock() -> Bool {
    for _ in 0..<32 {
      if isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged {
        return true
      }
      kernels_pause()
    }
    return false
  }

  private func unlock() { isTaken.store(false, ordering: .releasing) }
}

extension UnsafeMutablePointer<Float> {
  /// Uninitialized memory: a vector of sixteen numbers that lies across two lines takes twice as
  /// long to read and write.
  static func allocateCacheLines(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<Float>.stride * count, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
  }
}
