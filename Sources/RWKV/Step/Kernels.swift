// The kernels of the processor at hand.

import CKernels

/// A set of kernels for one kind of processor.
struct Kernels: @unchecked Sendable {
  /// Lives for ever and never changes.
  private let pointer: UnsafePointer<kernels>

  /// The fastest set that this processor can run.
  static let best = Kernels(kernels_best_level())!

  /// Nil where the processor cannot run it.
  init?(_ level: kernels_level) {
    guard let pointer = kernels_for(level) else { return nil }
    self.pointer = pointer
  }

  var table: kernels { pointer.pointee }
}

/// Weight and bias of a normalization.
struct Norm: Sendable {
  let weight: Vector
  let bias: Vector
}
