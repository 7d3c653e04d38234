// The beats that someone has marked in a performance.

import Foundation

/// The beats that someone has marked in a performance: an annotation file of ASAP.
///
/// Each line has a time in seconds, the same again, and a label: `b` for a beat, `db` for the first
/// of a bar, `bR` for a beat in a bar that is not full; then, after commas and where they change, the
/// time signature and the number of sharps (flats if negative).
struct AnnotatedBeats {
  struct Beat {
    var seconds: Double
    var isDownbeat: Bool
    /// Where it changes.
    var metre: BarMetre?
    /// Where they change.
    var sharps: Int?
  }

  let beats: [Beat]

  init(contentsOf url: URL) throws(Refusal) {
    let bytes: Data
    do { bytes = try Data(contentsOf: url) } catch {
      throw Refusal(.unreadable, "\(url.lastPathComponent): \(error.localizedDescription)")
    }
    try self.init(String(decoding: bytes, as: UTF8.self), name: url.lastPathComponent)
  }

  /// - Parameter name: The file's, for errors.
  init(_ text: String, name: String) throws(Refusal) {
    var beats: [Beat] = []
    for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      guard let beat = Beat(line), beats.last.map({ $0.seconds < beat.seconds }) ?? true else {
        throw Refusal(.unreadable, "\(name): line \(number + 1) is no beat after the one before")
      }
      beats.append(beat)
    }
    guard beats.count > 1, beats.count(where: \.isDownbeat) > 1 else {
      throw Refusal(.unreadable, "\(name): fewer than two bars are marked")
    }
    self.beats = beats
  }
}

extension AnnotatedBeats.Beat {
  fileprivate init?(_ line: Substring) {
    let fields = line.split(whereSeparator: \.isWhitespace)
    guard fields.count == 3, let seconds = Double(fields[0]), seconds.isFinite else { return nil }
    let labels = fields[2].split(separator: ",", omittingEmptySubsequences: false)
    guard ["b", "db", "bR"].contains(labels[0]), labels.count <= 3 else { return nil }
    self.seconds = seconds
    isDownbeat = labels[0] == "db"
    if labels.count > 1, !labels[1].isEmpty {
      guard let metre = BarMetre(labels[1]) else { return nil }
      self.metre = metre
    }
    if labels.count > 2, !labels[2].isEmpty {
      guard let sharps = Int(labels[2]) else { return nil }
      self.sharps = sharps
    }
  }
}

/// A time signature without a place.
struct BarMetre: Hashable {
  var numerator: Int
  var denominator: Int

  /// Such as "6/8"; nil when it is none that a score can have.
  init?(_ text: Substring) {
    let parts = text.split(separator: "/").map { Int($0) }
    guard parts.count == 2, let numerator = parts[0], let denominator = parts[1] else { return nil }
    self.init(numerator, denominator)
  }

  init?(_ numerator: Int, _ denominator: Int) {
    guard 1...255 ~= numerator, 1...128 ~= denominator, denominator & (denominator - 1) == 0
    else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The metre of some of the beats of a bar that has `usual`; nil when none says it.
  func holding(_ beats: Int, of usual: Int) -> BarMetre? {
    var (numerator, denominator) = (numerator * beats, denominator)
    while numerator % usual != 0 {
      (numerator, denominator) = (2 * numerator, 2 * denominator)
      if denominator > 128 { return nil }
    }
    return BarMetre(numerator / usual, denominator)
  }
}
