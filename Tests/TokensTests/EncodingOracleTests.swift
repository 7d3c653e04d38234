// The same ids as MidiTok, file by file.

import Foundation
import Music
import TestSupport
import Testing
import Tokens

struct EncodedFile: Decodable {
  let file: String
  let ids: [[Int]]?
  let error: String?
}

@Suite(
  .enabled(
    if: Python.isHere && Shared.hasData(), "\(Python.absence), or \(Shared.noData)"))
struct EncodingOracleTests {
  /// Each file's ids in MidiTok and here, where they differ an issue.
  private func compare(
    _ configuration: TokenizerConfiguration, _ arrangement: String,
    _ scores: [(file: String, score: Score)], _ encode: (Score) -> [[Token]]
  ) throws {
    let input = scores.map(\.file).joined(separator: "\n")
    let answers = try Oracle.ask("remi_miditok.py", configuration, arrangement, input: input)
    #expect(answers.count == scores.count + 1)
    for (line, (file, score)) in zip(answers.dropFirst(), scores) {
      let answer = try JSONDecoder().decode(EncodedFile.self, from: line)
      #expect(answer.file == file)
      let expected = try #require(answer.ids, "\(file): \(answer.error ?? "")")
      let ids = encode(score).map { $0.map { Int($0.id) } }
      let same = zip(ids.joined(), expected.joined()).prefix { $0 == $1 }.count
      #expect(ids == expected, "\(file) differs at token \(same)")
    }
  }

  @Test(arguments: [TokenizerConfiguration.miditok, .continuo])
  func everyFileHasTheIdsThatMidiTokGivesIt(_ configuration: TokenizerConfiguration) throws {
    let remi = REMI(configuration)
    try compare(configuration, "piano", SharedData.scores) { [remi.encode($0)] }
  }

  @Test(arguments: TokenizerConfiguration.varied.filter { !$0.usePrograms })
  func onePianoHasTheIdsOfMidiTokWithRestsAndChords(
    _ configuration: TokenizerConfiguration
  ) throws {
    let remi = REMI(configuration)
    try compare(configuration, "piano", SharedData.fewScores) { [remi.encode($0)] }
  }

  @Test(arguments: [TokenizerConfiguration.miditok] + TokenizerConfiguration.varied)
  func everyTrackHasTheIdsThatMidiTokGivesIt(_ configuration: TokenizerConfiguration) throws {
    let remi = REMI(configuration)
    try compare(configuration, "tracks", SharedData.fewScores, remi.encodeTracks)
  }
}
