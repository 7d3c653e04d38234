// Rows of tokens, by hand.

import MidiTok
import Music
import Random
import Testing
import Tokens

@Suite struct RowTests {
  private func configuration(
    _ tokenization: TokenizerConfiguration.Tokenization
  ) -> TokenizerConfiguration {
    var configuration = TokenizerConfiguration.miditok
    configuration.tokenization = tokenization
    return configuration
  }

  private func score(_ onsets: Int...) -> Score {
    let notes = onsets.map {
      Note(onset: Tick($0), duration: Tick(8), pitch: Pitch(60), velocity: Velocity(63))
    }
    return Score(ticksPerQuarter: 8, tracks: [Track(notes: notes)])
  }

  private func names(_ rows: [[Token]], _ vocabularies: [[String]]) -> [String] {
    rows.map { row in
      row.indices.map { vocabularies[$0][Int(row[$0].id)] }.filter { $0 != "Ignore_None" }
        .joined(separator: " ")
    }
  }

  @Test func aNoteOfCompoundWordsHasABarAndAPositionBeforeIt() {
    let words = CompoundWord(configuration(.compoundWord))
    #expect(
      names(words.encode(score(8)), words.vocabularies) == [
        "Family_Metric Bar_None TimeSig_4/4", "Family_Metric Position_0 Tempo_121.29",
        "Family_Metric Position_8 Tempo_121.29",
        "Family_Note Pitch_60 Velocity_63 Duration_1.0.8",
      ])
  }

  @Test func aNoteOfAnOctupleIsOneRow() {
    let octuple = Octuple(configuration(.octuple))
    #expect(
      names(octuple.encode(score(40)), octuple.vocabularies) == [
        "Pitch_60 Position_8 Bar_1 Velocity_63 Duration_1.0.8 Tempo_121.29 TimeSig_4/4"
      ])
  }

  @Test func notesAfterTheLastBarThatHasATokenAreLeftOut() {
    var short = configuration(.octuple)
    short.barLimit = 2
    #expect(Octuple(short).encode(score(0, 63, 64, 200)).count == 2)
  }

  @Test func aFileSaysHowManyBarsHaveAToken() throws {
    var short = configuration(.octuple)
    short.barLimit = 7
    let read = try TokenizerConfiguration(tokenizerJSON: short.tokenizerJSON.utf8)
    #expect(read == short)
    short.barLimit = 0
    #expect(throws: TokenizerConfigurationError.invalid(option: "max_bar_embedding")) {
      try TokenizerConfiguration(tokenizerJSON: short.tokenizerJSON.utf8)
    }
  }

  @Test func aFileForAnotherTokenizationIsRefused() {
    let refusal = TokenizerConfigurationError.unsupported(option: "tokenization")
    #expect(throws: refusal) {
      try Octuple(tokenizerJSON: configuration(.compoundWord).tokenizerJSON.utf8)
    }
    #expect(throws: refusal) {
      try CompoundWord(tokenizerJSON: configuration(.remi).tokenizerJSON.utf8)
    }
  }

  @Test func anyRowsDecode() {
    let (words, octuple) = (
      CompoundWord(configuration(.compoundWord)), Octuple(configuration(.octuple))
    )
    var dice = SplitMix64(seed: 3)
    for length in 0..<100 {
      func rows(_ vocabularies: [[String]]) -> [[Token]] {
        (0..<length).map { _ in
          // Now and then a short row, or a token of another vocabulary.
          vocabularies.prefix(Int.random(in: 5...12, using: &dice)).map {
            Token(Int.random(in: 0..<$0.count + 2, using: &dice))
          }
        }
      }
      #expect(words.decode(rows(words.vocabularies)).noteCount <= length)
      #expect(octuple.decode(rows(octuple.vocabularies)).noteCount <= length)
    }
  }

  @Test func nothingDecodesToNothing() {
    #expect(CompoundWord(configuration(.compoundWord)).decode([]).tracks.isEmpty)
    #expect(Octuple(configuration(.octuple)).decode([]).tracks.isEmpty)
  }

  @Test(arguments: [TokenizerConfiguration.Tokenization.compoundWord, .octuple])
  func rowsAsOneSequenceSayWhatTheRowsSay(
    tokenization: TokenizerConfiguration.Tokenization
  ) throws {
    var dice = SplitMix64(seed: 5)
    let tokenizer = try Tokenizer(tokenizerJSON: configuration(tokenization).tokenizerJSON.utf8)
    let onsets = (0..<40).map { _ in Int.random(in: 0..<600, using: &dice) }.sorted()
    let notes = onsets.map {
      Note(
        onset: Tick($0), duration: Tick(8), pitch: Pitch(Int.random(in: 40...80, using: &dice)),
        velocity: Velocity(63))
    }
    let score = Score(ticksPerQuarter: 8, tracks: [Track(notes: notes)])
    let tokens = tokenizer.encode(score)
    let width = tokenizer.rowWidth
    #expect(tokenizer.columnSizes.reduce(0, +) == tokenizer.vocabulary.count)
    #expect(Set(tokenizer.vocabulary).count == tokenizer.vocabulary.count)
    #expect(tokens.count % width == 0)
    // Each place of a row has ids of its own.
    let firsts = tokenizer.columnSizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    for (index, token) in tokens.enumerated() {
      #expect((firsts[index % width]..<firsts[index % width + 1]).contains(Int(token.id)))
    }
    #expect(tokens.count { tokenizer.kind(of: $0) == .pitch } == notes.count)
    let pitches = { (score: Score) in score.tracks.flatMap(\.notes).sorted().map(\.pitch.number) }
    #expect(pitches(tokenizer.decode(tokens)) == pitches(score))
    let higher = tokenizer.decode(tokenizer.transposed(tokens, by: 3))
    #expect(pitches(higher) == pitches(score).map { $0 + 3 })
    #expect(tokenizer.transpositions(of: tokens)?.contains(3) == true)
  }
}
