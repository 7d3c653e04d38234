// Finds the pieces of which a dataset is to be made.

import Foundation

extension Preparation {
  /// All pieces of all folders in their order, and how many files are not music by their names.
  func sources() throws(DatasetError) -> (pieces: [SourcePiece], otherFiles: Int) {
    var sources: [SourcePiece] = []
    var otherFiles = 0
    for folder in folders {
      try requireFolder(folder)
      let manifest = try Manifest(for: folder)
      let found: (pieces: [SourcePiece], otherFiles: Int)
      let missing: String
      switch format {
      case .scores:
        let scores = try ScoreFolder(folder)
        found = (scores.pieces, scores.otherFiles)
        missing = "scores (.mid, .midi, .musicxml, .mxl, .xml); choose another folder"
      case .pop909:
        found = (try POP909Folder(folder).pieces, 0)
        missing = "songs such as 001/001.mid; choose POP909's folder"
      case .asap:
        let performances = try ASAPFolder(folder)
        found = (performances.pieces, performances.otherFiles)
        missing = "performance beside NAME_annotations.txt; choose ASAP's folder"
      case .performances:
        let performances = try PerformanceFolder(folder)
        found = (performances.pieces, performances.otherFiles)
        missing = "MIDI files (.mid, .midi); choose another folder"
      }
      guard !found.pieces.isEmpty else { throw DatasetError(folder, "holds no \(missing)") }
      sources += found.pieces.map(manifest.describe)
      otherFiles += found.otherFiles
    }
    return (sources, otherFiles)
  }
}

private func requireFolder(_ folder: URL) throws(DatasetError) {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
    throw DatasetError(folder, "there is no such folder; check the path and the spelling")
  }
  guard isFolder.boolValue else {
    throw DatasetError(folder, "is a file; choose the folder it is in")
  }
}

func refuseExisting(_ folder: URL) throws(DatasetError) {
  guard !FileManager.default.fileExists(atPath: folder.path) else {
    throw DatasetError(folder, "is there already; remove it or choose another name")
  }
}
