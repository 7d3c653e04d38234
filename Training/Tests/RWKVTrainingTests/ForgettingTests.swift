// What a model forgets, and where the pedal is down and notes are short.

import Testing
import Tokens
import Torch

@testable import RWKVTraining

@Suite struct PlayedTokenTests {
  private let cells = Cells()

  private func tokens(_ names: String) -> [Token] {
    names.split(whereSeparator: \.isWhitespace).map { name in
      Token(cells.vocabulary.firstIndex(of: String(name))!)
    }
  }

  /// Labels of the piece's tokens of some kind, in their order.
  private func labels(_ all: [Bool?], _ tokens: [Token], _ kind: TokenKind) -> [Bool?] {
    zip(all, tokens).filter { Tokenizer.cells(cells).kind(of: $0.1) == kind }.map(\.0)
  }

  private func played(_ tokens: [Token]) -> PlayedTokens {
    let bars = tokens.indices.filter { Tokenizer.cells(cells).isBar(tokens[$0]) }
    return PlayedTokens(tokens, bars: bars, CellGrid(cells))
  }

  @Test func thePedalOfABarIsKnownAtItsNotesAndLastsBeyondTheBar() {
    let piece = tokens(
      """
      BOS_None Dynamics_Off Pedals_On
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_0.6.12
      Position_12 Pitch_62 Duration_0.6.12 Hand_Left Position_24 Pitch_40 Duration_1.0.12
      Pedals_Bar Position_6 Pedal_0
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_0.6.12
      Position_24 Pitch_60 Duration_0.6.12 Hand_Left Pedals_Bar Position_24 PedalOff_0
      EOS_None
      """)
    let down = played(piece).isPedalDown
    #expect(labels(down, piece, .pitch) == [false, true, true, true, false])
    #expect(labels(down, piece, .duration) == [false, true, true, true, false])
    #expect(labels(down, piece, .position).allSatisfy { $0 == nil })
  }

  @Test func aPieceWithoutPedalsSaysNothingOfThem() {
    let piece = tokens(
      """
      BOS_None Dynamics_Off Pedals_Off
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_0.6.12 Hand_Left EOS_None
      """)
    #expect(played(piece).isPedalDown.allSatisfy { $0 == nil })
  }

  @Test func aNoteIsLegatoThatReachesTheNextOfItsHandAndStaccatoThatGoesHalfTheWayAtMost() {
    let piece = tokens(
      """
      BOS_None Dynamics_Off Pedals_Off
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_1.0.12 Pitch_64 Duration_0.6.12
      Position_12 Pitch_62 Duration_0.9.12 Position_24 Pitch_62 Duration_1.0.12
      Hand_Left Position_6 Pitch_40 Duration_0.6.12 EOS_None
      """)
    #expect(labels(played(piece).isLegato, piece, .duration) == [true, false, nil, nil, nil])
  }

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
