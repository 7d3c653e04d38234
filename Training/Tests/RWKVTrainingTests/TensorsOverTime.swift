// What the tests of both recurrences do with tensors.

import Torch

/// Numbers of the generator that `Backend.seed` has set, fp32.
func uniform(_ range: ClosedRange<Double>, _ shape: [Int]) -> Tensor {
  let tensor = Tensor.zeros(shape)
  tensor.fillUniform(range)
  return tensor
}

/// The sum of the means of outputs times their weights, in float64.
func weightedSum(_ outputs: [Tensor], _ weights: [Tensor]) -> Tensor {
  let means = zip(outputs, weights).map { output, weights in
    (output.cast(to: .float64) * weights.cast(to: .float64)).mean()
  }
  return means.dropFirst().reduce(means[0]) { $0 + $1 }
}

extension Tensor {
  /// Some tokens of (B,T,H,N).
  func tokens(_ range: Range<Int>) -> Tensor {
    narrowed(dimension: 1, from: range.lowerBound, count: range.count)
  }

  /// (B,T,H,N) of several lengths, one behind the other.
  static func joinedInTime(_ parts: [Tensor]) -> Tensor {
    stack(
      parts.flatMap { part in
        let shape = part.shape
        return (0..<shape[1]).map {
          part.tokens($0..<$0 + 1).reshaped([shape[0], shape[2], shape[3]])
        }
      }, dimension: 1)
  }
}
