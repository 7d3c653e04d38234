// Pieces one after the other in a row, none of which knows what was before it.

import Torch

extension Model {
  /// What looks at other tokens, of each piece by itself.
  ///
  /// - Parameters:
  ///   - inputs: Each (B,T,...).
  ///   - body: Of inputs (B,t,...) gives as many outputs (B,t,...) for every piece.
  func eachPiece(_ inputs: [Tensor], _ body: ([Tensor]) -> [Tensor]) -> [Tensor] {
    guard let pieces else { return body(inputs) }
    let parts = inputs.map { $0.split(pieces, dimension: 1) }
    let outputs = pieces.indices.map { piece in body(parts.map { $0[piece] }) }
    return outputs[0].indices.map { index in
      Tensor.concatenated(outputs.map { $0[index] }, dimension: 1)
    }
  }

  /// The model that takes the rows of a batch for the pieces that they are.
  func reading(_ batch: Batch) -> Model {
    var model = self
    model.pieces = batch.pieces
    return model
  }

  /// x (B,T,C) without what the dropout drops there.
  func dropped(_ x: Tensor, place: Int) -> Tensor {
    guard let dropout else { return x }
    let lengths = pieces ?? [Int](repeating: x.shape[1], count: x.shape[0])
    return dropout(x, lengths: lengths, place: place)
  }
}
