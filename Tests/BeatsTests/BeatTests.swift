// Beats found in performances that were made up.

import Beats
import Foundation
import Metrics
import Music
import Testing

@Suite struct BeatTests {
  /// A waltz, a march and a slow air: bass, chords, a tune in eighths.
  private func piece(beats: Int, bars: Int) -> Score {
    var notes: [Note] = []
    func add(_ beat: Double, _ length: Double, _ pitch: Int) {
      notes.append(
        Note(
          onset: Tick(Int(beat * 480)), duration: Tick(Int(length * 480)), pitch: Pitch(pitch),
          velocity: Velocity(64)))
    }
    let bass = [36, 43, 41, 43]
    for bar in 0..<bars {
      let start = Double(bar * beats)
      add(start, Double(beats), bass[bar % 4])
      for beat in 0..<beats {
        if beat > 0 { for pitch in [60, 64] { add(start + Double(beat), 0.8, pitch) } }
        add(start + Double(beat), beat == 0 ? 1 : 0.5, 72 + (bar * 5 + beat * 2) % 9)
        if beat > 0 { add(start + Double(beat) + 0.5, 0.5, 74 + (bar * 3 + beat) % 7) }
      }
    }
    return Score(
      ticksPerQuarter: 480, tracks: [Track(notes: notes)],
      metres: [Metre(onset: .zero, numerator: beats, denominator: 4)])
  }

  @Test(arguments: [3, 4], [0.55, 0.8])
  func beatsOfMusicWithAClearPulseAreFound(beats: Int, length: Double) throws {
    let score = piece(beats: beats, bars: 10)
    let playing = try #require(Playing(score, seed: 5, beat: length))
    #expect(playing.performance.isPlayedFreely)
    let found = try #require(TrackedBeats(playing.performance))
    #expect(TimeMatching(found.seconds, Array(playing.beats.dropLast(2))).f1 > 0.9)
    #expect(found.beatsPerBar == beats)
    let lines = found.seconds.indices.filter { $0 % found.beatsPerBar == 0 }
    let marked = playing.beats.indices.filter { $0 % beats == 0 }.map { playing.beats[$0] }
    #expect(TimeMatching(lines.map { found.seconds[$0] }, Array(marked.dropLast())).f1 > 0.8)
  }

  @Test func aBarredPerformanceSoundsAsItWasPlayed() throws {
    let playing = try #require(Playing(piece(beats: 4, bars: 6), seed: 2, rubato: 0.1))
    let beats = try #require(TrackedBeats(playing.performance))
    let barred = playing.performance.barred(by: beats)
    #expect(barred.noteCount == playing.performance.noteCount)
    let (before, after) = (TempoMap(playing.performance), TempoMap(barred))
    for (played, placed) in zip(playing.performance.tracks[0].notes, barred.tracks[0].notes) {
      #expect(played.pitch == placed.pitch)
      for (a, b) in [(played.onset, placed.onset), (played.end, placed.end)] {
        let heard = after.seconds(at: b) + beats.seconds[0]
        #expect(abs(before.seconds(at: a) - heard) < 0.0015)
      }
    }
    #expect(barred.metres.map(\.numerator) == [beats.beatsPerBar])
  }

  @Test func aRemarkStaysWhereItWasHeard() throws {
    let playing = try #require(Playing(piece(beats: 4, bars: 6), seed: 2, rubato: 0.1))
    let remark = TextEvent(onset: Tick(4000), text: "dolce")
    let performance = Score(
      ticksPerQuarter: 480, tracks: playing.performance.tracks, remarks: [remark])
    let beats = try #require(TrackedBeats(performance))
    let barred = performance.barred(by: beats)
    try #require(barred.remarks.map(\.text) == ["dolce"])
    let heard = TempoMap(barred).seconds(at: barred.remarks[0].onset) + beats.seconds[0]
    #expect(abs(TempoMap(performance).seconds(at: remark.onset) - heard) < 0.0015)
  }

  @Test func theSamePerformanceHasTheSameBeats() throws {
    let playing = try #require(Playing(piece(beats: 3, bars: 4), seed: 9))
    #expect(
      TrackedBeats(playing.performance)?.seconds == TrackedBeats(playing.performance)?.seconds)
  }

  @Test func musicOnItsGridIsNoFreePerformance() {
    #expect(!piece(beats: 4, bars: 12).isPlayedFreely)
    #expect(!piece(beats: 3, bars: 2).isPlayedFreely)
    #expect(!Score(ticksPerQuarter: 480, tracks: []).isPlayedFreely)
  }

  @Test func drumsOnTheGridMakeAPerformanceNoLessFree() throws {
    let playing = try #require(Playing(piece(beats: 4, bars: 12), seed: 4))
    let beats = (0..<1000).map { index in
      Note(
        onset: Tick(120 * index), duration: Tick(60), pitch: Pitch(36), velocity: Velocity(64))
    }
    let drums = Track(channel: 9, notes: beats)
    #expect(!Score(ticksPerQuarter: 480, tracks: [Track(notes: beats)]).isPlayedFreely)
    #expect(
      Score(ticksPerQuarter: 480, tracks: playing.performance.tracks + [drums]).isPlayedFreely)
  }

  @Test func aPerformanceWithATempoMapKeepsItsBars() throws {
    let playing = try #require(Playing(piece(beats: 4, bars: 12), seed: 4))
    let tempos = [0, 960].map { Tempo(onset: Tick($0), microsecondsPerQuarter: 400_000 + $0) }
    let marked = Score(
      ticksPerQuarter: 480, tracks: playing.performance.tracks, tempos: tempos)
    #expect(!marked.isPlayedFreely)
  }

  @Test func oneNoteHasNoBeats() {
    let note = Note(
      onset: Tick(10), duration: Tick(100), pitch: Pitch(60), velocity: Velocity(60))
    #expect(TrackedBeats(Score(ticksPerQuarter: 480, tracks: [])) == nil)
    if let beats = TrackedBeats(Score(ticksPerQuarter: 480, tracks: [Track(notes: [note])])) {
      #expect(beats.seconds.count > 1)
    }
  }
}
