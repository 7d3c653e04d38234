// The files that `continuo complete` writes.

import Checkpoint
import Completion
import Foundation
import MIDIFile
import Music
import Rendering

/// The files that `continuo complete` writes: each take after its prompt, and one picture.
struct TakeFiles {
  private let folder: URL
  /// Of the prompt, without its extension.
  private let name: String

  /// - Parameters:
  ///   - prompt: As the user wrote it.
  ///   - path: Of the folder; without it a new one is made where the command is run, so that no
  ///     earlier takes are written over.
  /// - Throws: When the folder cannot be made or written to, as far as this shows beforehand.
  init(prompt: String, folder path: String?) throws(UserError) {
    name = URL(filePath: prompt).deletingPathExtension().lastPathComponent
    folder = URL(filePath: path ?? TakeFiles.unused("\(name)-takes"), directoryHint: .isDirectory)
    try checkFolder()
  }

  func url(take number: Int) -> URL { folder.appending(path: "\(name)-take-\(number).mid") }

  var pictureURL: URL { folder.appending(path: "\(name)-takes.svg") }

  /// Each file is written whole or not at all, and is on the disk afterwards.
  func write(_ answer: CompletionReport) throws(UserError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw unwritable(folder, error) }
    for take in answer.takes {
      try write(Data(take.score(in: answer.given).midi()), to: url(take: take.number))
    }
    try write(Data(answer.roll.svg().utf8), to: pictureURL)
  }

  private func write(_ data: Data, to url: URL) throws(UserError) {
    do { try WholeFile.write(data, to: url) } catch { throw unwritable(url, error) }
  }

  private func unwritable(_ url: URL, _ error: any Error) -> UserError {
    UserError(
      url, "cannot be written (\(error.localizedDescription))",
      advice: "Check the folder, its permissions and the free space, or choose another with --out")
  }

  /// The name, or the name with the first number from 2 on, that nothing here has yet.
  private static func unused(_ name: String) -> String {
    var (candidate, number) = (name, 2)
    while FileManager.default.fileExists(atPath: candidate) {
      candidate = "\(name)-\(number)"
      number += 1
    }
    return candidate
  }

  /// Looks at the folder or, if it is not there yet, at the nearest one above it that is.
  private func checkFolder() throws(UserError) {
    var place = folder.standardizedFileURL
    var isFolder: ObjCBool = false
    while !FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder),
      place.pathComponents.count > 1
    {
      place = place.deletingLastPathComponent()
    }
    guard isFolder.boolValue else {
      throw UserError(
        place, "is a file where a folder is needed", advice: "Choose another folder with --out")
    }
    guard FileManager.default.isWritableFile(atPath: place.path) else {
      throw UserError(
        place, "nothing can be written into this folder",
        advice: "Choose another folder with --out")
    }
  }
}
