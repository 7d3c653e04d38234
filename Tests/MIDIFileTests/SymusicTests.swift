// What we read from real files is what symusic reads.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite(
  .enabled(if: Shared.hasData(), "\(Shared.noData)"),
  .enabled(if: Python.isHere, "\(Python.absence)"))
struct SymusicTests {
  @Test(arguments: [
    "open/val", "pop909/raw", "pop909/aligned", "asap-sample", "examples",
  ])
  func everyFileHasTheNotesPedalsAndChangesThatSymusicReads(folder: String) throws {
    let files = Shared.files(folder, endingWith: ".mid", ".midi")
    let expected = try Symusic.digests(of: files)
    #expect(!files.isEmpty && expected.count == files.count)
    for (file, line) in zip(files, expected) {
      let score = try Score(midi: [UInt8](Data(contentsOf: file)))
      #expect(score.digest == line, "\(file.path)")
    }
  }
}

@Suite(.enabled(if: Python.isHere, "\(Python.absence)"))
struct SymusicReadsOursTests {
  @Test func symusicReadsFromOurFilesWhatWasWritten() throws {
    try inTemporaryFolder { folder in
      let scores = (0..<100).map { RandomScore.dense(seed: $0).withFirstBegunFirstEnded }
      let files = scores.indices.map { folder.appendingPathComponent("\($0).mid") }
      for (score, file) in zip(scores, files) {
        try Data(score.midi()).write(to: file, options: .atomic)
      }
      #expect(try Symusic.digests(of: files) == scores.map(\.digest))
    }
  }
}

/// The script that reads files with symusic.
private enum Symusic {
  static func digests(of files: [URL]) throws -> [String] {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let list = try folder.write(files.map { $0.path + "\n" }.joined().utf8, to: "files.txt")
    let text = String(decoding: try Python.run("midi_symusic.py", [list]), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map(String.init)
  }
}

extension Score {
  /// The line that the script prints for this score.
  fileprivate var digest: String {
    var (notes, pedals) = (CRC32(), CRC32())
    for track in tracks {
      notes.add([Int(track.program), track.isDrums ? 1 : 0, track.notes.count])
      for note in track.notes {
        let (pitch, velocity) = (Int(note.pitch.number), Int(note.velocity.value))
        notes.add([note.onset.value, pitch, note.duration.value, velocity])
      }
      pedals.add([track.pedals.count])
      for pedal in track.pedals { pedals.add([pedal.onset.value, pedal.duration.value]) }
    }
    var (tempos, metres, keys) = (CRC32(), CRC32(), CRC32())
    for tempo in self.tempos { tempos.add([tempo.onset.value, tempo.microsecondsPerQuarter]) }
    for metre in self.metres {
      metres.add([metre.onset.value, metre.numerator, metre.denominator])
    }
    for key in self.keys { keys.add([key.onset.value, key.sharps, key.isMinor ? 1 : 0]) }
    let sums = [notes, pedals, tempos, metres, keys].map { "\($0.sum)" }
    return "\(ticksPerQuarter) \(tracks.count) \(noteCount) " + sums.joined(separator: " ")
  }
}

/// The checksum of ISO 3309, as zlib computes it.
private struct CRC32 {
  private static let table = (0..<256 as Range<UInt32>).map { byte in
    (0..<8).reduce(byte) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
  }
  private var state = UInt32.max
  var sum: UInt32 { ~state }

  /// Adds the numbers as little-endian 32-bit integers.
  mutating func add(_ numbers: [Int]) {
    for number in numbers {
      let word = UInt32(bitPattern: Int32(number))
      for shift in [0, 8, 16, 24] as [UInt32] {
        state = Self.table[Int((state ^ (word >> shift)) & 0xFF)] ^ (state >> 8)
      }
    }
  }
}
