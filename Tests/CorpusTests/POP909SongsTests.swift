// The bars of POP909's real songs, against its recordings and against another reading of them.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@testable import Corpus

@Suite(
  .enabled(
    if: Shared.hasData("pop909/raw"), "\(Shared.noData)"))
struct POP909SongsTests {
  private struct Reading {
    var number: String
    var score: Score
    /// Share of the recording's downbeats that are bar lines here.
    var agreement: Double
  }

  /// Every fourth song; with `CONTINUO_TEST_ALL_FILES` set in the environment, all.
  private static let numbers: [String] = {
    let raw = Shared.data.appending(path: "pop909/raw").path
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: raw)) ?? []).sorted()
    let step = readsAllFiles ? 1 : 4
    return stride(from: 0, to: all.count, by: step).map { all[$0] }
  }()

  private static func folder(_ number: String) -> URL {
    Shared.data.appending(path: "pop909/raw").appending(path: number)
  }

  private static let readings: [Reading] = numbers.compactMap { number in
    guard let song = try? POP909Song(contentsOf: folder(number)), let score = try? song.barred()
    else { return nil }
    return Reading(
      number: number, score: score, agreement: agreement(of: score, song: song, number))
  }

  /// The recording's first beats of bars, as a beat tracker heard them, in ticks of the song.
  private static func heardDownbeats(_ number: String, _ song: POP909Song) -> [Double] {
    let url = folder(number).appending(path: "beat_audio.txt")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    let times = TempoMap(song.score)
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      return fields.count == 2 && fields[1] == 1 ? times.ticks(at: fields[0]) : nil
    }
  }

  private static func agreement(of score: Score, song: POP909Song, _ number: String) -> Double {
    func lastOnset(_ score: Score) -> Tick {
      score.tracks.flatMap(\.notes).map(\.onset).max() ?? .zero
    }
    let distance = Double((lastOnset(song.score) - lastOnset(score)).value)
    let lines = score.bars().map { Double($0.onset.value) + distance }
    let first = lines[0] - 100
    let heard = heardDownbeats(number, song).filter { $0 > first && $0 < lines[lines.count - 1] }
    let near = Double(song.score.ticksPerQuarter) / 2
    let agreeing = heard.count { tick in lines.contains { abs($0 - tick) < near } }
    return Double(agreeing) / Double(max(1, heard.count))
  }

  @Test func nearlyAllSongsGetBars() {
    #expect(Self.readings.count * 100 >= Self.numbers.count * 80)
    print("\(Self.readings.count) of \(Self.numbers.count) songs get bars")
  }

  @Test func notesStandOnSixteenths() {
    var distances: [Double] = []
    for reading in Self.readings where reading.score.metres[0].numerator == 4 {
      let sixteenth = Double(reading.score.ticksPerQuarter) / 4
      let notes = reading.score.tracks.flatMap(\.notes)
      let sum = notes.map { (note: Note) -> Double in
        let place = Double(note.onset.value) / sixteenth
        return abs(place - place.rounded())
      }.reduce(0) { $0 + $1 }
      distances.append(sum / Double(notes.count))
    }
    let mean = distances.reduce(0) { $0 + $1 } / Double(distances.count)
    #expect(mean < 0.05)
    print("mean distance of onsets \(mean) sixteenths, \(distances.count) songs in 4/4")
  }

  @Test func barLinesAgreeWithTheRecordings() {
    let mean = Self.readings.map(\.agreement).reduce(0) { $0 + $1 } / Double(Self.readings.count)
    #expect(mean > 0.75)
    print("\(mean) of the recordings' downbeats are bar lines")
  }

  @Test func barLinesAgreeBetterThanThoseOfTheOtherReading() throws {
    var (ours, theirs, same) = ([Double](), [Double](), 0)
    for reading in Self.readings {
      for part in ["train", "val", "test"] {
        let url = Shared.data.appending(path: "pop909/aligned/\(part)/\(reading.number).mid")
        guard let bytes = try? Data(contentsOf: url) else { continue }
        let other = try Score(midi: [UInt8](bytes))
        let song = try POP909Song(contentsOf: Self.folder(reading.number))
        ours.append(reading.agreement)
        theirs.append(Self.agreement(of: other, song: song, reading.number))
        if abs(ours[ours.count - 1] - theirs[theirs.count - 1]) < 0.1 { same += 1 }
      }
    }
    try #require(!ours.isEmpty)
    let means = [ours, theirs].map { $0.reduce(0) { $0 + $1 } / Double(ours.count) }
    #expect(means[0] >= means[1])
    print("\(means[0]) here, \(means[1]) there, of \(ours.count) songs, \(same) alike")
  }
}
