// The command draws the takes that were recorded, token for token.

import Foundation
import TestSupport
import Testing

/// Takes that `Tests/Recorded/make.py` recorded for one request.
struct RecordedTakes: Decodable, CustomTestStringConvertible {
  struct Take: Decodable, Equatable {
    let seed: UInt64
    let tokens: [Int]
  }
  let piece: String
  let options: [String]
  let takes: [Take]

  var testDescription: String { ([piece] + options).joined(separator: " ") }

  static let all: [RecordedTakes] = {
    do {
      let data = try Data(contentsOf: Recorded.file("takes.json"))
      return try JSONDecoder().decode([RecordedTakes].self, from: data)
    } catch { preconditionFailure("\(error)") }
  }()
}

@Suite struct RecordedTakesTests {
  private struct Answer: Decodable { let takes: [RecordedTakes.Take] }

  @Test func thereAreRecordedTakes() { #expect(RecordedTakes.all.count >= 18) }

  @Test(arguments: RecordedTakes.all)
  func takesHaveTheRecordedTokens(recorded: RecordedTakes) throws {
    let folder = try TemporaryFolder()
    let outcome = try Command.run(
      ["complete", Repository.file("Examples/\(recorded.piece)").path] + recorded.options
        + ["--model", Recorded.cellsModel.path, "--json"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.error)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    #expect(answer.takes == recorded.takes)
  }
}
