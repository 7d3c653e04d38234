// From tokens back to music.

import Foundation
import MIDIFile
import Music
import Testing
import Tokens

/// A score as the decoding oracle prints it.
private struct PrintedScore: Codable, Equatable {
  var ticksPerQuarter: Int
  var notes: [[Int]]
  var pedals: [[Int]]
  var tempos: [[Int]]
  var metres: [[Int]]

  /// MidiTok drops the pedals of a track without notes, and we the first of two tempos at one tick.
  mutating func forgetWhatAScoreCannotHold() {
    let last = Dictionary(tempos.map { ($0[0], $0) }, uniquingKeysWith: { $1 })
    tempos = last.values.sorted { $0[0] < $1[0] }
  }

  init(_ score: Score) {
    ticksPerQuarter = score.ticksPerQuarter
    notes = score.tracks.flatMap(\.notes).map {
      [$0.onset.value, $0.duration.value, Int($0.pitch.number), Int($0.velocity.value)]
    }
    pedals = score.tracks.filter { !$0.notes.isEmpty }.flatMap(\.pedals)
      .map { [$0.onset.value, $0.duration.value] }
    tempos = score.tempos.map { [$0.onset.value, $0.microsecondsPerQuarter] }
    if tempos.isEmpty { tempos = [[0, 500_000]] }
    metres = score.metres.map { [$0.onset.value, $0.numerator, $0.denominator] }
    if metres.isEmpty { metres = [[0, 4, 4]] }
  }
}

@Suite struct DecodingTests {
  private static let configurations = [.miditok] + GrammarTests.strict.dropLast()

  @Test(
    .enabled(
      if: Oracle.isPresent && SharedData.isPresent, "\(Oracle.absence), or \(SharedData.absence)"),
    arguments: configurations)
  func scoresAreThoseThatMidiTokDecodes(_ configuration: REMIConfiguration) throws {
    let remi = REMI(configuration)
    var dice = Dice(1)
    var sequences = (1...100).map { remi.walk(&dice, length: $0 * 3) }
    for file in SharedData.files(below: "open/test").prefix(20)
      + SharedData.files(below: "examples")
    {
      let bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
      sequences.append(remi.encode(try Score(midi: bytes)))
    }
    let input = sequences.map { "\($0.map(\.id))" }.joined(separator: "\n")
    let answers = try Oracle.ask("remi_decode.py", configuration, input: input)
    #expect(answers.count == sequences.count)
    for (tokens, line) in zip(sequences, answers) {
      var expected = try JSONDecoder().decode(PrintedScore.self, from: line)
      expected.forgetWhatAScoreCannotHold()
      #expect(PrintedScore(remi.decode(tokens)) == expected)
    }
  }

  @Test(
    .enabled(if: SharedData.isPresent, "\(SharedData.absence)"),
    arguments: [REMIConfiguration.continuo, GrammarTests.strict[1]])
  func aDecodedFileEncodesToTheSameTokens(_ configuration: REMIConfiguration) {
    let remi = REMI(configuration)
    for (file, score) in SharedData.scores {
      let tokens = remi.encode(score)
      #expect(remi.encode(remi.decode(tokens)) == tokens, "\(file)")
    }
  }

  @Test(arguments: configurations)
  func anySequenceDecodes(_ configuration: REMIConfiguration) {
    let remi = REMI(configuration)
    var dice = Dice(5)
    for length in 0..<200 {
      let tokens = (0..<length).map { _ in
        // Now and then a token of another vocabulary.
        Token(Int.random(in: 0..<remi.vocabulary.count + 2, using: &dice))
      }
      let score = remi.decode(tokens)
      let pitches = tokens.filter { Int($0.id) < remi.vocabulary.count }
        .filter { remi.kind(of: $0) == .pitch }
      #expect(score.noteCount <= pitches.count)
      #expect(!remi.encode(score).contains { Int($0.id) >= remi.vocabulary.count })
    }
  }

  @Test func aPedalThatIsNotReleasedLastsToTheEnd() {
    let remi = REMI(.continuo)
    let names = "Bar_None TimeSig_4/4 Position_0 Pedal_0 Pitch_60 Duration_1.0.12"
    let score = remi.decode(remi.tokens(names))
    #expect(score.tracks.first?.pedals == [Pedal(onset: .zero, duration: score.end)])
    #expect(score.end == Tick(score.ticksPerQuarter))
  }

  @Test func nothingDecodesToNothing() {
    #expect(REMI(.continuo).decode([Token]()).tracks.isEmpty)
  }
}
