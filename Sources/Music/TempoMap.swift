// From seconds to ticks and back.

/// When each tick of a score sounds.
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

  /// Where in the score a second is; before it and after it time goes on evenly.
  public func ticks(at seconds: Double) -> Double {
    let change = changes.last { $0.seconds <= seconds } ?? changes[0]
    return change.onset + (seconds - change.seconds) / change.secondsPerTick
  }

  public func seconds(at tick: Tick) -> Double {
    let ticks = Double(tick.value)
    let change = changes.last { $0.onset <= ticks } ?? changes[0]
    return change.seconds + (ticks - change.onset) * change.secondsPerTick
  }
}
