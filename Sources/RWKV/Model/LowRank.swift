// A map through a narrow middle.

/// A bias and two thin matrices: bias + W2 f(W1 x), with D numbers in the middle.
struct LowRank: Sendable {
  let bias: Vector  // (C)
  let down: Matrix  // (D,C)
  let up: Matrix  // (C,D)
}

extension LowRank {
  /// The file has the matrices as (C,D) and (D,C): transposed.
  init(
    _ reader: inout TensorReader, bias: String, down: String, up: String, width: Int
  ) throws(ModelError) {
    self.bias = try reader.vector(bias, count: width)
    (self.down, self.up) = try reader.thin(down, up, width: width)
  }
}

extension TensorReader {
  /// Two thin matrices, which the file has as (C,D) and (D,C): transposed.
  mutating func thin(
    _ down: String, _ up: String, width: Int
  ) throws(ModelError) -> (Matrix, Matrix) {
    let rank = try shape(down, rank: 2)[1]
    return (
      try matrix(down, outputs: rank, inputs: width, isTransposed: true),
      try matrix(up, outputs: width, inputs: rank, isTransposed: true)
    )
  }
}
