// Seconds and ticks are turned into each other by the tempo that rules.

import Music
import Testing

struct TempoTests {
  @Test func secondsBecomeTicksByTheTempoThatRules() {
    let score = Score(
      ticksPerQuarter: 100, tracks: [],
      tempos: [
        Tempo(onset: Tick(200), microsecondsPerQuarter: 1_000_000),
        Tempo(onset: Tick(300), microsecondsPerQuarter: 250_000),
      ])
    let times = TempoMap(score)
    for (seconds, ticks) in [(0.0, 0.0), (0.5, 100), (1, 200), (1.5, 250), (2, 300), (2.5, 500)] {
      #expect(abs(times.ticks(at: seconds) - ticks) < 1e-9)
    }
  }

  @Test func ticksAndSecondsAreEachOthersInverse() {
    let tempos = (0..<50).map {
      Tempo(onset: Tick(37 * $0), microsecondsPerQuarter: 300_000 + 7919 * $0 % 400_000)
    }
    let map = TempoMap(Score(ticksPerQuarter: 96, tracks: [], tempos: tempos))
    for tick in stride(from: 0, to: 2500, by: 13) {
      #expect(abs(map.ticks(at: map.seconds(at: Tick(tick))) - Double(tick)) < 1e-6)
    }
  }
}
