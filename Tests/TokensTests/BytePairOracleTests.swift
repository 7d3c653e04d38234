// The same merged ids as MidiTok, file by file.

import Foundation
import MidiTok
import TestSupport
import Testing
import Tokens

private struct MergedFile: Decodable {
  let file: String
  let base: [Int]
  let ids: [Int]
  let back: [Int]
}

@Suite(
  .enabled(
    if: Python.isHere && Shared.hasData(), "\(Python.absence), or \(Shared.noData)"))
struct BytePairOracleTests {
  @Test(arguments: [
    (TokenizerConfiguration.miditok, "bar", 500), (.miditok, "bar", 4000),
    (.research, "beat", 2000),
    (.continuo, "no", 1500), (.continuo, "bar", 20000),
    (.rests, "bar", 2000), (.rests, "beat", 2000), (.rests, "no", 2000),
    (.rootedChordsAndRests, "bar", 4000), (.withoutMetres, "beat", 4000),
  ])
  func everyFileHasTheMergedIdsThatMidiTokGivesIt(
    _ configuration: TokenizerConfiguration, _ split: String, _ size: Int
  ) throws {
    let scores = SharedData.fewScores
    let answers = try Oracle.ask(
      "bpe_miditok.py", configuration, "\(size)", split, "12",
      input: scores.map(\.file).joined(separator: "\n"))
    let bytePairs = try BytePairEncoding(tokenizerJSON: try #require(answers.first))
    #expect(bytePairs.split.rawValue == split)
    #expect(bytePairs.count > bytePairs.remi.vocabulary.count)
    #expect(answers.count == scores.count + 1)
    for (line, (file, score)) in zip(answers.dropFirst(), scores) {
      let expected = try JSONDecoder().decode(MergedFile.self, from: line)
      #expect(expected.file == file)
      let tokens = bytePairs.remi.encode(score)
      #expect(tokens.map { Int($0.id) } == expected.base, "\(file)")
      let merged = bytePairs.encode(tokens)
      let ids = merged.map { Int($0.id) }
      let same = zip(ids, expected.ids).prefix { $0 == $1 }.count
      #expect(ids == expected.ids, "\(file) differs at token \(same)")
      #expect(bytePairs.unmerged(merged).map { Int($0.id) } == expected.back, "\(file)")
    }
  }
}
