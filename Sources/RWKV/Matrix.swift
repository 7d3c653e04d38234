// Weights of a matrix in the order in which the kernels read them.

import CKernels
import Checkpoint
import Foundation

/// The weights of y = W x in bfloat16 or float, packed once and then only read.
final class Matrix: @unchecked Sendable {
  enum Weights {
    case float32(UnsafeMutablePointer<Float>)
    case bfloat16(UnsafeMutablePointer<UInt16>)
  }

  /// Rows: the width of y.
  let outputs: Int
  /// Columns: the width of x.
  let inputs: Int
  private let weights: Weights

  /// - Parameter isTransposed: Whether `values` stand as (inputs, outputs) instead of (outputs, inputs).
  init(_ values: [Float], outputs: Int, inputs: Int, isTransposed: Bool = false) {
    precondition(values.count == outputs * inputs, "\(values.count) for \(outputs) x \(inputs)")
    (self.outputs, self.inputs) = (outputs, inputs)
    let packed: UnsafeMutablePointer<Float> = Matrix.allocate(outputs, inputs)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    kernels_pack_f32(packed, values, row, column, outputs, inputs)
    weights = .float32(packed)
  }

  /// - Parameter bits: Of bfloat16 numbers; `inputs` is even.
  init(bfloat16 bits: [UInt16], outputs: Int, inputs: Int, isTransposed: Bool = false) {
    precondition(bits.count == outputs * inputs && inputs % 2 == 0, "\(outputs) x \(inputs)")
    (self.outputs, self.inputs) = (outputs, inputs)
    let packed: UnsafeMutablePointer<UInt16> = Matrix.allocate(outputs, inputs)
    let (row, column) = isTransposed ? (1, outputs) : (inputs, 1)
    kernels_pack_bf16(packed, bits, row, column, outputs, inputs)
    weights = .bfloat16(packed)
  }

  deinit {
    switch weights {
    case .float32(let pointer): UnsafeMutableRawPointer(pointer).deallocate()
    case .bfloat16(let pointer): UnsafeMutableRawPointer(pointer).deallocate()
    }
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
    case .bfloat16(let W):
      kernels.table.matmul_bf16(
        y.pointer, outputs, W, x.pointer, inputs, outputs, inputs, x.count)
    }
    return y
  }

  /// At the start of a cache line.
  private static func allocate<Number>(
    _ outputs: Int, _ inputs: Int
  ) -> UnsafeMutablePointer<Number> {
    let bytes = kernels_packed_count(outputs, inputs) * MemoryLayout<Number>.size
    return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Number.self, capacity: bytes / MemoryLayout<Number>.size)
  }
}
