// Weights of a matrix in the order in which the kernels read them.

import CKernels
import Checkpoint
import Foundation

/// The weights of y = W x, packed once and then only read.
final class Matrix: @unchecked Sendable {
  let packed: PackedMatrix
  /// Keeps the weights alive.
  private let store: WeightStore

  /// - Parameter isTransposed: Whether `values` stand as (inputs, outputs) instead of (outputs,
  ///   inputs).
  init(
    _ values: ArraySlice<Float>, outputs: Int, inputs: Int, isTransposed: Bool,
    in store: WeightStore, threads: Int
  ) {
    precondition(values.count == outputs * inputs, "\(values.count) for \(outputs) x \(inputs)")
    self.store = store
    let numbers = store.allocate(kernels_packed_count(outputs, inputs), of: Float.self)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    values.withUnsafeBufferPointer { values in
      let (source, target) = (Shared(values.baseAddress!), Shared(numbers))
      packStrips(outputs, threads: threads) { first, rows in
        kernels_pack_f32(
          target.pointer + first * inputs, source.pointer + first * row, row, column, rows, inputs)
      }
    }
    packed = PackedMatrix(outputs: outputs, inputs: inputs, weights: .float32(numbers))
  }

  /// - Parameter bits: Of bfloat16 numbers; `inputs` is even.
  init(
    bfloat16 bits: ArraySlice<UInt16>, outputs: Int, inputs: Int, isTransposed: Bool,
    in store: WeightStore, threads: Int
  ) {
    precondition(bits.count == outputs * inputs && inputs % 2 == 0, "\(outputs) x \(inputs)")
    self.store = store
    let numbers = store.allocate(kernels_packed_count(outputs, inputs), of: UInt16.self)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    bits.withUnsafeBufferPointer { bits in
      let (source, target) = (Shared(bits.baseAddress!), Shared(numbers))
      packStrips(outputs, threads: threads) { first, rows in
        kernels_pack_bf16(
          target.pointer + first * inputs, source.pointer + first * row, row, column, rows, inputs)
      }
    }
    packed = PackedMatrix(outputs: outputs, inputs: inputs, weights: .bfloat16(numbers))
  }

  /// Rounds `values` (outputs, inputs) to eight bits; `inputs` is a multiple of `Matrix.groupSize`.
  init(int8 values: [Float], outputs: Int, inputs: Int, in store: WeightStore, threads: Int) {
    precondition(
      values.count == outputs * inputs && inputs % Matrix.groupSize == 0, "\(outputs) x \(inputs)")
    self.store = store
    let numbers = store.allocate(kernels_packed_count(outputs, inputs), of: UInt8.self)
    let scales = store.allocate(kernels_packed_count(outputs, 1), of: Float.self)
    values.withUnsafeBufferPointer { values in
      let (source, target) = (Shared(values.baseAddress!), Shared(numbers))
      let scales = Shared(scales)
      packStrips(outputs, threads: threads) { first, rows in
        kernels_pack_int8(
          target.pointer + first * inputs, scales.pointer + first, source.pointer + first * inputs,
          rows, inputs)
      }
    }
    packed = PackedMatrix(outputs: outputs, inputs: inputs, weights: .int8(numbers, scales: scales))
  }

  /// Rounds `values` (outputs, inputs) to four bits; `inputs` is a multiple of `Matrix.groupSize`.
  init(int4 values: [Float], outputs: Int, inputs: Int, in store: WeightStore, threads: Int) {
    precondition(
      values.count == outputs * inputs && inputs % Matrix.groupSize == 0, "\(outputs) x \(inputs)")
    self.store = store
    let numbers = store.allocate(kernels_int4_byte_count(outputs, inputs), of: UInt8.self)
    values.withUnsafeBufferPointer { values in
      let (source, target) = (Shared(values.baseAddress!), Shared(numbers))
      packStrips(outputs, threads: threads) { first, rows in
        kernels_pack_int4(
          target.pointer + kernels_int4_byte_count(first, inputs),
          source.pointer + first * inputs, rows, inputs)
      }
    }
    packed = PackedMatrix(outputs: outputs, inputs: inputs, weights: .int4(numbers))
  }

  /// Inputs of an eight-bit matrix that are rounded together, a multiple of those of a four-bit
  /// one.
  static let groupSize = Int(KERNELS_GROUP)

  /// Rows: the width of y.
  var outputs: Int { packed.outputs }
  /// Columns: the width of x.
  var inputs: Int { packed.inputs }
  /// What one pass over the weights reads.
  var byteCount: Int { packed.byteCount }
}

/// Calls `pack` for all rows, in parts that begin with a strip.
private func packStrips(
  _ rows: Int, threads: Int, _ pack: @escaping @Sendable (_ first: Int, _ rows: Int) -> Void
) {
  let strips = (rows + PackedMatrix.stripHeight - 1) / PackedMatrix.stripHeight
  let pieces = threads > 1 ? min(strips, 4 * threads) : 1
  Workers.shared.run(pieces, threads: threads, isShort: false) { piece in
    let first = strips * piece / pieces * PackedMatrix.stripHeight
    let end = min(rows, strips * (piece + 1) / pieces * PackedMatrix.stripHeight)
    pack(first, end - first)
  }
}

/// Memory of which every thread reads and writes its own places.
private struct Shared<Pointer>: @unchecked Sendable {
  let pointer: Pointer
  init(_ pointer: Pointer) { self.pointer = pointer }
}
