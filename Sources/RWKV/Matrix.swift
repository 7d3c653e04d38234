// Weights of a matrix in the order in which the kernels read them.

import CKernels
import Checkpoint
import Foundation

/// The weights of y = W x in bfloat16 or float, packed once and then only read.
final class Matrix: @unchecked Sendable {
  private enum Weights {
    case float32(UnsafeMutablePointer<Float>)
    case bfloat16(UnsafeMutablePointer<UInt16>)
  }

  /// Rows: the width of y.
  let outputs: Int
  /// Columns: the width of x.
  let inputs: Int
  private let weights: Weights
  /// Keeps the weights alive.
  private let store: WeightStore

  /// - Parameter isTransposed: Whether `values` stand as (inputs, outputs) instead of (outputs, inputs).
  init(
    _ values: [Float], outputs: Int, inputs: Int, isTransposed: Bool, in store: WeightStore
  ) {
    precondition(values.count == outputs * inputs, "\(values.count) for \(outputs) x \(inputs)")
    (self.outputs, self.inputs, self.store) = (outputs, inputs, store)
    let packed = store.allocate(kernels_packed_count(outputs, inputs), of: Float.self)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    kernels_pack_f32(packed, values, row, column, outputs, inputs)
    weights = .float32(packed)
  }

  /// - Parameter bits: Of bfloat16 numbers; `inputs` is even.
  init(
    bfloat16 bits: [UInt16], outputs: Int, inputs: Int, isTransposed: Bool,
    in store: WeightStore
  ) {
    precondition(bits.count == outputs * inputs && inputs % 2 == 0, "\(outputs) x \(inputs)")
    (self.outputs, self.inputs, self.store) = (outputs, inputs, store)
    let packed = store.allocate(kernels_packed_count(outputs, inputs), of: UInt16.self)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    kernels_pack_bf16(packed, bits, row, column, outputs, inputs)
    weights = .bfloat16(packed)
  }

  /// What one pass over the weights reads.
  var byteCount: Int {
    let count = kernels_packed_count(outputs, inputs)
    return switch weights {
    case .float32: 4 * count
    case .bfloat16: 2 * count
    }
  }

  /// W x for each column of x.
  func callAsFunction(_ x: Columns, _ kernels: Kernels) -> Columns {
    precondition(x.width == inputs, "columns of \(x.width) for \(inputs) inputs")
    let y = Columns(x.count, outputs)
    switch weights {
    case .float32(let W):
      kernels.table.matmul_f32(
        y.pointer, outputs, W, x.pointer, inputs, outputs, inputs, x.count)
    case .bfloat16(let W) where kernels.isRounding:
      kernels.table.matmul_rounded(
        y.pointer, outputs, W, kernels.rounded(x), inputs, outputs, inputs, x.count)
    case .bfloat16(let W):
      kernels.table.matmul_bf16(
        y.pointer, outputs, W, x.pointer, inputs, outputs, inputs, x.count)
    }
    return y
  }
}
