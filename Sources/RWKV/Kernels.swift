// The kernels of the processor at hand, applied to blocks of activations.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CKernels

/// A set of kernels for one kind of processor.
struct Kernels: Sendable {
  let table: kernels
  /// How many threads a product may use; the result does not depend on it.
  var threads = 1

  /// The fastest set that this processor can run.
  static let best = Kernels(table: kernels_for(kernels_best_level())!.pointee)

  /// Nil where the processor cannot run it.
  init?(_ level: kernels_level) {
    guard let table = kernels_for(level) else { return nil }
    self.init(table: table.pointee)
  }

  private init(table: kernels) { self.table = table }
}

/// Weight and bias of a normalization.
struct Norm: Sendable {
  let weight: [Float]
  let bias: [Float]
}

extension Kernels {
  func layerNorm(_ x: Columns, _ norm: Norm) -> Columns {
    let y = Columns(x.count, x.width)
    for column in 0..<x.count {
      table.layer_norm(y[column], x[column], norm.weight, norm.bias, 1e-5, x.width)
    }
    return y
  }

  func groupNorm(_ y: Columns, _ norm: Norm, headSize N: Int) {
    for column in 0..<y.count {
      table.group_norm(y[column], norm.weight, norm.bias, 64e-5, y.width / N, N)
    }
  }

  /// Each column on its way to the one before it, by the share `mix`.
  func lerp(_ x: Columns, _ previous: [UnsafePointer<Float>], _ mix: [Float]) -> Columns {
    let y = Columns(x.count, x.width)
    for column in 0..<x.count {
      table.lerp(y[column], x[column], previous[column], mix, x.width)
    }
    return y
  }

  /// The same by several shares, which stand one after the other in `mixes`.
  func lerps(_ x: Columns, _ previous: [UnsafePointer<Float>], _ mixes: [Float]) -> [Columns] {
    let count = mixes.count / x.width
    let result = Columns.blocks(x.count, widths: Array(repeating: x.width, count: count))
    mixes.withUnsafeBufferPointer { mixes in
      for (index, y) in result.enumerated() {
        let mix = mixes.baseAddress! + index * x.width
        for column in 0..<x.count {
          table.lerp(y[column], x[column], previous[column], mix, x.width)
        }
      }
    }
    return result
  }

  /// The same by the share `mix` of each column and `bias` of all.
  func lerp(
    _ x: Columns, _ previous: [UnsafePointer<Float>], _ mix: Columns, plus bias: [Float]
  ) -> Columns {
    for column in 0..<x.count {
      table.add(mix[column], bias, x.width)
      table.lerp(mix[column], x[column], previous[column], mix[column], x.width)
    }
    return mix
  }

  /// y + (other - y) mix, in place.
  func lerp(_ y: Columns, to other: Columns, _ mix: Columns) {
    table.lerp(y.pointer, y.pointer, other.pointer, mix.pointer, y.count * y.width)
  }

  func add(_ y: Columns, _ x: Columns) { table.add(y.pointer, x.pointer, y.count * y.width) }

  func multiply(_ y: Columns, _ x: Columns) {
    table.multiply(y.pointer, x.pointer, y.count * y.width)
  }

  func tanh(_ y: Columns) -> Columns {
    table.tanh(y.pointer, y.count * y.width)
    return y
  }

  func sigmoid(_ y: Columns) -> Columns {
    table.sigmoid(y.pointer, y.count * y.width)
    return y
  }

  func sigmoid(_ y: Columns, plus bias: [Float]) -> Columns {
    for column in 0..<y.count { table.sigmoid_biased(y[column], bias, y.width) }
    return y
  }

  /// y sigmoid(y)
  func silu(_ y: Columns) -> Columns {
    table.silu(y.pointer, y.count * y.width)
    return y
  }

  func reluSquared(_ y: Columns) -> Columns {
    table.relu_squared(y.pointer, y.count * y.width)
    return y
  }

  /// exp(-exp(w + w0))
  func doubleExponentialDecay(_ w: Columns, plus w0: [Float]) -> Columns {
    for column in 0..<w.count { table.wkv6_decay(w[column], w0, w.width) }
    return w
  }

  /// exp(-exp(-1/2) sigmoid(w + w0))
  func decay(_ w: Columns, plus w0: [Float]) -> Columns {
    for column in 0..<w.count { table.wkv7_decay(w[column], w0, w.width) }
    return w
  }
}
