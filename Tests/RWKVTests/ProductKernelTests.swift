// Products agree at all levels, and with the definition.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CKernels
import Checkpoint
import Random
import TestSupport
import Testing

@testable import RWKV

private let columnCounts = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16]

/// The columns in the form that a product of this level reads.
private func prepared(
  _ x: [Float], _ inputs: Int,
  _ prepare: (UnsafeMutableRawPointer?, UnsafePointer<Float>?, Int) -> Void
) -> [UInt8] {
  let stride = kernels_prepared_stride(inputs)
  var result = [UInt8](repeating: 0xFF, count: x.count / inputs * stride)
  result.withUnsafeMutableBytes { bytes in
    for column in 0..<x.count / inputs {
      prepare(
        bytes.baseAddress! + column * stride, Array(x[column * inputs..<(column + 1) * inputs]),
        inputs)
    }
  }
  return result
}

/// A matrix of random bytes' worth of weights, packed in each of the four ways, and its product.
private struct Packed {
  let rows: Int
  let inputs: Int
  let floats: [Float]
  let pairs: [UInt16]
  var quads: [UInt8] = []
  var scales: [Float] = []
  var halves: [UInt8] = []

  init(_ W: [Float], rows: Int, inputs: Int, isTransposed: Bool = false) {
    (self.rows, self.inputs) = (rows, inputs)
    let count = kernels_packed_count(rows, inputs)
    let (row, column) = isTransposed ? (1, rows) : (inputs, 1)
    var floats = [Float](repeating: .nan, count: count)
    kernels_pack_f32(&floats, W, row, column, rows, inputs)
    var pairs = [UInt16](repeating: .max, count: count)
    kernels_pack_bf16(&pairs, W.map(bfloat16Bits), row, column, rows, inputs)
    (self.floats, self.pairs) = (floats, pairs)
    if inputs % Int(KERNELS_GROUP) == 0, !isTransposed {
      quads = [UInt8](repeating: 0xFF, count: count)
      scales = [Float](repeating: .nan, count: kernels_packed_count(rows, 1))
      kernels_pack_int8(&quads, &scales, W, rows, inputs)
      halves = [UInt8](repeating: 0xFF, count: kernels_int4_byte_count(rows, inputs))
      kernels_pack_int4(&halves, W, rows, inputs)
    }
  }

  func inFloats(_ x: [Float], _ kernels: kernels) -> [Float] {
    var y = [Float](repeating: .nan, count: rows * x.count / inputs)
    kernels.matmul_f32(&y, rows, floats, x, inputs, rows, inputs, x.count / inputs)
    return y
  }

  func inBfloat16(_ x: [Float], _ kernels: kernels) -> [Float] {
    var y = [Float](repeating: .nan, count: rows * x.count / inputs)
    let columns = prepared(x, inputs, kernels.prepare_bf16)
    kernels.matmul_bf16(&y, rows, pairs, columns, rows, inputs, x.count / inputs)
    return y
  }

  func inBytes(_ x: [Float], _ kernels: kernels) -> [Float] {
    var y = [Float](repeating: .nan, count: rows * x.count / inputs)
    let columns = prepared(x, inputs, kernels.prepare_int8)
    kernels.matmul_int8(&y, rows, quads, scales, columns, rows, inputs, x.count / inputs)
    return y
  }
}

extension Packed {
  func inHalfBytes(_ x: [Float], _ kernels: kernels) -> [Float] {
    var y = [Float](repeating: .nan, count: rows * x.count / inputs)
    let columns = prepared(x, inputs, kernels.prepare_int4)
    kernels.matmul_int4(&y, rows, halves, columns, rows, inputs, x.count / inputs)
    return y
  }
}

/// W x in double precision.
private func exactProduct(_ W: [Float], _ x: [Float], _ inputs: Int) -> [Double] {
  (0..<x.count / inputs).flatMap { column in
    (0..<W.count / inputs).map { row in
      (0..<inputs).reduce(0.0) {
        $0 + Double(W[row * inputs + $1]) * Double(x[column * inputs + $1])
      }
    }
  }
}

@Test(arguments: [(1, 2), (5, 6), (16, 16), (17, 8), (64, 64), (65, 10), (100, 256), (300, 32)])
func productsOfFloatsAgree(rows: Int, inputs: Int) {
  var random = SplitMix64(seed: UInt64(rows))
  let W = random.uniform(rows * inputs, -1...1)
  for isTransposed in [false, true] {
    let packed = Packed(W, rows: rows, inputs: inputs, isTransposed: isTransposed)
    for columns in columnCounts {
      let x = random.uniform(inputs * columns, -1...1)
      agree(Float(inputs) * epsilon) { packed.inFloats(x, $0) }
    }
  }
}

