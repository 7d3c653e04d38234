// What a model forgets, and how two kinds of tokens are compared.

import Testing
import Tokens
import Torch

@testable import RWKVTraining

@Suite struct PairedMeansTests {
  @Test func pairsCompareTheSameTokenInTheSamePieceOnly() {
    var means = PairedMeans(count: 1)
    let (a, b) = (Token(1), Token(2))
    // `a` is 1 higher in its first kind; `b` is of one kind only and does not count.
    means.add([a, a, a, b], [true, true, false, true], [3, 5, 3, 100])
    means.add([a, a], [true, false], [5, 2])
    means.add([b], [false], [7])
    #expect(means.pieces == 2)
    let (mean, error) = means.difference([1])
    #expect(mean == 2 && abs(error - 1) < 1e-12)
    #expect(means.first == [4.5] && means.second == [2.5])
  }
}

extension LibtorchTests {
  @Suite struct ForgettingTests {
    @Test(arguments: [Generation.six, .seven])
    func aTokenForgetsByWhatCameBeforeIt(generation: Generation) {
      let (configuration, parameters) = randomModel(generation, layers: 2)
      let model = Model(configuration, parameters, precision: .float64, kernels: .plain)
      let tokens = Tensor([5, 3, 9, 4].map(Int64.init), shape: [1, 4])
      let rates = withoutGradients { model.forgetting(tokens) }
      #expect(rates.count == configuration.layerCount)
      #expect(rates.allSatisfy { $0.shape == [1, 4, configuration.headCount] })
      // What comes after a token changes nothing of what it forgets.
      let shorter = withoutGradients {
        model.forgetting(tokens.narrowed(dimension: 1, from: 0, count: 2))
      }
      for (long, short) in zip(rates, shorter) {
        let same = long.narrowed(dimension: 1, from: 0, count: 2)
        #expect(relativeError(same.doubles, short.doubles) < 1e-12)
      }
      for rate in rates.flatMap(\.doubles) {
        #expect(rate > 0 && (generation == .six || rate < 0.6066))
      }
    }

    @Test func aRawDecayOfAllChannelsIsTheRate() {
      let (configuration, parameters) = randomModel(.seven, layers: 1)
      let model = Model(configuration, parameters, precision: .float64, kernels: .plain)
      // Without the narrow matrices the raw decay is the bias, whatever the token: sigmoid(0)
      // e^-0.5.
      for name in ["w0", "w2"] {
        let tensor = parameters["blocks.0.att.\(name)"]
        withoutGradients { tensor.copy(from: Tensor.zeros(tensor.shape)) }
      }
      let rate = withoutGradients {
        model.forgetting(Tensor([7, 8].map(Int64.init), shape: [1, 2]))
      }
      #expect(rate[0].doubles.allSatisfy { abs($0 - 0.303265) < 1e-6 })
    }
  }
}
