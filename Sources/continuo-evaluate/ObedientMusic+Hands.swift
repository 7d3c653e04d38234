// What hands do in a take: where they reach, and what they play again.

import Metrics
import Music

extension ObedientMusic {
  /// Whether a tick is on a part of a beat.
  func isOnGrid(_ tick: Tick, parts: Int) -> Bool {
    let lines = BarLines(written)
    let bar = lines.bar(lines.index(at: tick))
    let beat = 4 * written.ticksPerQuarter
    return (tick - bar.onset).value * parts * bar.denominator % beat == 0
  }

  /// For each onset of new notes, whether the hand holds no more than five keys within a ninth, and
  /// has the time to come from its last keys and to go on to the next.
  func areInReach(_ hand: Hand) -> [Bool] {
    let all = (given[hand] + new[hand]).sorted()
    let times = TempoMap(written)
    let onsets = Set(all.map(\.onset)).sorted()
    func struck(_ tick: Tick) -> [Int] {
      all.filter { $0.onset == tick }.map { Int($0.pitch.number) }
    }
    func isInTime(_ a: Tick, _ b: Tick) -> Bool {
      let (from, to) = (struck(a), struck(b))
      let widest = max(to.max()! - from.min()!, from.max()! - to.min()!)
      return Double(widest - 14) <= 60 * (times.seconds(at: b) - times.seconds(at: a)) + 1e-9
    }
    let fresh = Set(new[hand].map(\.onset))
    return onsets.indices.filter { fresh.contains(onsets[$0]) }.map { index in
      let tick = onsets[index]
      let held = Set(all.filter { $0.onset <= tick && tick < $0.end }.map { Int($0.pitch.number) })
      return held.count <= 5 && held.max()! - held.min()! <= 14
        && (index == 0 || isInTime(onsets[index - 1], tick))
        && (index + 1 == onsets.count || isInTime(tick, onsets[index + 1]))
    }
  }

  /// Whether a new note of a hand and the three before it stood at the same places of one of the
  /// last four bars, or of this one.
  func repeats(_ index: Int, _ hand: Hand) -> Bool {
    let all = (given[hand] + new[hand]).sorted()
    let lines = BarLines(written)
    let places = all.map { note in
      let bar = lines.index(at: note.onset)
      return (bar: bar, offset: (note.onset - lines.bar(bar).onset).value, pitch: note.pitch)
    }
    guard let end = all.firstIndex(of: new[hand][index]), end > 3 else { return false }
    return (3..<end).contains { start in
      places[end].bar - places[start].bar <= 4
        && (0..<4).allSatisfy { back in
          let (old, now) = (places[start - back], places[end - back])
          return old.offset == now.offset && old.pitch == now.pitch
        }
    }
  }

  /// For each run of so many new notes of a hand, whether what the hand was given has it, in any
  /// key.
  func runsQuoted(_ hand: Hand, length: Int) -> [Bool] {
    func runs(_ notes: [Note]) -> [UInt64] {
      Phrases(notes, ticksPerQuarter: written.ticksPerQuarter).runs(length: length).map(\.hash)
    }
    let known = Set(runs(given[hand]))
    return runs(new[hand]).map(known.contains)
  }
}
