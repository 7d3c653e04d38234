// The recurrence of RWKV-5.2 and 6: its three writings agree, in results and all gradients.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import RWKVTraining
import Testing
import Torch

/// What the recurrence gets.
struct Problem6 {
  enum Kind: CaseIterable {
    case random, fastDecay, noDecay, anyDecay, eitherDecay
  }

  /// r, w, k, v (B,T,H,N), u (H,N) and the state before the first token (B,H,N,N).
  let inputs: [Tensor]
  /// What y and the last state weigh in the sum whose gradients are compared.
  let weights: [Tensor]

  init(_ kind: Kind, length: Int, seed: Int, heads: Int = 2, headSize: Int = 64) {
    Backend.seed(UInt64(seed))
    let (shape, states) = ([2, length, heads, headSize], [2, heads, headSize, headSize])
    let raw: ClosedRange<Double> =
      switch kind {
      case .random: -6...2
      case .fastDecay: 30...100
      case .noDecay: -100 ... -30
      case .anyDecay: -20...20
      case .eitherDecay: -1000...1000
      }
    inputs = [
      uniform(-1...1, shape), uniform(raw, shape), uniform(-1...1, shape), uniform(-1...1, shape),
      uniform(-1...1, [heads, headSize]), uniform(-1...1, states),
    ]
    weights = [uniform(-1...1, shape), uniform(-1...1, states) * 0.1]
  }

  /// y, the last state and the gradients of all inputs.
  ///
  /// - Parameter type: Of r, k, v and y, as which they are rounded; the others are fp32. With
  ///   `exactly` all are float64, with the same numbers.
  func outcome(
    _ type: ElementType, exactly: Bool = false, _ recurrence: WKV6
  ) -> [(name: String, values: [Double])] {
    let leaves = inputs.enumerated().map { index, input in
      let isRounded = [0, 2, 3].contains(index)
      let leaf = Tensor.zeros(input.shape, exactly ? .float64 : isRounded ? type : .float32)
      leaf.copy(from: isRounded ? input.cast(to: type) : input)
      leaf.requireGradient()
      return leaf
    }
    let x = WKV6Inputs(r: leaves[0], w: leaves[1], k: leaves[2], v: leaves[3], u: leaves[4])
    let (y, state) = recurrence(x, leaves[5])
    weightedSum([y, state], weights).backward()
    return [("y", y.doubles), ("state", state.doubles)]
      + zip(["r", "w", "k", "v", "u", "initial"], leaves).map { ($0, $1.gradient.doubles) }
  }
}

/// The plain writing as the model calls it: what was rounded to bf16 goes on in fp32.
private func plainInSingle(_ x: WKV6Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor) {
  func single(_ x: Tensor) -> Tensor { x.cast(to: .float32) }
  let (y, state) = plainWKV6(
    WKV6Inputs(r: single(x.r), w: single(x.w), k: single(x.k), v: single(x.v), u: single(x.u)),
    initial)
  return (y.cast(to: x.r.elementType), state)
}

extension LibtorchTests {
  @Suite struct Recurrence6Tests {
    @Test(
      "The fused recurrence agrees with the plain one in float64, with all gradients",
      arguments: [1, 16, 37, 64], [(ElementType.float32, 5e-6), (ElementType.bfloat16, 2e-2)])
    func fusedAgrees(length: Int, precision: (type: ElementType, limit: Double)) {
      let problem = Problem6(.random, length: length, seed: length)
      let plain = problem.outcome(precision.type, exactly: true, plainWKV6)
      expectAgreement(problem.outcome(precision.type, fusedWKV6), plain, limit: precision.limit)
    }

    @Test(
      "The chunked recurrence agrees with the plain one in float64, whatever the chunks",
      arguments: [1, 5, 32, 70], [1, 16, 24, 64])
    func chunkedAgrees(length: Int, chunk: Int) {
      let problem = Problem6(.random, length: length, seed: length + chunk, heads: 1)
      let plain = problem.outcome(.float32, exactly: true, plainWKV6)
      let chunked: WKV6 = { chunkedWKV6($0, $1, chunk: chunk) }
      expectAgreement(problem.outcome(.float32, exactly: true, chunked), plain, limit: 1e-11)
      expectAgreement(problem.outcome(.float32, chunked), plain, limit: 2e-5)
    }

    @Test("Extreme decays stay exact", arguments: Problem6.Kind.allCases)
    func extremesStayExact(kind: Problem6.Kind) {
      let problem = Problem6(kind, length: 50, seed: 5, heads: 1)
      let plain = problem.outcome(.float32, exactly: true, plainWKV6)
      // Without a decay, or without anything that stays, the decay's gradient vanishes.
      let except: Set<String> = [.random, .anyDecay].contains(kind) ? [] : ["w"]
      let writings: [(String, WKV6)] = [
        ("plain", plainInSingle), ("fused", fusedWKV6), ("chunked", chunkedWKV6),
      ]
      for (writing, recurrence) in writings {
        let found = problem.outcome(.float32, recurrence)
        expectAgreement(found, plain, limit: 2e-5, except: except, "\(writing)")
        for (name, values) in problem.outcome(.bfloat16, recurrence) {
          let isFinite = values.allSatisfy { $0.isFinite }
          #expect(isFinite, "\(writing): \(name)")
        }
      }
    }

    @Test("Cut anywhere and continued, the result is the same", arguments: [1, 15, 16, 49])
    func cuttingChangesNothing(cut: Int) {
      let problem = Problem6(.random, length: 50, seed: cut)
      for recurrence in [plainWKV6, fusedWKV6, chunkedWKV6 as WKV6] {
        let whole = problem.outcome(.float32, recurrence)
        let parts = problem.outcome(.float32) { x, initial in
          func part(_ range: Range<Int>) -> WKV6Inputs {
            WKV6Inputs(
              r: x.r.tokens(range), w: x.w.tokens(range), k: x.k.tokens(range),
              v: x.v.tokens(range), u: x.u)
          }
          let first = recurrence(part(0..<cut), initial)
          let second = recurrence(part(cut..<50), first.state)
          return (.joinedInTime([first.y, second.y]), second.state)
        }
        expectAgreement(parts, whole, limit: 2e-5)
      }
    }

    @Test func theNumberOfThreadsChangesNothing() {
      let problem = Problem6(.random, length: 40, seed: 9)
      let threads = Backend.threads
      let results = [1, 2].map { count in
        Backend.threads = count
        return problem.outcome(.float32, fusedWKV6).map(\.values)
      }
      Backend.threads = threads
      #expect(results[0] == results[1])
    }
  }
}
