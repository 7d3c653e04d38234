// From tokens back to music.

import Foundation
import MIDIFile
import Music
import Random
import TestSupport
import Testing
import Tokens

/// A score as the decoding oracle prints it.
private struct PrintedScore: Codable, Equatable {
  struct PrintedTrack: Codable, Equatable {
    var program: Int
    var notes: [[Int]]
    var pedals: [[Int]]
  }

  var ticksPerQuarter: Int
  var tracks: [PrintedTrack]
  var tempos: [[Int]]
  var metres: [[Int]]

  /// MidiTok mostly drops the pedals of a track without notes, and we the first of two tempos or
  /// metres at one tick, and notes before the start.
  mutating func forgetWhatAScoreCannotHold() {
    for index in tracks.indices { tracks[index].notes.removeAll { $0[0] < 0 } }
    tracks = tracks.filter { !$0.notes.isEmpty }.sorted { $0.program < $1.program }
    let last = Dictionary(tempos.map { ($0[0], $0) }, uniquingKeysWith: { $1 })
    tempos = last.values.sorted { $0[0] < $1[0] }
    let lastMetres = Dictionary(metres.map { ($0[0], $0) }, uniquingKeysWith: { $1 })
    metres = lastMetres.values.sorted { $0[0] < $1[0] }
  }

  init(_ score: Score) {
    ticksPerQuarter = score.ticksPerQuarter
    tracks = score.tracks.map {
      PrintedTrack(
        program: $0.isDrums ? -1 : Int($0.program),
        notes: $0.notes.map {
          [$0.onset.value, $0.duration.value, Int($0.pitch.number), Int($0.velocity.value)]
        },
        pedals: $0.pedals.map { [$0.onset.value, $0.duration.value] })
    }
    tempos = score.tempos.map { [$0.onset.value, $0.microsecondsPerQuarter] }
    if tempos.isEmpty { tempos = [[0, 500_000]] }
    metres = score.metres.map { [$0.onset.value, $0.numerator, $0.denominator] }
    if metres.isEmpty { metres = [[0, 4, 4]] }
    forgetWhatAScoreCannotHold()
  }
}

/// The scores that are decoded here and by MidiTok, where they differ an issue.
func compareDecoding<Sequences, Numbers>(
  _ configuration: TokenizerConfiguration, _ scores: [Sequences],
  _ decode: (Sequences) -> Score, _ ids: (Sequences) -> [Numbers]
) throws {
  let input = scores.map { "\(ids($0))" }.joined(separator: "\n")
  let answers = try Oracle.ask("remi_decode.py", configuration, input: input)
  #expect(answers.count == scores.count)
  for (number, (sequences, line)) in zip(scores, answers).enumerated() {
    var expected = try JSONDecoder().decode(PrintedScore.self, from: line)
    expected.forgetWhatAScoreCannotHold()
    #expect(PrintedScore(decode(sequences)) == expected, "score \(number)")
  }
}

@Suite struct DecodingTests {
  private static let configurations = [.miditok] + GrammarTests.strict.dropLast()

  private func compare(
    _ remi: REMI, _ scores: [[[Token]]], _ decode: ([[Token]]) -> Score
  ) throws {
    try compareDecoding(remi.configuration, scores, decode) { $0.map { $0.map { Int($0.id) } } }
  }

  @Test(
    .enabled(
      if: Python.isHere && Shared.hasData(), "\(Python.absence), or \(Shared.noData)"),
    arguments: configurations)
  func scoresAreThoseThatMidiTokDecodes(_ configuration: TokenizerConfiguration) throws {
    let remi = REMI(configuration)
    var dice = SplitMix64(seed: 1)
    let walks = (1...100).map { remi.walk(&dice, length: $0 * 3) }
    let files =
      SharedData.files(below: "open/test").prefix(20) + SharedData.files(below: "examples")
    let encoded = try files.map {
      remi.encode(try Score(midi: [UInt8](Data(contentsOf: URL(filePath: $0)))))
    }
    try compare(remi, (walks + encoded).map { [$0] }) { remi.decode($0[0]) }
  }

  @Test(
    .enabled(
      if: Python.isHere && Shared.hasData(), "\(Python.absence), or \(Shared.noData)"),
    arguments: TokenizerConfiguration.varied)
  func tracksAreThoseThatMidiTokDecodes(_ configuration: TokenizerConfiguration) throws {
    let remi = REMI(configuration)
    let scores = SharedData.fewScores.map { remi.encodeTracks($0.score) }
    try compare(remi, scores) { remi.decodeTracks($0) }
  }

  @Test(
    .enabled(if: Shared.hasData(), "\(Shared.noData)"),
    arguments: [TokenizerConfiguration.miditok] + TokenizerConfiguration.varied)
  func aScoreThatTokensCanSayIsDecodedAsItWas(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    for (file, score) in SharedData.fewScores {
      let once = remi.decodeTracks(remi.encodeTracks(score))
      #expect(remi.decodeTracks(remi.encodeTracks(once)) == once, "\(file)")
    }
  }

  @Test(
    .enabled(if: Shared.hasData(), "\(Shared.noData)"),
    arguments: [TokenizerConfiguration.continuo, GrammarTests.strict[1]])
  func aDecodedFileEncodesToTheSameTokens(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    for (file, score) in SharedData.scores {
      let tokens = remi.encode(score)
      #expect(remi.encode(remi.decode(tokens)) == tokens, "\(file)")
    }
  }

  @Test(arguments: configurations + TokenizerConfiguration.varied)
  func anySequenceDecodes(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    var dice = SplitMix64(seed: 5)
    for length in 0..<200 {
      let tokens = (0..<length).map { _ in
        // Now and then a token of another vocabulary.
        Token(Int.random(in: 0..<remi.vocabulary.count + 2, using: &dice))
      }
      let score = remi.decode(tokens)
      let pitches = tokens.filter { Int($0.id) < remi.vocabulary.count }
        .filter { [.pitch, .drumPitch].contains(remi.kind(of: $0)) }
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
