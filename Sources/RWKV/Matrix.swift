// Weights of a matrix in the order in which the kernels read them.

import CKernels
import Checkpoint
import Foundation

/// The weights of y = W x, packed once and then only read.
final class Matrix: @unchecked Sendable {
  private enum Weights {
    case float32(UnsafeMutablePointer<Float>)
    case bfloat16(UnsafeMutablePointer<UInt16>)
    case int8(UnsafeMutablePointer<UInt8>, scales: UnsafeMutablePointer<Float>)
    case int4(UnsafeMutablePointer<UInt8>)
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
    _ values: ArraySlice<Float>, outputs: Int, inputs: Int, isTransposed: Bool,
    in store: WeightStore
  ) {
    precondition(values.count == outputs * inputs, "\(values.count) for \(outputs) x \(inputs)")
    (self.outputs, self.inputs, self.store) = (outputs, inputs, store)
    let packed = store.allocate(kernels_packed_count(outputs, inputs), of: Float.self)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    values.withUnsafeBufferPointer {
      kernels_pack_f32(packed, $0.baseAddress, row, column, outputs, inputs)
    }
    weights = .float32(packed)
  }

  /// - Parameter bits: Of bfloat16 numbers; `inputs` is even.
  init(
    bfloat16 bits: ArraySlice<UInt16>, outputs: Int, inputs: Int, isTransposed: Bool,
    in store: WeightStore
  ) {
    precondition(bits.count == outputs * inputs && inputs % 2 == 0, "\(outputs) x \(inputs)")
    (self.outputs, self.inputs, self.store) = (outputs, inputs, store)
    let packed = store.allocate(kernels_packed_count(outputs, inputs), of: UInt16.self)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    bits.withUnsafeBufferPointer {
      kernels_pack_bf16(packed, $0.baseAddress, row, column, outputs, inputs)
    }
    weights = .bfloat16(packed)
  }

  /// Rounds `values` (outputs, inputs) to eight bits; `inputs` is a multiple of `Matrix.groupSize`.
  init(int8 values: [Float], outputs: Int, inputs: Int, in store: WeightStore) {
    precondition(
      values.count == outputs * inputs && inputs % Matrix.groupSize == 0, "\(outputs) x \(inputs)")
    (self.outputs, self.inputs, self.store) = (outputs, inputs, store)
    let packed = store.allocate(kernels_packed_count(outputs, inputs), of: UInt8.self)
    let scales = store.allocate(kernels_packed_count(outputs, 1), of: Float.self)
    kernels_pack_int8(packed, scales, values, outputs, inputs)
    weights = .int8(packed, scales: scales)
  }

  /// Rounds `values` (outputs, inputs) to four bits; `inputs` is a multiple of `Matrix.groupSize`.
  init(int4 values: [Float], outputs: Int, inputs: Int, in store: WeightStore) {
    precondition(
      values.count == outputs * inputs && inputs % Matrix.groupSize == 0, "\(outputs) x \(inputs)")
    (self.outputs, self.inputs, self.store) = (outputs, inputs, store)
    let packed = store.allocate(kernels_int4_byte_count(outputs, inputs), of: UInt8.self)
    kernels_pack_int4(packed, values, outputs, inputs)
    weights = .int4(packed)
  }

  /// Inputs of an eight-bit matrix that are rounded together, a multiple of those of a four-bit one.
  static let groupSize = Int(KERNELS_GROUP)

  /// Rows that are packed together: a part of the rows can be multiplied alone if it begins with a strip.
  static let stripHeight = Int(KERNELS_PANEL * KERNELS_STRIP)

  var stripCount: Int { (outputs + Matrix.stripHeight - 1) / Matrix.stripHeight }

  /// What one pass over the weights reads.
  var byteCount: Int {
    let count = kernels_packed_count(outputs, inputs)
    return switch weights {
    case .float32: 4 * count
    case .bfloat16: 2 * count
    case .int8: count + 4 * kernels_packed_count(outputs, 1)
    case .int4: kernels_int4_byte_count(outputs, inputs)
    }
  }

  /// The width of columns in the form that `multiply` reads; nil if it reads them as they are.
  var preparedWidth: Int? {
    if case .float32 = weights { return nil }
    return kernels_prepared_stride(inputs) / MemoryLayout<Float>.stride
  }

  /// Puts the columns of x into `prepared` in the form that `multiply` reads.
  func prepare(_ x: Columns, into prepared: Columns, _ kernels: Kernels) {
    for column in 0..<x.count {
      switch weights {
      case .int8: kernels.table.prepare_int8(prepared[column], x[column], inputs)
      case .int4: kernels.table.prepare_int4(prepared[column], x[column], inputs)
      case .bfloat16, .float32:
        kernels.table.prepare_bf16(prepared[column], x[column], inputs)
      }
    }
  }

  /// Puts some strips of W x into y, for each column of x, which is prepared.
  func multiply(_ strips: Range<Int>, _ x: Columns, into y: Columns, _ kernels: Kernels) {
    let first = strips.lowerBound * Matrix.stripHeight
    let rows = min(strips.upperBound * Matrix.stripHeight, outputs) - first
    let target = y.pointer + first
    switch weights {
    case .float32(let W):
      kernels.table.matmul_f32(
        target, outputs, W + first * inputs, x.pointer, inputs, rows, inputs, x.count)
    case .bfloat16(let W):
      kernels.table.matmul_bf16(
        target, outputs, W + first * inputs, x.pointer, rows, inputs, x.count)
    case .int8(let W, let scales):
      kernels.table.matmul_int8(
        target, outputs, W + first * inputs, scales + first, x.pointer, rows, inputs, x.count)
    case .int4(let W):
      kernels.table.matmul_int4(
        target, outputs, W + kernels_int4_byte_count(first, inputs), x.pointer, rows, inputs,
        x.count)
    }
  }
}
