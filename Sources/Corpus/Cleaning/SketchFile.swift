// The sketches of all pieces, on the disk.

import Foundation

/// The sketches of all pieces, on the disk: of each its top line's, then the whole's.
final class SketchFile {
  enum Part: Int, CaseIterable {
    case top
    case whole
  }

  private let url: URL
  private let file: OutputFile
  /// nil: it is still written.
  private var data: Data?
  private static let sketchSize = 2 * MinHash.places

  /// - Parameter url: Nothing is there yet.
  init(_ url: URL) throws(DatasetError) {
    self.url = url
    file = try OutputFile(url)
  }

  func append(_ likeness: Likeness) throws(DatasetError) {
    var data = Data(capacity: 2 * Self.sketchSize)
    for sketch in [likeness.top, likeness.whole] {
      for value in sketch.values { data.append(littleEndian: value) }
    }
    try file.append(data)
  }

  /// Nothing is appended any more, and likenesses can be asked for. Only pages that are asked for are
  /// read.
  func finish() throws(DatasetError) {
    try file.close()
    data = try mapped(url)
  }

  /// The estimated share of what two sets have together that they have in common.
  func likeness(_ part: Part, _ a: Int, _ b: Int) -> Double {
    guard let data else { preconditionFailure("sketches that are still written") }
    func start(_ place: Int) -> Int { (2 * place + part.rawValue) * Self.sketchSize }
    let equal = data.withUnsafeBytes { bytes in
      stride(from: 0, to: Self.sketchSize, by: 2).count { offset in
        bytes.littleEndian(start(a) + offset, as: UInt16.self)
          == bytes.littleEndian(start(b) + offset, as: UInt16.self)
      }
    }
    return Double(equal) / Double(MinHash.places)
  }
}
