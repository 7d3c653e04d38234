// Finds the beats of a performance.

import Foundation

/// Finds the likeliest beats and bar lines of a performance with a hidden Markov model.
///
/// Its state is the position in a bar and the tempo: the bar pointer of Whiteley, Cemgil and
/// Godsill (2006), in the form of Krebs, Böck and Widmer (2015), where tempo changes at beats only.
struct BeatTracker {
  /// In seconds.
  static let frame = 0.02
  /// Frames of a beat: 43 to 231 beats a minute.
  private static let periods = Array(13...70)
  private static let beatsPerBar = [2, 3, 4]
  /// How fast the likelihood of another tempo falls with the share by which it differs.
  private static let steadiness: Float = 20
  /// The usual beat, in seconds, and how far from it others are, as a logarithm.
  private static let usual = (beat: 0.75, spread: 0.35)

  /// One beat of one metre, at every tempo: a ring of frames for each period.
  private struct Ring {
    let metre: Int
    let beat: Int
    /// Where each period's frames begin among all states.
    let starts: [Int]
  }

  private let rings: [Ring]
  private let places: [UInt8]
  /// From each period (rows) to each (columns), logarithms: how steady the tempo is, and how usual.
  private let changes: [Float]
  /// From which periods a beat may come to each: those that differ by less than this share.
  private let neighbours: [Range<Int>]
  private static let mostChange = 0.4

  init() {
    var (rings, places) = ([Ring](), [UInt8]())
    for metre in BeatTracker.beatsPerBar {
      for beat in 0..<metre {
        var starts: [Int] = []
        for period in BeatTracker.periods {
          starts.append(places.count)
          for frame in 0..<period {
            let place = BeatPosition(frame: frame, period: period, beat: beat, beats: metre)
            places.append(UInt8(place.rawValue))
          }
        }
        rings.append(Ring(metre: metre, beat: beat, starts: starts))
      }
    }
    (self.rings, self.places) = (rings, places)
    neighbours = BeatTracker.periods.map { period in
      let near = BeatTracker.periods.indices.filter {
        abs(Double(BeatTracker.periods[$0]) / Double(period) - 1) < BeatTracker.mostChange
      }
      return near.first!..<near.last! + 1
    }
    changes = BeatTracker.periods.flatMap { from in
      let row = BeatTracker.periods.map {
        -BeatTracker.steadiness * abs(Float($0) / Float(from) - 1)
      }
      let total = log(row.reduce(0) { $0 + exp($1) })
      return zip(row, BeatTracker.periods).map { $0 - total + Float(BeatTracker.prior($1)) }
    }
  }

  /// Beats of usual length are preferred, each of them: else a piece that moves in eighths would be
  /// counted in eighths, which has a note on every beat.
  private static func prior(_ period: Int) -> Double {
    let off = log(Double(period) * frame / usual.beat)
    return -0.5 * pow(off / usual.spread, 2)
  }

  /// A beat as it was found.
  struct Beat: Hashable {
    var seconds: Double
    /// In the bar, from zero.
    var number: Int
  }

  /// - Parameter onsets: At least one, in their order.
  /// - Returns: How many beats a bar has, and the beats, ascending.
  func beats(of onsets: [HeardOnset]) -> (perBar: Int, beats: [Beat]) {
    let start = onsets[0].time - 0.1
    let count = Int((onsets[onsets.count - 1].time - start) / BeatTracker.frame) + 3
    var evidence: [Int: [Float]] = [:]
    for onset in onsets {
      let frame = Int(((onset.time - start) / BeatTracker.frame).rounded())
      if evidence[frame] == nil { evidence[frame] = BeatEvidence.of(onset) }
    }
    var scores = initialScores()
    add(evidence[0] ?? BeatEvidence.silence, to: &scores)
    var next = scores
    // For each frame, ring and period: the period of the beat that ended there.
    var past = [UInt8](repeating: 0, count: count * rings.count * BeatTracker.periods.count)
    for frame in 1..<count {
      step(scores, into: &next, frame: frame, past: &past)
      add(evidence[frame] ?? BeatEvidence.silence, to: &next)
      swap(&scores, &next)
    }
    return path(from: scores, past, frames: count, start: start)
  }

  private func initialScores() -> [Float] {
    var scores = [Float](repeating: 0, count: places.count)
    for ring in rings {
      for (index, period) in BeatTracker.periods.enumerated() {
        let score = BeatTracker.prior(period) - log(Double(period * ring.metre))
        for place in 0..<period { scores[ring.starts[index] + place] = Float(score) }
      }
    }
    return scores
  }

  private func add(_ evidence: [Float], to scores: inout [Float]) {
    scores.withUnsafeMutableBufferPointer { scores in
      places.withUnsafeBufferPointer { places in
        evidence.withUnsafeBufferPointer { evidence in
          for state in 0..<scores.count { scores[state] += evidence[Int(places[state])] }
        }
      }
    }
  }

  /// Every state moves on by a frame. At the end of a beat the next one begins, in any near tempo.
  private func step(
    _ scores: [Float], into next: inout [Float], frame: Int, past: inout [UInt8]
  ) {
    let count = BeatTracker.periods.count
    next.replaceSubrange(1..., with: scores[..<(scores.count - 1)])
    var ends = [Float](repeating: 0, count: count)
    for (index, ring) in rings.enumerated() {
      let before = rings[ring.beat == 0 ? index + ring.metre - 1 : index - 1]
      for period in 0..<count {
        ends[period] = scores[before.starts[period] + BeatTracker.periods[period] - 1]
      }
      let base = (frame * rings.count + index) * count
      changes.withUnsafeBufferPointer { changes in
        for period in 0..<count {
          var (best, score) = (0, -Float.infinity)
          for other in neighbours[period] {
            let candidate = ends[other] + changes[other * count + period]
            if candidate > score { (best, score) = (other, candidate) }
          }
          next[ring.starts[period]] = score
          past[base + period] = UInt8(best)
        }
      }
    }
  }

  private func path(
    from scores: [Float], _ past: [UInt8], frames: Int, start: Double
  ) -> (perBar: Int, beats: [Beat]) {
    let last = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    var ring = rings.lastIndex { $0.starts[0] <= last } ?? 0
    var period = rings[ring].starts.lastIndex { $0 <= last } ?? 0
    var place = last - rings[ring].starts[period]
    var frame = frames - 1
    var beats: [Beat] = []
    let metre = rings[ring].metre
    while frame - place >= 0 {
      frame -= place
      let number = rings[ring].beat
      beats.append(Beat(seconds: start + Double(frame) * BeatTracker.frame, number: number))
      guard frame > 0 else { break }
      let count = BeatTracker.periods.count
      period = Int(past[(frame * rings.count + ring) * count + period])
      ring = number == 0 ? ring + metre - 1 : ring - 1
      place = BeatTracker.periods[period] - 1
      frame -= 1
    }
    return (metre, beats.reversed())
  }
}
