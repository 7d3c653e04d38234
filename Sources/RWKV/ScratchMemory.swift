// Memory for activations, which is asked for and given back hundreds of times a step, always in the same sizes.

import CKernels
import Synchronization

/// Numbers that live as long as a block of them; what is given back is kept for the next.
final class ScratchMemory: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  private let sizeClass: Int

  init(_ count: Int) {
    sizeClass = ScratchMemory.sizeClass(of: count)
    pointer = Kept.shared.take(sizeClass) ?? .allocateCacheLines(1 << sizeClass)
  }

  deinit {
    if !Kept.shared.give(pointer, sizeClass) { pointer.deallocate() }
  }

  /// The exponent of the next power of two.
  private static func sizeClass(of count: Int) -> Int {
    max(8, Int.bitWidth - (max(count, 1) - 1).leadingZeroBitCount)
  }
}

/// Memory that nobody uses now. Who finds it in use by another thread does without.
private final class Kept: @unchecked Sendable {
  static let shared = Kept()
  /// All that may be kept.
  private static let byteLimit = 64 << 20

  private let isTaken = Atomic(false)
  private var pointers = [[UnsafeMutablePointer<Float>]](repeating: [], count: Int.bitWidth)
  private var byteCount = 0

  func take(_ sizeClass: Int) -> UnsafeMutablePointer<Float>? {
    guard lock() else { return nil }
    defer { unlock() }
    guard let pointer = pointers[sizeClass].popLast() else { return nil }
    byteCount -= bytes(sizeClass)
    return pointer
  }

  func give(_ pointer: UnsafeMutablePointer<Float>, _ sizeClass: Int) -> Bool {
    guard lock() else { return false }
    defer { unlock() }
    guard byteCount + bytes(sizeClass) <= Kept.byteLimit else { return false }
    byteCount += bytes(sizeClass)
    pointers[sizeClass].append(pointer)
    return true
  }

  private func bytes(_ sizeClass: Int) -> Int { MemoryLayout<Float>.stride << sizeClass }

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
