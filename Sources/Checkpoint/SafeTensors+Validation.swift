// Checks everything a safetensors header claims before any of it is used.

import Foundation
import JSON

extension SafeTensors {
  /// The limit that the format's own implementation sets.
  static let largestHeader = 100_000_000

  static func contents(
    of data: Data, file: URL
  ) throws(CheckpointError) -> ([String: String], [String: Entry]) {
    let start = try startOfData(data, file: file)
    let header: Header
    do {
      header = try Header([UInt8](data[data.startIndex + 8..<data.startIndex + start]))
    } catch {
      switch error.reason {
      case .malformed(let what):
        throw CheckpointError(.malformedHeader(what), file: file, byteOffset: 8 + error.offset)
      case .duplicate(let name):
        throw CheckpointError(
          .duplicateName, file: file, tensor: name, byteOffset: 8 + error.offset)
      }
    }
    var entries: [String: Entry] = [:]
    for raw in header.tensors {
      entries[raw.name] = try checked(raw, start: start, size: data.count, file: file)
    }
    try checkOrder(entries, from: start, to: data.count, file: file)
    return (header.metadata, entries)
  }

  /// The offset of the first byte after the header.
  private static func startOfData(_ data: Data, file: URL) throws(CheckpointError) -> Int {
    for (magic, name) in [
      ("PK", "a zip archive, as PyTorch's .pth files are"), ("GGUF", "a GGUF file"),
      ("\u{80}", "a Python pickle"), ("fmgg", "a ggml file"),
    ] where data.starts(with: magic.unicodeScalars.map { UInt8($0.value) }) && !isOpen(data) {
      throw CheckpointError(.otherFormat(name), file: file, byteOffset: 0)
    }
    guard data.count >= 8 + 2 else {
      throw CheckpointError(.tooShort(bytes: data.count), file: file)
    }
    let size = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let limit = min(largestHeader, data.count - 8)
    guard size <= UInt64(limit) else {
      throw CheckpointError(.headerTooLarge(bytes: size, limit: limit), file: file, byteOffset: 0)
    }
    return 8 + Int(size)
  }

  /// Whether a brace stands where a header begins: its length may by chance spell another format's
  /// mark.
  private static func isOpen(_ data: Data) -> Bool {
    data.count > 8 && data[data.startIndex + 8] == UInt8(ascii: "{")
  }

  private static func checked(
    _ raw: Header.Tensor, start: Int, size: Int, file: URL
  ) throws(CheckpointError) -> Entry {
    func error(_ reason: CheckpointError.Reason) -> CheckpointError {
      CheckpointError(reason, file: file, tensor: raw.name, byteOffset: start)
    }
    guard let type = ElementType(rawValue: raw.elementType) else {
      throw error(.unknownElementType(raw.elementType))
    }
    var needed = type.size
    for length in raw.shape {
      let (product, overflow) = needed.multipliedReportingOverflow(by: length)
      guard !overflow else { throw error(.tooManyElements) }
      needed = product
    }
    guard needed == raw.end - raw.begin else {
      throw error(.sizeMismatch(expected: needed, found: raw.end - raw.begin))
    }
    guard raw.end <= size - start else {
      throw error(.outsideTheFile(end: raw.end, available: size - start))
    }
    return Entry(
      elementType: type, shape: raw.shape, range: start + raw.begin..<start + raw.end)
  }

  /// The format leaves no byte without an owner and gives none two.
  private static func checkOrder(
    _ entries: [String: Entry], from start: Int, to end: Int, file: URL
  ) throws(CheckpointError) {
    var (position, previous) = (start, "")
    let order = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
        < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
    }
    for (name, entry) in order {
      if entry.range.lowerBound < position {
        throw CheckpointError(
          .overlap(with: previous), file: file, tensor: name,
          byteOffset: entry.range.lowerBound)
      }
      guard entry.range.lowerBound == position else {
        throw CheckpointError(
          .unclaimedBytes(count: entry.range.lowerBound - position), file: file,
          byteOffset: position)
      }
      (position, previous) = (entry.range.upperBound, name)
    }
    guard position == end else {
      throw CheckpointError(
        .unclaimedBytes(count: end - position), file: file, byteOffset: position)
    }
  }
}
