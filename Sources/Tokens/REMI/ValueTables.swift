// What encoding and decoding look up instead of computing.

import Music

/// What encoding and decoding look up instead of computing; indices are into the values of the
/// configuration.
package struct ValueTables: Sendable {
  package let configuration: TokenizerConfiguration
  /// The index of the nearest velocity bin, by velocity.
  package let velocityBins: [UInt8]
  /// Microseconds per quarter and the tempo's index, fastest first.
  package let tempos: [(microseconds: Double, index: Int)]
  /// The bin nearest to 120 quarters per minute.
  package let defaultTempo: (quartersPerMinute: Double, index: Int)?
  /// The indices of the time signatures, by `numerator * 256 + denominator`.
  package let metreIndices: [Int: Int]
  /// By index, as the tokens stand.
  package let metres: [(numerator: Int, denominator: Int)]
  package let durations: [BeatDuration]
  package let rests: [BeatDuration]
  /// In the order of their tokens.
  package let programs: [Int]
  package let velocities: [Int]
  package let quartersPerMinute: [Double]

  package init(_ configuration: TokenizerConfiguration) {
    self.configuration = configuration
    let velocities = configuration.velocities.map(Double.init)
    velocityBins =
      configuration.useVelocities
      ? (0..<128).map { UInt8(nearest(Double($0), in: velocities)) } : []
    let quarters = configuration.useTempos ? configuration.tempos : []
    tempos = quarters.enumerated()
      .map { (60_000_000 / $1, $0) }
      .sorted { $0.0 < $1.0 }
    defaultTempo = quarters.enumerated()
      .min { abs($0.element - 120) < abs($1.element - 120) }
      .map { ($0.element, $0.offset) }
    metreIndices = Dictionary(
      configuration.timeSignatures.enumerated().map {
        ($1.numerator * 256 + $1.denominator, $0)
      }, uniquingKeysWith: { first, _ in first })
    metres = configuration.timeSignatures
    durations = configuration.durations
    programs = configuration.usePrograms ? configuration.programOrder : []
    rests = configuration.useRests ? configuration.rests : []
    self.velocities = configuration.velocities
    quartersPerMinute = quarters
  }

  /// The index of a metre of the grid.
  package func index(of metre: TimeGrid.Metre) -> Int {
    metreIndices[metre.numerator * 256 + metre.denominator] ?? 0
  }

  /// The index of the nearest duration by ticks, up to the longest, where a beat has so many ticks.
  package func durationBins(ticksPerBeat: Int) -> [UInt16] {
    let ticks = durations.map { Double($0.ticks(perBeat: ticksPerBeat)) }
    return (0...Int(ticks.max() ?? 0)).map {
      let bin = nearest(Double($0), in: ticks)
      // Where two durations are equally long, the later one names it.
      return UInt16(ticks.lastIndex(of: ticks[bin]) ?? bin)
    }
  }
}

/// The index of the value nearest to `value`; of two equally near, the larger one's.
func nearest(_ value: Double, in ascending: [Double]) -> Int {
  let next = ascending.partitioningIndex { !($0 < value) }
  if next == ascending.count { return next - 1 }
  guard next > 0 else { return 0 }
  return value - ascending[next - 1] < ascending[next] - value ? next - 1 : next
}
