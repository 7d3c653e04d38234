// The recurrence: its three writings are one, with all gradients, from any state to any other.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import RWKVTraining
import Testing
import Torch

/// What the recurrence gets, as the model makes it: a = -kk of length one, b = kk * gate.
struct Problem7 {
  enum Kind: CaseIterable {
    case random, sameKeys, fastDecay, noDecay, eitherDecay
  }

  let shape: [Int]
  /// r, w, k, v, a, b (B,T,H,N) and the state before the first token (B,H,N,N).
  var inputs: [Tensor]
  /// What y and the last state weigh in the sum whose gradients are compared.
  let weights: [Tensor]

  init(_ kind: Kind, length: Int, seed: Int, heads: Int = 2, headSize: Int = 64) {
    Backend.seed(UInt64(seed))
    let shape = [2, length, heads, headSize]
    let zero = Tensor.zeros(shape)
    let keys = kind == .sameKeys ? [1, 1, 1, headSize] : shape
    let kk = (uniform(-1...1, keys) + zero).normalizedLast(epsilon: 1e-12)
    let gate = kind == .sameKeys ? zero + 1 : uniform(0...1, shape)
    let w =
      switch kind {
      case .random: uniform(-6...4, shape)
      case .sameKeys, .noDecay: zero + -30
      case .fastDecay: zero + 30
      case .eitherDecay: uniform(-1000...1000, shape)
      }
    let states = [2, heads, headSize, headSize]
    self.shape = shape
    inputs = [
      uniform(-1...1, shape), w, uniform(-1...1, shape), uniform(-1...1, shape), -kk, kk * gate,
      uniform(-1...1, states),
    ]
    weights = [uniform(-1...1, shape), uniform(-1...1, states) * 0.1]
  }

  /// y, the last state and the gradients of all inputs.
  func outcome(
    _ type: ElementType, rounded: ElementType, _ recurrence: WKV7
  ) -> [(name: String, values: [Double])] {
    let leaves = inputs.enumerated().map { index, input in
      let isState = index == 6
      let leaf = Tensor.zeros(input.shape, isState && type != .float64 ? .float32 : type)
      leaf.copy(from: isState ? input : input.cast(to: rounded))
      leaf.requireGradient()
      return leaf
    }
    let x = WKV7Inputs(
      r: leaves[0], w: leaves[1], k: leaves[2], v: leaves[3], a: leaves[4], b: leaves[5])
    let (y, state) = recurrence(x, leaves[6])
    weightedSum([y, state], weights).backward()
    let names = ["r", "w", "k", "v", "a", "b", "initial"]
    return [("y", y.doubles), ("state", state.doubles)]
      + zip(names, leaves).map { ($0, $1.gradient.doubles) }
  }
}

extension LibtorchTests {
  @Suite struct RecurrenceTests {
    @Test(
      "The fused recurrence agrees with the plain one in float64, with all gradients",
      arguments: [1, 16, 37, 64], [(ElementType.float32, 5e-6), (ElementType.bfloat16, 2e-2)])
    func fusedAgrees(length: Int, precision: (type: ElementType, limit: Double)) {
      let problem = Problem7(.random, length: length, seed: length)
      let plain = problem.outcome(.float64, rounded: precision.type, plainWKV7)
      let fused = problem.outcome(precision.type, rounded: precision.type, fusedWKV7)
      expectAgreement(fused, plain, limit: precision.limit)
    }

    @Test(
      "The chunked recurrence agrees with the plain one in float64, whatever the chunks",
      arguments: [1, 5, 32, 70], [1, 16, 32, 64])
    func chunkedAgrees(length: Int, chunk: Int) {
      let problem = Problem7(.random, length: length, seed: length + chunk)
      let plain = problem.outcome(.float64, rounded: .float32, plainWKV7)
      let exact = problem.outcome(.float64, rounded: .float32) {
        chunkedWKV7($0, $1, chunk: chunk)
      }
      expectAgreement(exact, plain, limit: 1e-11)
      let single = problem.outcome(.float32, rounded: .float32) {
        chunkedWKV7($0, $1, chunk: chunk)
      }
      expectAgreement(single, plain, limit: 2e-5)
    }

    @Test("Repeated keys and extreme decays stay exact", arguments: Problem7.Kind.allCases)
    func extremesStayExact(kind: Problem7.Kind) {
      let problem = Problem7(kind, length: 80, seed: 5, heads: 1)
      let plain = problem.outcome(.float64, rounded: .float32, plainWKV7)
      // Where the sigmoid of the raw decay is saturated, the decay's gradient vanishes.
      let except: Set<String> = kind == .random ? [] : ["w"]
      let writings: [(String, WKV7)] = [
        ("plain", plainWKV7), ("fused", fusedWKV7), ("chunked", chunkedWKV7),
      ]
      for (writing, recurrence) in writings {
        let found = problem.outcome(.float32, rounded: .float32, recurrence)
        expectAgreement(found, plain, limit: 2e-5, except: except, "\(writing)")
        let halves = problem.outcome(.bfloat16, rounded: .bfloat16, recurrence)
        for (name, values) in halves {
          let isFinite = values.allSatisfy { $0.isFinite }
          #expect(isFinite, "\(writing): \(name)")
        }
      }
    }

    @Test("Cut anywhere and continued, the result is the same", arguments: [1, 31, 32, 49])
    func cuttingChangesNothing(cut: Int) {
      let problem = Problem7(.random, length: 50, seed: cut)
      for recurrence in [plainWKV7, fusedWKV7, chunkedWKV7 as WKV7] {
        let whole = problem.outcome(.float32, rounded: .float32, recurrence)
        let parts = problem.outcome(.float32, rounded: .float32) { x, initial in
          func part(_ range: Range<Int>) -> WKV7Inputs {
            WKV7Inputs(
              r: x.r.tokens(range), w: x.w.tokens(range), k: x.k.tokens(range),
              v: x.v.tokens(range), a: x.a.tokens(range), b: x.b.tokens(range))
          }
          let first = recurrence(part(0..<cut), initial)
          let second = recurrence(part(cut..<50), first.state)
          return (.joinedInTime([first.y, second.y]), second.state)
        }
        expectAgreement(parts, whole, limit: 2e-5)
      }
    }

    @Test func theNumberOfThreadsChangesNothing() {
      let problem = Problem7(.random, length: 40, seed: 9)
      let threads = Backend.threads
      let results = [1, 2].map { count in
        Backend.threads = count
        return problem.outcome(.float32, rounded: .float32, fusedWKV7).map(\.values)
      }
      Backend.threads = threads
      #expect(results[0] == results[1])
    }
  }
}
