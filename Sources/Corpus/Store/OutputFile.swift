// A file that is written piece by piece.

import Foundation

/// A file that is written piece by piece, with a buffer of bounded size.
final class OutputFile {
  private let url: URL
  private let handle: FileHandle
  private var buffer = Data()
  private static let bufferSize = 1 << 20

  /// - Parameter url: Nothing is there yet.
  init(_ url: URL) throws(DatasetError) {
    self.url = url
    handle = try attempt(url) {
      try Data().write(to: url)
      return try FileHandle(forWritingTo: url)
    }
  }

  func append(_ data: Data) throws(DatasetError) {
    buffer.append(data)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  func append(littleEndian value: some FixedWidthInteger) throws(DatasetError) {
    buffer.append(littleEndian: value)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private func flush() throws(DatasetError) {
    try attempt(url) { try handle.write(contentsOf: buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// All of it is on the disk afterwards.
  func close() throws(DatasetError) {
    try flush()
    try attempt(url) {
      try handle.synchronize()
      try handle.close()
    }
  }
}
