// What one thread works with on a block of activations: the kernels, memory, and who helps.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

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

/// Kernels applied to blocks of activations; used by one thread at a time.
struct Workbench {
  let kernels: Kernels
  /// How many threads a product may use; the result does not depend on it.
  let threads: Int
  /// For what is needed on the way.
  let scratch: Scratch

  func columns(_ count: Int, _ width: Int) -> Columns { Columns(count, width, in: scratch) }

  /// A copy of `height` rows of all columns from row `first` on.
  func rows(_ first: Int, _ height: Int, of x: Columns) -> Columns {
    let result = columns(x.count, height)
    for column in 0..<x.count { result[column].update(from: x[column] + first, count: height) }
    return result
  }

  /// Lends memory for what is needed within `body` only.
  func temporarily<Result>(_ body: () -> Result) -> Result {
    let mark = scratch.mark
    defer { scratch.release(to: mark) }
    return body()
  }
}

extension Workbench {
  func layerNorm(_ y: Columns, _ x: Columns, _ norm: Norm) {
    for column in 0..<x.count {
      kernels.table.layer_norm(
        y[column], x[column], norm.weight.pointer, norm.bias.pointer, 1e-5, x.width)
    }
  }

  /// mix = x + (previous - x) (mix + bias) for each column.
  func lerp(_ x: Columns, _ previous: Previous, _ mix: Columns, plus bias: Vector) {
    for column in 0..<x.count {
      kernels.table.add(mix[column], bias.pointer, x.width)
      kernels.table.lerp(mix[column], x[column], previous[column], mix[column], x.width)
    }
  }

  func add(_ y: Columns, _ x: Columns) {
    kernels.table.add(y.pointer, x.pointer, y.count * y.width)
  }

  func multiply(_ y: Columns, _ x: Columns) {
    kernels.table.multiply(y.pointer, x.pointer, y.count * y.width)
  }

  func tanh(_ y: Columns) { kernels.table.tanh(y.pointer, y.count * y.width) }

  /// y sigmoid(y)
  func silu(_ y: Columns) { kernels.table.silu(y.pointer, y.count * y.width) }

  /// exp(-exp(w + w0))
  func doubleExponentialDecay(_ w: Columns, plus w0: Vector) {
    for column in 0..<w.count { kernels.table.wkv6_decay(w[column], w0.pointer, w.width) }
  }
}
