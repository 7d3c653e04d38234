// Performances whose beats somebody has marked, and how many of them are found.

import Beats
import Foundation
import MIDIFile
import Metrics
import Music

/// A performance whose beats somebody has marked.
struct MarkedPerformance {
  /// The performance's file, without its folders.
  let name: String
  private let file: URL
  /// With a line for each beat: its time in seconds first.
  private let marks: URL
  /// Whether a line's fields mark the first beat of a bar.
  private let isBarLine: @Sendable ([Substring]) -> Bool

  /// Those of ASAP and of POP909 in the folders, by their paths.
  static func all(in folders: [String]) -> [MarkedPerformance] {
    folders.flatMap { folder -> [URL] in
      let files = FileManager.default.enumerator(
        at: URL(filePath: folder, directoryHint: .isDirectory), includingPropertiesForKeys: nil)
      return files?.compactMap { $0 as? URL } ?? []
    }.sorted { $0.path < $1.path }.compactMap(MarkedPerformance.init)
  }

  /// The performance whose marks a file holds; nil for other files.
  private init?(marks: URL) {
    let (folder, name) = (marks.deletingLastPathComponent(), marks.lastPathComponent)
    let ending = "_annotations.txt"
    if name == "beat_midi.txt" {
      self.name = folder.lastPathComponent
      // The third column; the second marks the first of two beats as well.
      isBarLine = { $0.count > 2 && Double($0[2]) == 1 }
    } else if name.hasSuffix(ending), name != "midi_score" + ending {
      self.name = String(name.dropLast(ending.count))
      isBarLine = { $0.count > 2 && $0[2].hasPrefix("db") }
    } else {
      return nil
    }
    file = folder.appending(path: "\(self.name).mid")
    self.marks = marks
  }

  /// How much of what is marked is found; nil where nothing is.
  func accuracy() throws -> BeatAccuracy? {
    let lines = try String(contentsOf: marks, encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace) }
    let beats = lines.compactMap { line in Double(line[0]).map { (seconds: $0, line: line) } }
    let score = try Score(midi: [UInt8](Data(contentsOf: file)))
    guard beats.count > 1, let found = TrackedBeats(score) else { return nil }
    return BeatAccuracy(
      found, beats: beats.map(\.seconds),
      barLines: beats.filter { isBarLine($0.line) }.map(\.seconds))
  }
}

/// F of the beats that were found, from 0 to 1.
struct BeatAccuracy {
  let beats: Double
  let barLines: Double
  /// If every other marked beat is one, or a beat between each two.
  let halfAsFast: Double
  let twiceAsFast: Double

  static let kinds: [(name: String, value: KeyPath<BeatAccuracy, Double> & Sendable)] = [
    ("beats", \.beats), ("bar lines", \.barLines), ("half as fast", \.halfAsFast),
    ("twice as fast", \.twiceAsFast),
  ]

  /// - Parameters:
  ///   - marked: In seconds, ascending, as the bar lines are.
  init(_ found: TrackedBeats, beats marked: [Double], barLines: [Double]) {
    let every = found.seconds
    func f1(_ marked: [Double]) -> Double { TimeMatching(every, marked).f1 }
    beats = f1(marked)
    self.barLines =
      TimeMatching(
        stride(from: 0, to: every.count, by: found.beatsPerBar).map { every[$0] }, barLines
      ).f1
    halfAsFast =
      (0...1).map { first in
        f1(stride(from: first, to: marked.count, by: 2).map { marked[$0] })
      }.max() ?? 0
    twiceAsFast = f1(
      zip(marked, marked.dropFirst()).flatMap { [$0, ($0 + $1) / 2] } + marked.suffix(1))
  }
}
