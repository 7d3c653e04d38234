// The packed weights of a matrix, and their products with columns.

import CKernels

/// Packed weights in memory of somebody else: a plain value, so that threads can take it in hand
/// without counting.
struct PackedMatrix: @unchecked Sendable {
  enum Weights {
    case float32(UnsafeMutablePointer<Float>)
    case bfloat16(UnsafeMutablePointer<UInt16>)
    case int8(UnsafeMutablePointer<UInt8>, scales: UnsafeMutablePointer<Float>)
    case int4(UnsafeMutablePointer<UInt8>)
  }

  /// Rows: the width of y.
  let outputs: Int
  /// Columns: the width of x.
  let inputs: Int
  let weights: Weights

  /// Rows that are packed together: a part of the rows can be multiplied alone if it begins with a
  /// strip.
  static let stripHeight = Int(KERNELS_PANEL * KERNELS_STRIP)

  var stripCount: Int { (outputs + PackedMatrix.stripHeight - 1) / PackedMatrix.stripHeight }

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

  /// Puts a column into `prepared` in the form that `multiply` reads.
  func prepare(
    _ x: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, _ kernels: Kernels
  ) {
    switch weights {
    case .int8: kernels.table.prepare_int8(prepared, x, inputs)
    case .int4: kernels.table.prepare_int4(prepared, x, inputs)
    case .bfloat16, .float32: kernels.table.prepare_bf16(prepared, x, inputs)
    }
  }

  /// Puts some strips of W x into y, for each column of x, which is prepared.
  func multiply(_ strips: Range<Int>, _ x: Columns, into y: Columns, _ kernels: Kernels) {
    let first = strips.lowerBound * PackedMatrix.stripHeight
    let rows = min(strips.upperBound * PackedMatrix.stripHeight, outputs) - first
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
