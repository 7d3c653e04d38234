// A song of POP909 as it was published.

import Foundation
import MIDIFile
import Music

/// A song of POP909 (Wang et al. 2020) as it was published: a folder `NNN` with the notes in
/// `NNN.mid`, whose metre says nothing, and annotations in seconds beside.
struct POP909Song {
  struct Beat {
    /// In ticks of the score.
    var onset: Double
    /// The second column: first of two, or of three.
    var isStrong: Bool
  }

  struct Chord {
    /// In ticks of the score.
    var onset: Double
    /// Such as "F#:maj7/5"; "N" is none.
    var name: String

    var root: Substring { name.prefix { $0 != ":" } }
  }

  let score: Score
  /// From `beat_midi.txt`.
  let beats: [Beat]
  /// From `chord_midi.txt`.
  let chords: [Chord]

  init(contentsOf folder: URL) throws(Refusal) {
    let number = folder.lastPathComponent
    let bytes = [UInt8](try readData(folder.appending(path: "\(number).mid")))
    do { score = try Score(midi: bytes) } catch { throw Refusal(.unreadable, "\(error)") }
    let times = TempoMap(score)
    beats = try readRows(folder.appending(path: "beat_midi.txt"), columns: 3) { row in
      guard let seconds = Double(row[0]), let strong = Double(row[1]) else { return nil }
      return Beat(onset: times.ticks(at: seconds), isStrong: strong == 1)
    }
    chords = try readRows(folder.appending(path: "chord_midi.txt"), columns: 3) { row in
      guard let seconds = Double(row[0]) else { return nil }
      return Chord(onset: times.ticks(at: seconds), name: String(row[2]))
    }
  }

  /// Three when the strong beats come mostly every third beat, otherwise four.
  var beatsPerBar: Int {
    let strong = beats.indices.filter { beats[$0].isStrong }
    let steps = zip(strong.dropFirst(), strong).map { $0 - $1 }
    return steps.count { $0 == 3 } > steps.count / 2 ? 3 : 4
  }
}

private func readData(_ url: URL) throws(Refusal) -> Data {
  do { return try Data(contentsOf: url) } catch {
    throw Refusal(.unreadable, "\(url.lastPathComponent): \(error.localizedDescription)")
  }
}

/// The rows of a table of numbers and words with white space between them.
private func readRows<Row>(
  _ url: URL, columns: Int, _ row: ([Substring]) -> Row?
) throws(Refusal) -> [Row] {
  let text = String(decoding: try readData(url), as: UTF8.self)
  var rows: [Row] = []
  for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
    let fields = line.split(whereSeparator: \.isWhitespace)
    guard fields.count == columns, let read = row(fields) else {
      throw Refusal(.unreadable, "\(url.lastPathComponent): line \(number + 1) makes no sense")
    }
    rows.append(read)
  }
  return rows
}
