// The MIDI files that reading and tokenizing are timed with, all in memory.

import Foundation
import MIDIFile
import Music
import Tokens

/// MIDI files in memory, with the scores that they hold.
struct MusicFiles {
  private(set) var paths: [String] = []
  private(set) var bytes: [[UInt8]] = []
  private(set) var scores: [Score] = []
  /// How many files are no music that can be read.
  private(set) var unreadable = 0

  var count: Int { paths.count }
  var byteCount: Int { bytes.reduce(0) { $0 + $1.count } }
  var noteCount: Int { scores.reduce(0) { $0 + $1.noteCount } }

  init(below folders: [URL]) throws {
    for folder in folders {
      for url in SourceTree.files(below: folder, endings: ["mid", "midi"]) {
        let data = [UInt8](try Data(contentsOf: url))
        do throws(MIDIFileError) {
          scores.append(try Score(midi: data))
          paths.append(url.path)
          bytes.append(data)
        } catch {
          unreadable += 1
        }
      }
    }
  }

  /// Without the files at these places.
  mutating func remove(_ places: [Int]) {
    for place in places.sorted(by: >) {
      paths.remove(at: place)
      bytes.remove(at: place)
      scores.remove(at: place)
    }
  }

  /// What is measured when nothing else is said: of the music beside the package what is small, or
  /// the examples.
  static func defaultFolders() -> [URL] {
    let data = SourceTree.root.deletingLastPathComponent().appending(path: "shared/data")
    let folders = ["open/val", "pop909/aligned/val"].map { data.appending(path: $0) }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
    return folders.isEmpty ? [SourceTree.root.appending(path: "Examples")] : folders
  }
}

/// A number that hardly any other tokens have.
func checksum(_ tokens: [Token]) -> Int {
  tokens.reduce(0) { ($0 * 31 + Int($1.id) + 1) % (1 << 32) }
}
