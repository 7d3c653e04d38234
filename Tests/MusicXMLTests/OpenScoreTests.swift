// Songs in MusicXML have the notes that the same songs have as MIDI.

import Foundation
import MIDIFile
import Music
import MusicXML
import TestSupport
import Testing

@Suite(
  .enabled(if: Shared.hasData(), "\(Shared.noData)"))
struct OpenScoreTests {
  private static let songs = Shared.files("musicxml", endingWith: ".mxl")

  /// In 480 to a quarter.
  private struct Sounding {
    var onset: Int
    var duration: Int
    var pitch: Pitch
  }

  private func sounding(_ score: Score) -> [Sounding] {
    func ticks(_ tick: Tick) -> Int {
      Int((Double(tick.value) * 480 / Double(score.ticksPerQuarter)).rounded())
    }
    return score.tracks.flatMap(\.notes).map {
      Sounding(onset: ticks($0.onset), duration: ticks($0.duration), pitch: $0.pitch)
    }.sorted { ($0.onset, $0.pitch) < ($1.onset, $1.pitch) }
  }

  private func midi(of song: URL) throws -> Score {
    let name = song.deletingPathExtension().lastPathComponent + ".mid"
    let file = try #require(
      ["train", "val", "test"].map { Shared.data.appending(path: "open/\($0)/lieder/\(name)") }
        .first { FileManager.default.fileExists(atPath: $0.path) })
    return try Score(midi: [UInt8](Data(contentsOf: file)))
  }

  private func score(_ song: URL) throws -> Score {
    try Score(musicXML: [UInt8](Data(contentsOf: song)))
  }

  @Test func thereAreSongs() { #expect(Self.songs.count >= 15) }

  /// MuseScore, which wrote the MIDI files, plays arpeggios one key after the other, and has notes
  /// begin earlier by a grace note before them or later by one on the beat.
  @Test(arguments: songs) func songsHaveTheNotesOfTheirMIDIFiles(song: URL) throws {
    let ours = sounding(try score(song))
    var left = Dictionary(grouping: sounding(try midi(of: song)), by: \.pitch)
    let expected = left.values.reduce(0) { $0 + $1.count }
    var (common, exact, whole) = (0, 0, 0)
    for note in ours {
      guard
        let place = left[note.pitch]?.firstIndex(where: {
          -10...150 ~= $0.onset - note.onset
        }), let other = left[note.pitch]?.remove(at: place)
      else { continue }
      common += 1
      guard other.onset == note.onset else { continue }
      exact += 1
      // It ends every note four ticks early.
      if other.duration == note.duration - 4 { whole += 1 }
    }
    print("\(song.lastPathComponent): \(ours.count) of \(expected), \(common), \(exact), \(whole)")
    #expect(common * 100 >= 98 * max(ours.count, expected))
    #expect(whole * 100 >= 90 * exact)
  }

  @Test(arguments: songs) func songsHaveTheTracksAndBarsOfTheirMIDIFiles(song: URL) throws {
    let (ours, theirs) = (try score(song), try midi(of: song))
    #expect(ours.tracks.count == theirs.tracks.count)
    let lines = { (score: Score) in
      score.bars().map { Double($0.onset.value) / Double(score.ticksPerQuarter) }
    }
    #expect(lines(ours) == lines(theirs))
  }
}
