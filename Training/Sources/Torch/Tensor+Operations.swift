// The differentiable operations of a tensor.

import CTorch

extension Tensor {
  public func cast(to type: ElementType) -> Tensor { Tensor { ct_cast($0, handle, type.code) } }

  public static func + (a: Tensor, b: Tensor) -> Tensor {
    Tensor { ct_add($0, a.handle, b.handle) }
  }
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    Tensor { ct_subtract($0, a.handle, b.handle) }
  }
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    Tensor { ct_multiply($0, a.handle, b.handle) }
  }
  public static func + (a: Tensor, b: Double) -> Tensor {
    Tensor { ct_add_scalar($0, a.handle, b) }
  }
  public static func * (a: Tensor, b: Double) -> Tensor {
    Tensor { ct_multiply_scalar($0, a.handle, b) }
  }
  public static prefix func - (a: Tensor) -> Tensor { a * -1 }

  public func sigmoid() -> Tensor { Tensor { ct_sigmoid($0, handle) } }
  public func tanh() -> Tensor { Tensor { ct_tanh($0, handle) } }
  public func relu() -> Tensor { Tensor { ct_relu($0, handle) } }
  public func exp() -> Tensor { Tensor { ct_exp($0, handle) } }
  public func squared() -> Tensor { Tensor { ct_square($0, handle) } }

  /// The smaller of each number and `limit`; no gradient passes above it.
  public func atMost(_ limit: Double) -> Tensor { Tensor { ct_at_most($0, handle, limit) } }

  public func reshaped(_ shape: [Int]) -> Tensor {
    Tensor { ct_reshape($0, handle, shape.map(Int64.init), Int32(shape.count)) }
  }

  public func narrowed(dimension: Int, from start: Int, count: Int) -> Tensor {
    Tensor { ct_narrow($0, handle, Int32(dimension), Int64(start), Int64(count)) }
  }

  /// The rows of this (rows,...) by `ids` (n).
  public func rows(_ ids: Tensor) -> Tensor { Tensor { ct_rows($0, handle, ids.handle) } }

  public func permuted(_ dimensions: [Int]) -> Tensor {
    Tensor { ct_permute($0, handle, dimensions.map(Int64.init), Int32(dimensions.count)) }
  }

  /// The last two dimensions swapped.
  public var transposed: Tensor {
    let rank = shape.count
    return permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// With `count` zeros more at the end of a dimension.
  public func padded(dimension: Int, by count: Int) -> Tensor {
    Tensor { ct_pad_end($0, handle, Int32(dimension), Int64(count)) }
  }

  public func cumulativeSum(dimension: Int) -> Tensor {
    Tensor { ct_cumulative_sum($0, handle, Int32(dimension)) }
  }

  /// The lower triangles of matrices (...,n,n); diagonal -1 leaves the diagonal out.
  public func lower(diagonal: Int) -> Tensor { Tensor { ct_lower($0, handle, Int64(diagonal)) } }

  /// X of (I + L) X = right, by forward substitution; this is L (...,n,n), strictly lower.
  public func solveUnitLower(_ right: Tensor) -> Tensor {
    Tensor { ct_solve_unit_lower($0, handle, right.handle) }
  }

  public static func stack(_ parts: [Tensor], dimension: Int) -> Tensor {
    let handles = parts.map(\.handle)
    return Tensor { ct_stack($0, handles, handles.count, Int32(dimension)) }
  }

  /// Parts along a dimension, of these sizes.
  public func split(_ sizes: [Int], dimension: Int) -> [Tensor] {
    var out = [CTTensor](repeating: CTTensor(), count: sizes.count)
    expectSuccess(ct_split(&out, handle, sizes.map(Int64.init), sizes.count, Int32(dimension)))
    return out.map { Tensor($0) }
  }

  /// Parts one after the other along a dimension.
  public static func concatenated(_ parts: [Tensor], dimension: Int) -> Tensor {
    let handles = parts.map(\.handle)
    return Tensor { ct_concatenate($0, handles, handles.count, Int32(dimension)) }
  }

  /// (B,T,C) one step later along T; zeros come in at the start.
  public func shifted() -> Tensor { Tensor { ct_shift($0, handle) } }

  public func matmul(_ other: Tensor) -> Tensor { Tensor { ct_matmul($0, handle, other.handle) } }

  /// (...,in) times the transpose of `weight` (out,in).
  public func linear(_ weight: Tensor) -> Tensor {
    Tensor { ct_linear($0, handle, weight.handle) }
  }

  /// Sums the last dimension, which stays as 1.
  public func sumLast() -> Tensor { Tensor { ct_sum_last($0, handle) } }
  public func maxLast() -> Tensor { Tensor { ct_max_last($0, handle) } }
  public func mean() -> Tensor { Tensor { ct_mean($0, handle) } }

  /// The last dimension divided by the larger of its L2 norm and `epsilon`.
  public func normalizedLast(epsilon: Double) -> Tensor {
    Tensor { ct_normalize_last($0, handle, epsilon) }
  }

  public func layerNorm(_ weight: Tensor, _ bias: Tensor, epsilon: Double) -> Tensor {
    Tensor { ct_layer_norm($0, handle, weight.handle, bias.handle, epsilon) }
  }

  /// (rows,C), each of the groups normalised by itself.
  public func groupNorm(groups: Int, _ weight: Tensor, _ bias: Tensor, epsilon: Double) -> Tensor {
    Tensor { ct_group_norm($0, handle, Int64(groups), weight.handle, bias.handle, epsilon) }
  }

  /// Rows of this (V,C) table by `ids` (...).
  public func embedding(_ ids: Tensor) -> Tensor { Tensor { ct_embedding($0, handle, ids.handle) } }

  public enum Reduction { case mean, sum }

  /// Over the rows (rows,V) whose target is not negative.
  public func crossEntropy(_ targets: Tensor, _ reduction: Reduction = .mean) -> Tensor {
    Tensor { ct_cross_entropy($0, handle, targets.handle, reduction == .sum ? 1 : 0) }
  }
}
