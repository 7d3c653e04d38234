// Where MidiTok and the shared files are, and how MidiTok is asked.

import Foundation
import MIDIFile
import MidiTok
import Music
import Testing

@testable import Tokens

let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

enum Oracle {
  private static let python: URL = {
    let posix = package.appending(path: ".venv/bin/python")
    let windows = package.appending(path: ".venv/Scripts/python.exe")
    return FileManager.default.fileExists(atPath: windows.path) ? windows : posix
  }()

  static let isPresent = FileManager.default.fileExists(atPath: python.path)
  static let absence = "skipped: no Python with MidiTok in .venv"

  /// The lines that a script of Tests/Oracles prints.
  static func ask(
    _ script: String, _ configuration: TokenizerConfiguration? = nil, _ arguments: String...,
    input: String = ""
  ) throws -> [Data] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (file, lines) = (folder.appending(path: "tokenizer.json"), folder.appending(path: "input"))
    try Data(input.utf8).write(to: lines)
    let process = Process()
    process.executableURL = python
    process.arguments = [package.appending(path: "Tests/Oracles/\(script)").path]
    if let configuration {
      try Data(configuration.tokenizerJSON.utf8).write(to: file)
      process.arguments?.append(file.path)
    }
    process.arguments? += arguments
    process.standardInput = try FileHandle(forReadingFrom: lines)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return data.split(separator: UInt8(ascii: "\n")).map { Data($0) }
  }

  struct Failure: Error { let status: Int32 }
}

extension TokenizerConfiguration: CustomTestStringConvertible {
  public var testDescription: String {
    let size =
      switch tokenization {
      case .remi: "\(REMI(self).vocabulary.count)"
      case .compoundWord: "\(CompoundWord(self).vocabularies.map(\.count))"
      case .octuple: "\(Octuple(self).vocabularies.map(\.count))"
      case .cells: "\(Cells(self).vocabulary.count)"
      }
    return "\(tokenization.rawValue) of \(size)"
  }
}

enum SharedData {
  static let folder = package.deletingLastPathComponent().appending(path: "shared/data")
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)
  static let absence = "skipped: no ../shared/data beside the package"

  /// All MIDI files below a folder, in the order of their paths.
  static func files(below path: String) -> [String] {
    let root = folder.appending(path: path)
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return (paths ?? []).filter { $0.hasSuffix(".mid") }.sorted()
      .map { root.appending(path: $0).path }
  }

  /// The files that stand for all: whole small collections, and every n-th file of the large ones.
  /// With `CONTINUO_TEST_ALL_FILES` set in the environment, all.
  static let sample: [String] = {
    if ProcessInfo.processInfo.environment["CONTINUO_TEST_ALL_FILES"] != nil {
      return files(below: ".")
    }
    func every(_ step: Int, _ path: String) -> [String] {
      files(below: path).enumerated().filter { $0.offset % step == 0 }.map(\.element)
    }
    let whole = [
      "open/val", "open/test", "examples", "asap-sample", "pop909/aligned/val",
      "pop909/aligned/test",
    ]
    return whole.flatMap(files(below:)) + every(50, "pop909/raw") + every(30, "open/train")
  }()
  /// Every tenth of the sample, or all.
  static var fewScores: [(file: String, score: Score)] {
    let step = ProcessInfo.processInfo.environment["CONTINUO_TEST_ALL_FILES"] == nil ? 10 : 1
    return scores.enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }
  static let scores: [(file: String, score: Score)] = sample.compactMap { file in
    guard let data = try? Data(contentsOf: URL(filePath: file)),
      let score = try? Score(midi: [UInt8](data))
    else { return nil }
    return (file, score)
  }
}
