// The same ids as MidiTok, file by file.

import Foundation
import Music
import Testing
import Tokens

struct EncodedFile: Decodable {
  let file: String
  let ids: [Int]?
  let error: String?
}

@Suite struct EncodingOracleTests {
  @Test(
    .enabled(
      if: Oracle.isPresent && SharedData.isPresent, "\(Oracle.absence), or \(SharedData.absence)"),
    arguments: [REMIConfiguration.miditok, .continuo])
  func everyFileHasTheIdsThatMidiTokGivesIt(_ configuration: REMIConfiguration) throws {
    let remi = REMI(configuration)
    let answers = try Oracle.ask(
      "remi_miditok.py", configuration, input: SharedData.sample.joined(separator: "\n"))
    #expect(answers.count == SharedData.sample.count + 1)
    let scores = Dictionary(
      SharedData.scores.map { ($0.file, $0.score) }, uniquingKeysWith: { first, _ in first })
    for line in answers.dropFirst() {
      let answer = try JSONDecoder().decode(EncodedFile.self, from: line)
      let expected = try #require(answer.ids, "\(answer.file): \(answer.error ?? "")")
      let score = try #require(scores[answer.file])
      let ids = remi.encode(score).map { Int($0.id) }
      let same = zip(ids, expected).prefix { $0 == $1 }.count
      #expect(ids == expected, "\(answer.file) differs at token \(same) of \(expected.count)")
    }
  }
}
