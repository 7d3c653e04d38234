// The tokenizers that models are trained with.

import MidiTok
import Music
import Testing
import Tokens

@Suite struct TokenizerTests {
  private let cells = Tokenizer.cells(Cells())

  @Test func aTokenizerSaysInItsFileWhichItIs() throws {
    for tokenizer in [cells, .remi(REMI(.continuo))] {
      let again = try Tokenizer(tokenizerJSON: tokenizer.configuration.tokenizerJSON.utf8)
      #expect(again.configuration == tokenizer.configuration)
      #expect(again.vocabulary == tokenizer.vocabulary)
    }
  }

  @Test func cellsRefuseAConfigurationThatTheyCannotSay() {
    var configuration = TokenizerConfiguration.cells
    configuration.useTempos = true
    #expect(throws: TokenizerConfigurationError.unsupported(option: "use_tempos")) {
      try Tokenizer(tokenizerJSON: configuration.tokenizerJSON.utf8)
    }
    #expect(throws: TokenizerConfigurationError.unsupported(option: "tokenization")) {
      try Cells.check(.continuo)
    }
  }

  @Test func theTwoStavesOfAScoreAreItsHands() {
    func track(_ pitch: Int) -> Track {
      Track(notes: [
        Note(onset: .zero, duration: Tick(48), pitch: Pitch(pitch), velocity: Velocity(90))
      ])
    }
    let score = Score(ticksPerQuarter: 48, tracks: [track(50), track(60)])
    let tokens = cells.encode(score)
    let names = tokens.map { cells.vocabulary[Int($0.id)] }
    #expect(
      names == [
        "BOS_None", "Dynamics_Off", "Pedals_Off", "Bar_None", "TimeSig_4/4",
        "Hand_Right", "Position_0", "Pitch_50", "Duration_1.0.12",
        "Hand_Left", "Position_0", "Pitch_60", "Duration_1.0.12", "EOS_None",
      ])
    #expect(
      tokens.prefix(cells.headerCount).map { cells.kind(of: $0) } == [.special, .special, .special])
    #expect(cells.decode(tokens).tracks.map(\.notes.count) == [1, 1])
  }
}
