// The bars that marked beats make, in seconds and in ticks.

import Music

/// The bars that marked beats make, in seconds and in ticks.
///
/// A bar has as many beats as most bars of its metre have, and its metre's length. One with more or
/// fewer is as much longer or shorter and gets a metre that says so. What comes before the first
/// bar line is the end of one full bar, or of several.
struct AnnotatedBars {
  static let ticksPerQuarter = 480

  /// The beats, in seconds where they were heard and in ticks where they are written.
  private(set) var points: [Alignment.Point] = []
  private(set) var metres: [Metre] = []
  private(set) var tempos: [Tempo] = []
  private(set) var keys: [KeySignature] = []

  /// nil when the beats come without a time signature.
  ///
  /// - Parameter first: When the music begins, in seconds.
  init?(_ annotated: AnnotatedBeats, first: Double) {
    let beats = annotated.beats
    let downbeats = beats.indices.filter { beats[$0].isDownbeat }
    let marked = metresOfBars(beats, downbeats)
    guard let firstMetre = marked.first else { return nil }
    let usual = usualBeats(downbeats, marked)
    var onset = 0.0
    if let pickup = Self.pickup(beats, downbeats[0], first, usual[firstMetre] ?? 1) {
      let beat = Self.length(firstMetre) / Double(usual[firstMetre] ?? 1)
      onset = Double(pickup) * Self.length(firstMetre)
      add(firstMetre, 0)
      for (place, heard) in beats[..<downbeats[0]].enumerated() {
        let ticks = onset - Double(downbeats[0] - place) * beat
        points.append(Alignment.Point(seconds: heard.seconds, written: ticks))
      }
    }
    for (number, start) in downbeats.enumerated() {
      let next = number + 1 < downbeats.count ? downbeats[number + 1] : beats.count
      let full = usual[marked[number]] ?? 1
      let isLast = number + 1 == downbeats.count
      let count = isLast ? max(full, next - start) : next - start
      let metre = count == full ? nil : marked[number].holding(count, of: full)
      let length = Self.length(metre ?? marked[number])
      add(metre ?? marked[number], onset)
      for place in start..<next {
        let share = Double(place - start) / Double(count)
        points.append(
          Alignment.Point(seconds: beats[place].seconds, written: onset + share * length))
      }
      onset += length
    }
    addTempos(downbeats.map { beats[$0].seconds })
    for (beat, point) in zip(beats, points) {
      guard let sharps = beat.sharps, -7...7 ~= sharps else { continue }
      keys.append(
        KeySignature(onset: Tick(max(0, Int(point.written))), sharps: sharps, isMinor: false))
    }
  }

  /// How many bars come before the first bar line; nil when nothing does.
  private static func pickup(
    _ beats: [AnnotatedBeats.Beat], _ marked: Int, _ first: Double, _ usual: Int
  ) -> Int? {
    let early = (beats[0].seconds - first) / (beats[1].seconds - beats[0].seconds)
    // A hand that comes a little before the other does not make a bar.
    let count = Double(marked) + max(0, early - 0.25)
    return count > 0 ? Int((count / Double(usual)).rounded(.up)) : nil
  }

  private static func length(_ metre: BarMetre) -> Double {
    Double(4 * ticksPerQuarter * metre.numerator) / Double(metre.denominator)
  }

  private mutating func add(_ metre: BarMetre, _ onset: Double) {
    if let last = metres.last, last.numerator == metre.numerator,
      last.denominator == metre.denominator
    {
      return
    }
    metres.append(
      Metre(
        onset: Tick(Int(onset.rounded())), numerator: metre.numerator,
        denominator: metre.denominator))
  }

  /// One tempo for a bar, its mean.
  private mutating func addTempos(_ downbeats: [Double]) {
    let lines = downbeats.compactMap { line in points.first { $0.seconds == line } }
    for (index, (start, end)) in zip(lines, lines.dropFirst()).enumerated() {
      let quarters = (end.written - start.written) / Double(Self.ticksPerQuarter)
      let duration = Int(((end.seconds - start.seconds) / quarters * 1e6).rounded())
      tempos.append(
        Tempo(
          onset: index == 0 ? .zero : Tick(Int(start.written.rounded())),
          microsecondsPerQuarter: min(max(1, duration), 1 << 24 - 1)))
    }
  }
}

/// The metre of each bar.
private func metresOfBars(_ beats: [AnnotatedBeats.Beat], _ downbeats: [Int]) -> [BarMetre] {
  guard var metre = beats.lazy.compactMap(\.metre).first else { return [] }
  var next = 0
  return downbeats.map { downbeat in
    for beat in beats[next...downbeat] { metre = beat.metre ?? metre }
    next = downbeat + 1
    return metre
  }
}

/// How many beats most bars of each metre have; of several numbers the smallest.
private func usualBeats(_ downbeats: [Int], _ metres: [BarMetre]) -> [BarMetre: Int] {
  var counts: [BarMetre: [Int: Int]] = [:]
  for (index, metre) in metres.dropLast().enumerated() {
    counts[metre, default: [:]][downbeats[index + 1] - downbeats[index], default: 0] += 1
  }
  var usual = counts.mapValues { counts in
    counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 1
  }
  for metre in metres where usual[metre] == nil { usual[metre] = metre.numerator }
  return usual
}
