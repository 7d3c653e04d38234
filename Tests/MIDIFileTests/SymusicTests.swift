// What we read from real files is what symusic reads.

import Foundation
import MIDIFile
import Music
import Testing

@Suite(
  .enabled(if: SharedMusic.isPresent, "skipped: there is no ../shared/data beside the package"),
  .enabled(if: Symusic.isPresent, "skipped: there is no .venv with symusic in the package"))
struct SymusicTests {
  @Test(arguments: [
    "open/val", "pop909/raw", "pop909/aligned", "asap-sample", "examples",
  ])
  func everyFileHasTheNotesPedalsAndChangesThatSymusicReads(folder: String) throws {
    let files = SharedMusic.files([folder])
    let expected = try Symusic.digests(of: files)
    #expect(!files.isEmpty && expected.count == files.count)
    for (file, line) in zip(files, expected) {
      let score = try Score(midi: [UInt8](Data(contentsOf: file)))
      #expect(score.digest == line, "\(file.path)")
    }
  }
}

@Suite(.enabled(if: Symusic.isPresent, "skipped: there is no .venv with symusic in the package"))
struct SymusicReadsOursTests {
  @Test func symusicReadsFromOurFilesWhatWasWritten() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "midi-written-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let scores = (0..<100).map { randomScore(seed: $0).withFirstBegunFirstEnded }
    let files = scores.indices.map { folder.appendingPathComponent("\($0).mid") }
    for (score, file) in zip(scores, files) {
      try Data(score.midi()).write(to: file, options: .atomic)
    }
    #expect(try Symusic.digests(of: files) == scores.map(\.digest))
  }
}

/// The script that reads files with symusic.
private enum Symusic {
  /// Where a virtual environment has its interpreter, on Windows and elsewhere.
  static let python = ["Scripts/python.exe", "bin/python"].map {
    SharedMusic.package.appendingPathComponent(".venv").appendingPathComponent($0)
  }.first { FileManager.default.fileExists(atPath: $0.path) }
  static var isPresent: Bool { python != nil }

  static func digests(of files: [URL]) throws -> [String] {
    let list = FileManager.default.temporaryDirectory.appendingPathComponent(
      "midi-symusic-\(UUID().uuidString).txt")
    try Data(files.map { $0.path + "\n" }.joined().utf8).write(to: list, options: .atomic)
    defer { try? FileManager.default.removeItem(at: list) }
    let process = Process()
    process.executableURL = python
    process.arguments = [
      SharedMusic.package.appendingPathComponent("Tests/Oracles/midi_symusic.py").path, list.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
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
