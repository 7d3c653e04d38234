// What lets each token of a row know those that stand before it in the row.

import Torch

/// What lets each token of a row know those that stand before it in the row, as the decoder of
/// compound words does (Hsiao et al. 2021): a channel mixing whose key hears what was said.
///
///     k = K x + e(said first) + ... + e(said last)        m = x + V relu(k)^2
///
/// Column after column is predicted from m; x is the hidden state, which knows the rows before.
struct RowMixing {
  /// Tokens of each column, whose ids follow one another.
  let columnSizes: [Int]
  /// K and V, (C,C); e, (V,C).
  let key, value, before: Tensor

  /// Names and shapes of its parameters.
  static func shapes(vocabularySize: Int, width: Int) -> [(name: String, shape: [Int])] {
    [
      ("row.key.weight", [width, width]), ("row.value.weight", [width, width]),
      ("row.before.weight", [vocabularySize, width]),
    ]
  }

  /// x (n,C), and targets (n,K) counted from the first of their column -> for each column m (n,C),
  /// its targets (n) and its rows of the head.
  func columns(
    _ x: Tensor, targets: Tensor
  ) -> [(mixed: Tensor, targets: Tensor, rows: Range<Int>)] {
    var k = x.linear(key)
    var first = 0
    return columnSizes.enumerated().map { column, size in
      let mixed = x + k.relu().squared().linear(value)
      let said = targets.narrowed(dimension: 1, from: column, count: 1).reshaped([x.shape[0]])
      if column + 1 < columnSizes.count {
        k = k + before.narrowed(dimension: 0, from: first, count: size).embedding(said)
      }
      defer { first += size }
      return (mixed, said, first..<first + size)
    }
  }
}
