// `continuo mirex`, run as the judges do.

import Foundation
import TestSupport
import Testing

@Suite struct MirexTests {
  private struct Sample: Decodable, Equatable {
    struct Note: Decodable, Equatable { let start, pitch, duration: Int }
    let generation: [Note]
  }

  private func samples(
    _ prompt: String, count: Int = 3, seed: Int = 0
  ) throws -> (outcome: Command.Outcome, samples: [Sample]) {
    let folder = try TemporaryFolder()
    try folder.write(NoiseModel.bytes, to: "noise.safetensors")
    try folder.write(prompt.utf8, to: "prompt.json")
    let outcome = try Command.run(
      [
        "mirex", "prompt.json", "out", "\(count)", "--model", "noise.safetensors", "--seed",
        "\(seed)",
      ], in: folder.url)
    let files = folder.files.filter { $0.hasPrefix("out/") }
    if outcome.status == 0 {
      #expect(files == (1...count).map { "out/sample_0\($0).json" })
    } else {
      #expect(files.isEmpty)
    }
    return (
      outcome,
      try files.map { try JSONDecoder().decode(Sample.self, from: Data(folder.read($0))) }
    )
  }

  /// All 128 keys, held through the whole prompt.
  private static let everyKey: String = {
    let notes = (0..<128).map { #"{"start": 0, "pitch": \#($0), "duration": 80}"# }
    return #"{"prompt": [\#(notes.joined(separator: ", "))]}"#
  }()

  @Test(arguments: [
    #"{"prompt": [{"start": 16, "pitch": 72, "duration": 6}, {"start": 70, "pitch": 60, "duration": 40}]}"#,
    #"{"prompt": []}"#,
    #"{"prompt": [{"start": 0, "pitch": 127, "duration": 1}], "name": "x"}"#,
    #"{"prompt": [{"start": -4, "pitch": 300, "duration": 0}, {"start": 500, "pitch": 60, "duration": 4}]}"#,
    everyKey,
    #"{"prompt": [{"start": 79, "pitch": 0, "duration": 1000000000000}, {"start": 79, "pitch": 0, "duration": 5}]}"#,
  ])
  func everyPromptHasValidSamples(prompt: String) throws {
    let (outcome, samples) = try samples(prompt)
    #expect(outcome.status == 0 && outcome.error.isEmpty && outcome.output.isEmpty)
    #expect(samples.count == 3 && samples.allSatisfy { !$0.generation.isEmpty })
    for note in samples.flatMap(\.generation) {
      #expect(80...271 ~= note.start && 21...108 ~= note.pitch)
      #expect(note.duration >= 1 && note.start + note.duration <= 272)
    }
  }

  @Test func theSameSeedGivesTheSameSamples() throws {
    let prompt = #"{"prompt": [{"start": 16, "pitch": 72, "duration": 6}]}"#
    let (first, second) = (try samples(prompt).samples, try samples(prompt).samples)
    #expect(first == second)
    let other = try samples(prompt, seed: 1).samples
    #expect(first != other)
  }

  @Test func wrongCountsAndNumbersAreNamed() throws {
    for count in [0, 129] {
      let (outcome, _) = try samples(#"{"prompt": []}"#, count: count)
      #expect(outcome.error.hasPrefix("error: \(count) samples are not possible"))
    }
    let half = #"{"prompt": [{"start": 1.5, "pitch": 60, "duration": 1}]}"#
    #expect(try samples(half).outcome.error.contains("prompt/Index 0/start"))
    #expect(try samples("[]").outcome.error.contains("it is no object"))
  }

  @Test(arguments: ["", "[]", "{}", #"{"prompt": 3}"#, #"{"prompt": [{"start": 1.5}]}"#])
  func whatIsNoPromptIsNamed(prompt: String) throws {
    let (outcome, _) = try samples(prompt)
    #expect(outcome.status == 1)
    #expect(outcome.error.hasPrefix("error: prompt.json: "))
    #expect(outcome.error.contains("sixteenths"))
  }
}
