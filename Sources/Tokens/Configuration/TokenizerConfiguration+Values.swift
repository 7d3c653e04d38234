// The values that the tokens of a configuration stand for.

/// A duration as MidiTok writes it: whole beats and a fraction of one.
public struct BeatDuration: Hashable, Sendable {
  public let beats: Int
  public let positions: Int
  /// So many of the positions are a beat.
  public let positionsPerBeat: Int

  /// All of it in positions.
  @inlinable public var positionCount: Int { beats * positionsPerBeat + positions }

  package func ticks(perBeat ticks: Int) -> Int {
    positionCount * ticks / positionsPerBeat
  }
}

extension BeatDuration: CustomStringConvertible {
  public var description: String { "\(beats).\(positions).\(positionsPerBeat)" }
}

extension TokenizerConfiguration {
  package var durations: [BeatDuration] { lengths(beatResolutions) }

  /// The lengths of rests.
  package var rests: [BeatDuration] { lengths(restResolutions) }

  private func lengths(_ resolutions: [BeatResolution]) -> [BeatDuration] {
    var durations = resolutions.flatMap { resolution in
      resolution.beats.flatMap { beat in
        (0..<resolution.positionsPerBeat).map {
          BeatDuration(beats: beat, positions: $0, positionsPerBeat: resolution.positionsPerBeat)
        }
      }
    }
    durations.removeFirst()
    let last = resolutions.max { ($0.beats.lowerBound) < ($1.beats.lowerBound) }
    if let last {
      durations.append(
        BeatDuration(
          beats: last.beats.upperBound, positions: 0, positionsPerBeat: last.positionsPerBeat))
    }
    return durations
  }

  /// The highest velocity of each bin.
  package var velocities: [Int] {
    (1...velocityCount).map {
      $0 == velocityCount ? 127 : Int(Double($0) * (127 / Double(velocityCount)))
    }
  }

  /// In quarters per minute, to two decimals.
  package var tempos: [Double] {
    let (low, high) = (Double(tempoRange.lowerBound), Double(tempoRange.upperBound))
    let steps = tempoCount - 1
    return (0...steps).map { index in
      let tempo: Double
      if index == steps && steps > 0 {
        tempo = high
      } else if logTempos {
        tempo = low * power(root(high / low, steps), index)
      } else {
        tempo = Double(index) * ((high - low) / Double(max(1, steps))) + low
      }
      return (tempo * 100).rounded(.toNearestOrEven) / 100
    }
  }

  package var timeSignatures: [(numerator: Int, denominator: Int)] {
    guard useTimeSignatures else { return [] }
    return timeSignatureRange.flatMap { range in range.numerators.map { ($0, range.denominator) } }
  }

  /// The shortest note value that a bar is counted in.
  var largestDenominator: Int {
    useTimeSignatures ? timeSignatureRange.map(\.denominator).max() ?? 4 : 4
  }
}

private func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { result, _ in result * base }
}

/// The positive number whose `exponent`-th power is `value`, found by halving.
private func root(_ value: Double, _ exponent: Int) -> Double {
  var (low, high) = (0.0, max(1, value))
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if power(middle, exponent) < value { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
