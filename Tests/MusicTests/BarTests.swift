// Bars: every tick lies in exactly one, metres begin them, and counting is not making.

import Music
import Testing

private func score(end: Int, _ metres: [Metre]) -> Score {
  let note = Note(onset: .zero, duration: Tick(end), pitch: Pitch(60), velocity: Velocity(64))
  return Score(ticksPerQuarter: 24, tracks: [Track(notes: [note])], metres: metres)
}

@Test func withoutAMetreBarsAreFourQuarters() {
  let bars = score(end: 200, []).bars()
  #expect(bars.map(\.onset.value) == [0, 96, 192])
  #expect(bars.allSatisfy { $0.numerator == 4 && $0.denominator == 4 })
}

@Test func aNoteThatEndsAtABarLineDoesNotBeginAnotherBar() {
  #expect(score(end: 96, []).bars().count == 1)
  #expect(score(end: 97, []).bars().count == 2)
}

@Test func aMetreInsideABarCutsTheBarShort() {
  let bars = score(
    end: 200,
    [
      Metre(onset: .zero, numerator: 3, denominator: 4),
      Metre(onset: Tick(100), numerator: 6, denominator: 8),
    ]
  ).bars()
  #expect(bars.map(\.onset.value) == [0, 72, 100, 172])
  #expect(bars.map(\.end.value) == [72, 100, 172, 244])
  #expect(bars.map(\.numerator) == [3, 3, 6, 6])
}

@Test func aMetreThatComesLateFollowsFourQuarters() {
  let bars = score(end: 150, [Metre(onset: Tick(96), numerator: 2, denominator: 4)]).bars()
  #expect(bars.map(\.numerator) == [4, 2, 2])
}

@Test func metresAfterTheEndMakeNoBars() {
  let bars = score(end: 96, [Metre(onset: Tick(960), numerator: 3, denominator: 4)]).bars()
  #expect(bars.count == 1)
}

@Test func barsFollowEachOtherWithoutGapsAndAreCountedRight() {
  var generator = Generator(state: 1)
  for _ in 0..<200 {
    var onset = 0
    let metres = (0..<Int(generator.next() % 6)).map { _ in
      onset += Int(generator.next() % 300)
      return Metre(
        onset: Tick(onset), numerator: Int(generator.next() % 12) + 1,
        denominator: 1 << Int(generator.next() % 6))
    }
    let score = score(end: Int(generator.next() % 3000) + 1, metres)
    let bars = score.bars()
    #expect(bars.count == score.barCount)
    #expect(bars[0].onset == .zero)
    #expect(zip(bars, bars.dropFirst()).allSatisfy { $0.end == $1.onset && $0.onset < $0.end })
    let last = bars[bars.count - 1]
    #expect(last.onset < score.end && score.end <= last.end)
  }
}

@Test func countingTheBarsOfAnEndlessScoreIsQuick() {
  let note = Note(
    onset: Tick(1 << 40), duration: Tick(1), pitch: Pitch(60), velocity: Velocity(64))
  let score = Score(ticksPerQuarter: 1, tracks: [Track(notes: [note])])
  #expect(score.barCount == (1 << 38) + 1)
}

@Test func anEmptyScoreHasOneBar() {
  #expect(Score(ticksPerQuarter: 480, tracks: []).bars().count == 1)
}

/// A generator with a fixed seed (Steele, Lea and Flood 2014, the mixing step simplified).
private struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
