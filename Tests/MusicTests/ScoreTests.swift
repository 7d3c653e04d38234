// Scores: the order of what they hold, and what cannot be made.

import Music
import TestSupport
import Testing

@Test func notesStandByOnsetThenPitch() {
  let track = Track(notes: [note(5, 60, 10), note(0, 72, 10), note(5, 48, 10), note(0, 64, 10)])
  #expect(track.notes.map(\.onset.value) == [0, 0, 5, 5])
  #expect(track.notes.map { Int($0.pitch.number) } == [64, 72, 48, 60])
}

@Test func ofSeveralChangesAtOneTickTheLastGivenStays() {
  let score = Score(
    ticksPerQuarter: 480, tracks: [],
    tempos: [
      Tempo(onset: Tick(10), microsecondsPerQuarter: 400_000),
      Tempo(onset: .zero, microsecondsPerQuarter: 500_000),
      Tempo(onset: Tick(10), microsecondsPerQuarter: 600_000),
    ])
  #expect(score.tempos.map(\.microsecondsPerQuarter) == [500_000, 600_000])
}

@Test func aScoreEndsWhereItsLastNoteEnds() {
  let score = Score(
    ticksPerQuarter: 480,
    tracks: [Track(notes: [note(0, 60, 500)]), Track(notes: [note(100, 60, 10)])])
  #expect(score.end == Tick(500))
  #expect(score.noteCount == 2)
}

@Test func pitchesAndVelocitiesKeepTheirRanges() {
  #expect(Pitch(exactly: 128) == nil)
  #expect(Pitch(exactly: -1) == nil)
  #expect(Velocity(exactly: 0) == nil)
  #expect(Velocity(exactly: 127)?.value == 127)
  #expect(Pitch(60).description == "C4")
  #expect(Pitch(21).description == "A0")
}
