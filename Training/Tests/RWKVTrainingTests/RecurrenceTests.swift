// The recurrence: the fused kernel and its gradient against the plain formula in float64.

import RWKVTraining
import Testing
import Torch

/// r, w, k, v, a, b (B,T,H,64) as the model makes them: a = -kk of length one, b = kk * gate.
private func inputs(_ shape: [Int], sameKeys: Bool) -> [Tensor] {
  func uniform(_ range: ClosedRange<Double>, _ shape: [Int]) -> Tensor {
    let tensor = Tensor.zeros(shape)
    tensor.fillUniform(range)
    return tensor
  }
  let perKey = sameKeys ? [1, 1, 1, shape[3]] : shape
  let zero = Tensor.zeros(shape)
  let kk = (uniform(-1...1, perKey) + zero).normalizedLast(epsilon: 1e-12)
  let gate = sameKeys ? zero + 1 : uniform(0...1, shape)
  return [
    uniform(-1...1, shape), sameKeys ? zero + -30 : uniform(-6...4, shape), uniform(-1...1, shape),
    uniform(-1...1, shape), -kk, kk * gate,
  ]
}

/// y and the gradients of the six inputs.
private func outcome(
  _ inputs: [Tensor], _ rounded: ElementType, _ type: ElementType, _ weights: Tensor,
  _ recurrence: (Tensor, Tensor, Tensor, Tensor, Tensor, Tensor) -> Tensor
) -> [[Double]] {
  let leaves = inputs.map { input in
    let leaf = Tensor.zeros(input.shape, type)
    leaf.copy(from: input.cast(to: rounded))
    leaf.requireGradient()
    return leaf
  }
  let y = recurrence(leaves[0], leaves[1], leaves[2], leaves[3], leaves[4], leaves[5])
  (y.cast(to: .float64) * weights.cast(to: .float64)).mean().backward()
  return [y.doubles] + leaves.map(\.gradient.doubles)
}

extension LibtorchTests {
  @Suite struct RecurrenceTests {
    @Test(
      "The fused recurrence agrees with the plain one in float64, with all gradients",
      arguments: [1, 16, 37, 64], [(ElementType.float32, 5e-6), (ElementType.bfloat16, 2e-2)])
    func fusedAgrees(length: Int, precision: (type: ElementType, limit: Double)) {
      Backend.seed(UInt64(length))
      let shape = [2, length, 3, 64]
      let x = inputs(shape, sameKeys: false)
      let weights = Tensor.zeros(shape)
      weights.fillUniform(-1...1)
      let plain = outcome(x, precision.type, .float64, weights, plainWKV7)
      let fused = outcome(x, precision.type, precision.type, weights) {
        Tensor.wkv7(r: $0, w: $1, k: $2, v: $3, a: $4, b: $5)
      }
      for (name, pair) in zip(["y", "r", "w", "k", "v", "a", "b"], zip(fused, plain)) {
        #expect(relativeError(pair.0, pair.1) < precision.limit, "\(name)")
      }
    }

    @Test func theSameKeyAtEveryStepStaysExact() {
      Backend.seed(5)
      let shape = [1, 80, 1, 64]
      let x = inputs(shape, sameKeys: true)
      let weights = Tensor.zeros(shape) + 1
      let plain = outcome(x, .float32, .float64, weights, plainWKV7)
      let fused = outcome(x, .float32, .float32, weights) {
        Tensor.wkv7(r: $0, w: $1, k: $2, v: $3, a: $4, b: $5)
      }
      // w's gradient vanishes with a decay of one; all others are compared.
      for index in [0, 1, 3, 4, 5, 6] { #expect(relativeError(fused[index], plain[index]) < 2e-5) }
    }

    @Test func theNumberOfThreadsChangesNothing() {
      Backend.seed(9)
      let x = inputs([3, 40, 2, 64], sameKeys: false)
      let threads = Backend.threads
      let results = [1, 2].map { count in
        Backend.threads = count
        return outcome(x, .float32, .float32, Tensor.zeros([3, 40, 2, 64]) + 1) {
          Tensor.wkv7(r: $0, w: $1, k: $2, v: $3, a: $4, b: $5)
        }
      }
      Backend.threads = threads
      #expect(results[0] == results[1])
    }
  }
}
