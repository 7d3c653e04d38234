// Songs of POP909 get their bars.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@testable import Corpus

struct POP909Tests {
  /// A song as POP909 has them: a chord on each bar's first beat, shorter notes between, all moved
  /// by some ticks, under a metre that says nothing.
  private func writeSong(
    beatsPerBar: Int, bars: Int, pickup: Int, phase: Int, in folder: URL
  ) throws {
    var (piano, melody): ([Note], [Note]) = ([], [])
    var (beats, chords) = ("", "")
    func seconds(_ tick: Int) -> Double { Double(tick) / 960 + 0.0004 }
    for beat in 0..<pickup + bars * beatsPerBar {
      let tick = phase + 480 * beat
      beats += "\(seconds(tick)) \((beat % beatsPerBar == 1 ? "1.0" : "0.0")) 0.0\n"
      melody.append(note(tick + 240, 72 + (beat * phase + beat) % 7, 240))
      if (beat - pickup) % beatsPerBar == 0 {
        piano += [
          note(tick, 45 + phase % 4 + beat % 3, 480 * beatsPerBar),
          note(tick, 60 + beat % 4, 480 * beatsPerBar),
        ]
        let name = beat / beatsPerBar % 2 == 0 ? "C:maj" : "A:min"
        chords += "\(seconds(tick))\t\(seconds(tick + 480 * beatsPerBar))\t\(name)\n"
      }
    }
    let score = Score(
      ticksPerQuarter: 480,
      tracks: [Track(name: "MELODY", notes: melody), Track(name: "PIANO", notes: piano)],
      metres: [Metre(onset: .zero, numerator: 1, denominator: 4)])
    let name = folder.lastPathComponent
    try write(score.midi(), "\(name).mid", in: folder)
    try write(beats.utf8, "beat_midi.txt", in: folder)
    try write(chords.utf8, "chord_midi.txt", in: folder)
  }

  @Test(arguments: [(4, 0), (4, 1), (4, 3), (3, 0), (3, 2)], [0, 37, 301])
  func barLinesStandWhereTheChordsBegin(bar: (beats: Int, pickup: Int), phase: Int) async throws {
    try await withFolder { folder in
      let song = folder.appending(path: "007")
      try writeSong(beatsPerBar: bar.beats, bars: 20, pickup: bar.pickup, phase: phase, in: song)
      let score = try POP909Song(contentsOf: song).barred()
      #expect(
        score.metres == [Metre(onset: .zero, numerator: bar.beats, denominator: 4)])
      let length = 480 * bar.beats
      let first = bar.pickup == 0 ? 0 : length
      #expect(
        Set(score.tracks[1].notes.map(\.onset.value))
          == Set((0..<20).map { first + length * $0 }))
      #expect(score.tracks[0].notes.allSatisfy { $0.onset.value % 480 == 240 })
    }
  }

  @Test func songsKeepTheirPartsAndWhatIsDamagedIsLeftOut() async throws {
    try await withFolder { folder in
      let raw = folder.appending(path: "raw")
      for (number, phase) in [("001", 3), ("002", 30), ("003", 300)] {
        try writeSong(
          beatsPerBar: 4, bars: 30 + phase, pickup: 0, phase: phase,
          in: raw.appending(path: number))
      }
      try write("0.5 1.0\n".utf8, "003/beat_midi.txt", in: raw)
      try write([], "aligned/test/001.mid", in: folder)
      try write([], "aligned/val/002.mid", in: folder)
      let out = folder.appending(path: "data")
      try await Preparation(folders: [raw], format: .pop909, tokenizer: tokenizer)
        .run(into: out) { _, _ in }
      let dataset = try Dataset(contentsOf: out)
      #expect(dataset.test.pieces.map(\.file) == ["raw/001/001.mid"])
      #expect(dataset.validation.pieces.map(\.title) == ["002"])
      #expect(
        try refusals(out) == [
          ["raw/003/003.mid", "unreadable", "beat_midi.txt: line 1 makes no sense"]
        ])
    }
  }
}