@Test(arguments: [(1, 2), (5, 6), (16, 16), (17, 8), (64, 64), (65, 10), (100, 256), (300, 32)])
func productsOfBfloat16AreTheSameBitsAtAllLevels(rows: Int, inputs: Int) {
  var random = SplitMix64(seed: UInt64(rows))
  // Numbers of very different sizes, so that the order of additions shows.
  let W = zip(random.uniform(rows * inputs, -1...1), random.uniform(rows * inputs, -9...9))
    .map { $0 * Float(expOf(Double($1))) }
  for isTransposed in [false, true] {
    let packed = Packed(W, rows: rows, inputs: inputs, isTransposed: isTransposed)
    for columns in columnCounts {
      let x = random.uniform(inputs * columns, -1...1)
      let expected = packed.inBfloat16(x, plain)
      for kernels in fast { #expect(bits(packed.inBfloat16(x, kernels)) == bits(expected)) }
    }
  }
}

@Test(arguments: [(1, 64), (16, 64), (17, 128), (64, 192), (65, 64), (100, 256), (300, 128)])
func productsOfBytesAgree(rows: Int, inputs: Int) {
  var random = SplitMix64(seed: UInt64(rows))
  let packed = Packed(random.uniform(rows * inputs, -1...1), rows: rows, inputs: inputs)
  for columns in columnCounts {
    let x = random.uniform(inputs * columns, -1...1)
    agree(8 * epsilon) { packed.inBytes(x, $0) }
    agree(8 * epsilon) { packed.inHalfBytes(x, $0) }
  }
}

/// Against the definition in double precision, as near as rounding the factors allows.
@Test func productsAreProducts() {
  let (rows, inputs) = (37, 128)
  var random = SplitMix64(seed: 3)
  let (W, x) = (random.uniform(rows * inputs, -1...1), random.uniform(3 * inputs, -1...1))
  let packed = Packed(W, rows: rows, inputs: inputs)
  let expected = exactProduct(W, x, inputs)
  func distance(_ y: [Float]) -> Double {
    zip(y, expected).map { abs(Double($0) - $1) }.max()!
  }
  for kernels in [plain] + fast {
    #expect(distance(packed.inFloats(x, kernels)) < 1e-5)
    #expect(1e-4..<0.05 ~= distance(packed.inBfloat16(x, kernels)))
    #expect(1e-4..<0.2 ~= distance(packed.inBytes(x, kernels)))
    #expect(1e-2..<2 ~= distance(packed.inHalfBytes(x, kernels)))
  }
}

@Test func wholeNumbersAreMultipliedExactlyInEveryFormat() {
  let (rows, inputs) = (70, 64)
  var random = SplitMix64(seed: 4)
  // Each row and each column has a 127, so that the scales are one.
  func wholes(_ count: Int) -> [Float] {
    random.uniform(count, -127...127).enumerated().map { index, value in
      index % inputs == 5 ? -127 : value.rounded()
    }
  }
  let (W, x) = (wholes(rows * inputs), wholes(2 * inputs))
  let packed = Packed(W, rows: rows, inputs: inputs)
  let expected = exactProduct(W, x, inputs).map { Float($0) }
  for kernels in [plain] + fast {
    #expect(packed.inFloats(x, kernels) == expected)
    #expect(packed.inBfloat16(x, kernels) == expected)
    #expect(packed.inBytes(x, kernels) == expected)
  }
}

@Test func smallWholeNumbersAreMultipliedExactlyInHalfBytes() {
  let (rows, inputs) = (70, 64)
  var random = SplitMix64(seed: 5)
  // Each 32 weights of a row have a -8, and each 32 numbers of a column a 127, so that the scales
  // are one.
  let W = random.uniform(rows * inputs, -7...7).enumerated().map { index, value in
    index % 32 == 5 ? -8 : value.rounded()
  }
  let x = random.uniform(3 * inputs, -127...127).enumerated().map { index, value in
    index % 32 == 9 ? 127 : value.rounded()
  }
  let packed = Packed(W, rows: rows, inputs: inputs)
  let expected = exactProduct(W, x, inputs).map { Float($0) }
  for kernels in [plain] + fast { #expect(packed.inHalfBytes(x, kernels) == expected) }
}

@Test func columnsThatAreZeroOrTinyOrNoNumbersStaySo() {
  let (rows, inputs) = (16, 64)
  let packed = Packed(
    [Float](repeating: 0.5, count: rows * inputs), rows: rows, inputs: inputs)
  for kernels in [plain] + fast {
    for value: Float in [0, 0x1p-140, -0x1p-140] {
      let x = [Float](repeating: value, count: inputs)
      #expect(packed.inBfloat16(x, kernels).allSatisfy { $0 == 0 })
      #expect(packed.inBytes(x, kernels).allSatisfy { $0 == 0 })
      #expect(packed.inHalfBytes(x, kernels).allSatisfy { $0 == 0 })
    }
    for value in [Float.nan, .infinity] {
      var x = [Float](repeating: 1, count: inputs)
      x[9] = value
      #expect(packed.inBfloat16(x, kernels).allSatisfy { !$0.isFinite })
      #expect(packed.inBytes(x, kernels).allSatisfy { !$0.isFinite })
      #expect(packed.inHalfBytes(x, kernels).allSatisfy { !$0.isFinite })
    }
  }
}

@Test func productsWriteOnlyTheirRows() {
  let (rows, inputs, columns, stride) = (21, 4, 5, 40)
  let packed = [Float](repeating: 1, count: kernels_packed_count(rows, inputs))
  let x = [Float](repeating: 1, count: columns * inputs)
  for kernels in [plain] + fast {
    var y = [Float](repeating: -7, count: columns * stride)
    kernels.matmul_f32(&y, stride, packed, x, inputs, rows, inputs, columns)
    for index in y.indices { #expect(y[index] == (index % stride < rows ? 4 : -7)) }
  }
}
