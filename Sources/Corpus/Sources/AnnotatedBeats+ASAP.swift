// Reads the beats that are marked in an annotation file of ASAP.

import Beats
import Foundation
import Music

extension AnnotatedBeats {
  /// Reads an annotation file of ASAP.
  ///
  /// Each line has a time in seconds, the same again, and a label: `b` for a beat, `db` for the
  /// first of a bar, `bR` for a beat in a bar that is not full; then, after commas and where they
  /// change, the time signature and the number of sharps (flats if negative).
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
    self.init(beats)
  }

  /// A performance on the bars that are marked in it.
  func barred(_ performance: Score) throws(Refusal) -> Score {
    do { return try performance.barred(by: self) } catch {
      switch error {
      case .noNotes: throw Refusal(.trivial, "no notes")
      case .noTimeSignature: throw Refusal(.metre, "its beats come without a time signature")
      }
    }
  }
}

extension AnnotatedBeats.Beat {
  fileprivate init?(_ line: Substring) {
    let fields = line.split(whereSeparator: \.isWhitespace)
    guard fields.count == 3, let seconds = Double(fields[0]), seconds.isFinite else { return nil }
    let labels = fields[2].split(separator: ",", omittingEmptySubsequences: false)
    guard ["b", "db", "bR"].contains(labels[0]), labels.count <= 3 else { return nil }
    self.init(seconds: seconds, isDownbeat: labels[0] == "db")
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
