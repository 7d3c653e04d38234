// Where MidiTok and the shared files are, and how MidiTok is asked.

import Foundation
import MIDIFile
import MidiTok
import Music
import TestSupport
import Testing

@testable import Tokens

enum Oracle {
  /// The lines that a script of Tests/Oracles prints.
  static func ask(
    _ script: String, _ configuration: TokenizerConfiguration? = nil, _ arguments: String...,
    input: String = ""
  ) throws -> [Data] {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var arguments = arguments
    if let configuration {
      let file = try folder.write(configuration.tokenizerJSON.utf8, to: "tokenizer.json")
      arguments.insert(file, at: 0)
    }
    return try Python.lines(script, arguments, input: input)
  }
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
  /// All MIDI files below a folder, in the order of their paths.
  static func files(below path: String) -> [String] {
    Shared.files(path, endingWith: ".mid").map(\.path)
  }

  /// The files that stand for all: whole small collections, and every n-th file of the large ones.
  /// With `CONTINUO_TEST_ALL_FILES` set in the environment, all.
  static let sample: [String] = {
    if readsAllFiles { return files(below: "") }
    let whole = [
      "open/val", "open/test", "examples", "asap-sample", "pop909/aligned/val",
      "pop909/aligned/test",
    ]
    return whole.flatMap(files(below:)) + TestSupport.sample(files(below: "pop909/raw"), every: 50)
      + TestSupport.sample(files(below: "open/train"), every: 30)
  }()
  /// Every tenth of the sample, or all.
  static var fewScores: [(file: String, score: Score)] {
    TestSupport.sample(scores, every: 10)
  }
  static let scores: [(file: String, score: Score)] = sample.compactMap { file in
    guard let data = try? Data(contentsOf: URL(filePath: file)),
      let score = try? Score(midi: [UInt8](data))
    else { return nil }
    return (file, score)
  }
}
