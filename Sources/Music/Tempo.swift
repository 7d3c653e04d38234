// How fast musical time passes.

/// The tempo from one tick on.
public struct Tempo: Hashable, Sendable {
  public var onset: Tick
  /// Greater than zero, below 2^24: the unit and range of a MIDI file's tempo event.
  public var microsecondsPerQuarter: Int

  public init(onset: Tick, microsecondsPerQuarter: Int) {
    precondition(onset >= .zero && 1..<(1 << 24) ~= microsecondsPerQuarter)
    self.onset = onset
    self.microsecondsPerQuarter = microsecondsPerQuarter
  }

  public var quartersPerMinute: Double { 60_000_000 / Double(microsecondsPerQuarter) }
}

/// When each tick of a score sounds: from seconds to ticks and back, in O(log n) for n tempos.
///
///     TempoMap(score).seconds(at: score.end)  // how long the score lasts
public struct TempoMap: Sendable {
  private struct Change: Sendable {
    var onset: Double
    var seconds: Double
    var secondsPerTick: Double
  }

  private var changes: [Change] = []

  public init(_ score: Score) {
    let division = Double(score.ticksPerQuarter)
    let first = Tempo(onset: .zero, microsecondsPerQuarter: 500_000)
    for tempo in [first] + score.tempos {
      let onset = Double(tempo.onset.value)
      let seconds = changes.last.map { $0.seconds + (onset - $0.onset) * $0.secondsPerTick } ?? 0
      changes.append(
        Change(
          onset: onset, seconds: seconds,
          secondsPerTick: Double(tempo.microsecondsPerQuarter) / 1e6 / division))
    }
  }

  /// Where in the score a second is; before the score and after it time goes on evenly.
  public func ticks(at seconds: Double) -> Double {
    let change = changes[max(0, changes.partitioningIndex { !($0.seconds <= seconds) } - 1)]
    return change.onset + (seconds - change.seconds) / change.secondsPerTick
  }

  public func seconds(at tick: Tick) -> Double {
    let ticks = Double(tick.value)
    let change = changes[max(0, changes.partitioningIndex { $0.onset > ticks } - 1)]
    return change.seconds + (ticks - change.onset) * change.secondsPerTick
  }
}
