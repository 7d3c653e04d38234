// The same rows as MidiTok, file by file, in both directions.

import Foundation
import MidiTok
import Music
import TestSupport
import Testing
import Tokens

/// What MidiTok and the tests do with a vocabulary of rows.
private struct RowTokenizer {
  let vocabularies: [[String]]
  let encode: (Score) -> [[Token]]
  let encodeTracks: (Score) -> [[[Token]]]
  let decodeTracks: ([[[Token]]]) -> Score

  init(_ configuration: TokenizerConfiguration) {
    if configuration.tokenization == .octuple {
      let octuple = Octuple(configuration)
      vocabularies = octuple.vocabularies
      (encode, encodeTracks) = (octuple.encode, octuple.encodeTracks)
      decodeTracks = { octuple.decodeTracks($0) }
    } else {
      let words = CompoundWord(configuration)
      vocabularies = words.vocabularies
      (encode, encodeTracks) = (words.encode, words.encodeTracks)
      decodeTracks = { words.decodeTracks($0) }
    }
  }
}

private struct Vocabularies: Decodable {
  let vocabulary: [[String]]
}

private struct EncodedRows: Decodable {
  let file: String
  let ids: [[[Int]]]?
  let error: String?
}

@Suite(
  .enabled(
    if: Python.isHere && Shared.hasData(), "\(Python.absence), or \(Shared.noData)"))
struct RowOracleTests {
  private func compare(
    _ configuration: TokenizerConfiguration, _ arrangement: String,
    _ encode: (RowTokenizer, Score) -> [[[Token]]]
  ) throws {
    let tokenizer = RowTokenizer(configuration)
    let scores = SharedData.fewScores
    let input = scores.map(\.file).joined(separator: "\n")
    let answers = try Oracle.ask("remi_miditok.py", configuration, arrangement, input: input)
    let first = try JSONDecoder().decode(Vocabularies.self, from: try #require(answers.first))
    #expect(first.vocabulary == tokenizer.vocabularies)
    #expect(answers.count == scores.count + 1)
    for (line, (file, score)) in zip(answers.dropFirst(), scores) {
      let answer = try JSONDecoder().decode(EncodedRows.self, from: line)
      #expect(answer.file == file)
      let expected = try #require(answer.ids, "\(file): \(answer.error ?? "")")
      let ids = encode(tokenizer, score).map { $0.map { $0.map { Int($0.id) } } }
      let same = zip(ids.joined(), expected.joined()).prefix { $0 == $1 }.count
      #expect(ids == expected, "\(file) differs at row \(same)")
    }
  }

  @Test(arguments: TokenizerConfiguration.rows.filter { !$0.usePrograms })
  func onePianoHasTheRowsOfMidiTok(_ configuration: TokenizerConfiguration) throws {
    try compare(configuration, "piano") { [$0.encode($1)] }
  }

  @Test(arguments: TokenizerConfiguration.rows)
  func everyTrackHasTheRowsThatMidiTokGivesIt(_ configuration: TokenizerConfiguration) throws {
    try compare(configuration, "tracks") { $0.encodeTracks($1) }
  }

  /// Each score as one sequence of rows, as far as the form can say its metres.
  private func sequences(
    _ tokenizer: RowTokenizer, _ configuration: TokenizerConfiguration
  ) -> [[[Token]]] {
    let rows = SharedData.fewScores.map { tokenizer.encode($0.score) }
    guard configuration.tokenization == .octuple, configuration.useTimeSignatures else {
      return rows
    }
    // A metre begins where the first note in it is, not where its first bar is.
    let metre = tokenizer.vocabularies.count - 1
    return rows.filter { Set($0.map { $0[metre] }).count == 1 }
  }

  @Test(arguments: TokenizerConfiguration.rows)
  func scoresAreThoseThatMidiTokDecodes(_ configuration: TokenizerConfiguration) throws {
    let tokenizer = RowTokenizer(configuration)
    let scores = sequences(tokenizer, configuration).map { [$0] }
    #expect(!scores.isEmpty)
    try compareDecoding(configuration, scores, tokenizer.decodeTracks) {
      $0.map { $0.map { $0.map { Int($0.id) } } }
    }
  }

  @Test(arguments: TokenizerConfiguration.rows.filter { $0.tokenization == .octuple })
  func withItsDefectsAllTracksAreThoseThatMidiTokDecodes(
    _ configuration: TokenizerConfiguration
  ) throws {
    var defective = configuration
    defective.followsMidiTokDefects = true
    let tokenizer = RowTokenizer(defective)
    let scores = SharedData.fewScores.prefix(40).map { tokenizer.encodeTracks($0.score) }
    try compareDecoding(defective, scores, tokenizer.decodeTracks) {
      $0.map { $0.map { $0.map { Int($0.id) } } }
    }
    guard configuration.useTimeSignatures, !configuration.isOneStream else { return }
    #expect(
      scores.contains { tokenizer.decodeTracks($0) != RowTokenizer(configuration).decodeTracks($0) }
    )
  }

  @Test(arguments: TokenizerConfiguration.rows)
  func decodedRowsBecomeTheSameScoreAgain(_ configuration: TokenizerConfiguration) {
    let tokenizer = RowTokenizer(configuration)
    let all = sequences(tokenizer, configuration)
    #expect(!all.isEmpty)
    for (number, rows) in all.enumerated() {
      let once = tokenizer.decodeTracks([rows])
      let again = tokenizer.decodeTracks([tokenizer.encode(once)])
      #expect(again.tracks == once.tracks, "score \(number)")
    }
  }
}
