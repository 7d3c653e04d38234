// The names and ids of tokens.

import Foundation
import TestSupport
import Testing
import Tokens

/// What a configuration of MidiTok's own is called in the oracle, and what ours may say to it.
private struct SavedTokenizer: Decodable {
  let name: String
  let tokenizer: String
  let vocabulary: [String]
}

@Suite struct VocabularyTests {
  private static let unsupported = [
    "pitch intervals": "use_pitch_intervals", "pedal durations": "sustain_pedal_duration",
    "attribute controls": "ac_polyphony_bar", "bars with numbers": "max_bar_embedding",
    "ends of bars": "use_bar_end_tokens",
  ]

  @Test(.enabled(if: Python.isHere, "\(Python.absence)"))
  func aTokenizerThatMidiTokSavedHasTheSameVocabularyHere() throws {
    let saved = try Oracle.ask("remi_vocabulary.py").map {
      try JSONDecoder().decode(SavedTokenizer.self, from: $0)
    }
    #expect(saved.count > Self.unsupported.count)
    for tokenizer in saved {
      let read = Result {
        try TokenizerConfiguration(tokenizerJSON: Array(tokenizer.tokenizer.utf8))
      }
      if let option = Self.unsupported[tokenizer.name] {
        #expect(throws: TokenizerConfigurationError.unsupported(option: option)) { try read.get() }
      } else {
        #expect(try REMI(read.get()).vocabulary == tokenizer.vocabulary, "\(tokenizer.name)")
      }
    }
  }

  @Test(.enabled(if: Python.isHere, "\(Python.absence)"))
  func midiTokReadsTheSameVocabularyFromAFileWrittenHere() throws {
    var wide = TokenizerConfiguration.miditok
    wide.logTempos = true
    wide.timeSignatureRange = [2, 16, 4, 8].map { .init(denominator: $0, numerators: [4, 3, 7]) }
    wide.pitchRange = 0...127
    wide.velocityCount = 5
    wide.specialTokens.append("Hole_None")
    for configuration in [.miditok, .continuo, wide] + TokenizerConfiguration.varied {
      let line = try #require(try Oracle.ask("remi_miditok.py", configuration, "piano").first)
      let answer = try JSONDecoder().decode([String: [String]].self, from: line)
      #expect(answer["vocabulary"] == REMI(configuration).vocabulary)
    }
  }

  @Test(arguments: [TokenizerConfiguration.miditok, .continuo])
  func everyTokenIsFoundByItsName(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    for (id, name) in remi.vocabulary.enumerated() {
      #expect(remi.token(named: name) == Token(id))
    }
    #expect(remi.token(named: "Pitch_0") == nil)
  }

  @Test(arguments: [TokenizerConfiguration.miditok, .continuo])
  func theKindOfATokenIsTheFirstPartOfItsName(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    let kinds: [String: TokenKind] = [
      "Bar": .bar, "Position": .position, "Pitch": .pitch, "PitchDrum": .drumPitch,
      "Velocity": .velocity, "Duration": .duration, "Tempo": .tempo, "TimeSig": .timeSignature,
      "Pedal": .pedalOn, "PedalOff": .pedalOff,
    ]
    for (id, name) in remi.vocabulary.enumerated() {
      let first = String(name.prefix { $0 != "_" })
      #expect(remi.kind(of: Token(id)) == kinds[first, default: .special], "\(name)")
      #expect(remi.isBar(Token(id)) == (name == "Bar_None"))
    }
    let special = [remi.paddingToken, remi.beginToken, remi.endToken, remi.barToken]
    #expect(
      special.map { remi.vocabulary[Int($0.id)] } == [
        "PAD_None", "BOS_None", "EOS_None", "Bar_None",
      ])
  }
}
