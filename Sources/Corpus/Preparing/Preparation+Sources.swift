// Finds the pieces of which a dataset is to be made.

import Foundation

extension Preparation {
  /// Lists all pieces of all folders in their order, and counts the files that are not music by
  /// their names.
  func list() throws(DatasetError) -> (pieces: [SourcePiece], otherFiles: Int) {
    var (pieces, otherFiles) = ([SourcePiece](), 0)
    for folder in folders {
      try requireFolder(folder)
      let (manifest, before) = (try Manifest(for: folder), pieces.count)
      otherFiles += try format.forEachPiece(in: folder) { piece throws(DatasetError) in
        pieces.append(manifest.describe(piece))
      }
      guard pieces.count > before else {
        let missing = format.missing
        throw DatasetError(folder, "holds no \(missing.what)", advice: missing.advice)
      }
    }
    return (pieces, otherFiles)
  }
}

extension Preparation.Format {
  /// Gives all pieces in a folder in their order.
  ///
  /// - Returns: How many files are not music by their names.
  fileprivate func forEachPiece(
    in folder: URL, _ body: (SourcePiece) throws(DatasetError) -> Void
  ) throws(DatasetError) -> Int {
    switch self {
    case .scores:
      var scores = ScoreFolder(folder)
      try scores.forEachPiece(body)
      return scores.otherFiles
    case .pop909:
      try POP909Folder(folder).forEachPiece(body)
      return 0
    case .asap:
      var performances = ASAPFolder(folder)
      try performances.forEachPiece(body)
      return performances.otherFiles
    case .performances:
      var performances = PerformanceFolder(folder)
      try performances.forEachPiece(body)
      return performances.otherFiles
    }
  }

  /// What a folder without pieces does not hold, and what to do.
  fileprivate var missing: (what: String, advice: String) {
    switch self {
    case .scores: ("scores (.mid, .midi, .musicxml, .mxl, .xml)", "choose another folder")
    case .pop909: ("songs such as 001/001.mid", "choose POP909's folder")
    case .asap: ("performance beside NAME_annotations.txt", "choose ASAP's folder")
    case .performances: ("MIDI files (.mid, .midi)", "choose another folder")
    }
  }
}

private func requireFolder(_ folder: URL) throws(DatasetError) {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
    throw DatasetError(folder, "there is no such folder", advice: "check the path and the spelling")
  }
  guard isFolder.boolValue else {
    throw DatasetError(folder, "is a file", advice: "choose the folder it is in")
  }
}

func refuseExisting(_ folder: URL) throws(DatasetError) {
  guard !FileManager.default.fileExists(atPath: folder.path) else {
    throw DatasetError(folder, "is there already", advice: "remove it or choose another name")
  }
}
