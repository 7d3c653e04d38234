// A file of named tensors in the safetensors format, opened for reading.

import Foundation

/// A safetensors file, mapped into memory; opening checks the header whole, the numbers stay on
/// disk until read.
public struct SafeTensors: Sendable {
  struct Entry: Sendable {
    let elementType: ElementType
    let shape: [Int]
    /// In `data`.
    let range: Range<Int>
  }

  public let url: URL
  /// What the writer noted besides the tensors.
  public let metadata: [String: String]
  let entries: [String: Entry]
  let data: Data

  /// - Throws: When the file cannot be read or its header contradicts itself or the file's length.
  public init(contentsOf url: URL) throws(CheckpointError) {
    let data = try SafeTensors.mapped(url)
    let (metadata, entries) = try SafeTensors.contents(of: data, file: url)
    self.init(url: url, metadata: metadata, entries: entries, data: data)
  }

  init(url: URL, metadata: [String: String], entries: [String: Entry], data: Data) {
    (self.url, self.metadata, self.entries, self.data) = (url, metadata, entries, data)
    names = entries.keys.sorted()
  }

  static func mapped(_ url: URL) throws(CheckpointError) -> Data {
    do { return try Data(contentsOf: url, options: .alwaysMapped) } catch {
      throw CheckpointError(.unreadable(error.localizedDescription), file: url)
    }
  }

  /// In alphabetical order.
  public let names: [String]

  /// Of all tensors together.
  public var byteCount: Int { entries.values.reduce(0) { $0 + $1.range.count } }

  public func contains(_ name: String) -> Bool { entries[name] != nil }

  public func shape(of name: String) throws(CheckpointError) -> [Int] { try entry(name).shape }

  public func elementType(of name: String) throws(CheckpointError) -> ElementType {
    try entry(name).elementType
  }

  /// The bytes of a tensor, not copied: little-endian, the last dimension running fastest.
  public func bytes(of name: String) throws(CheckpointError) -> Data {
    data[try entry(name).range]
  }

  /// The values of a tensor in one of the formats F32, BF16 and F16.
  public func floats(_ name: String) throws(CheckpointError) -> [Float] {
    let entry = try entry(name)
    let bytes = data[entry.range]
    switch entry.elementType {
    case .float32: return integers(bytes, UInt32.self).map { Float(bitPattern: $0) }
    case .bfloat16: return integers(bytes, UInt16.self).map { float(bfloat16Bits: $0) }
    case .float16: return integers(bytes, UInt16.self).map { float(float16Bits: $0) }
    case let other:
      throw CheckpointError(
        .notFloatingPoint(other), file: url, tensor: name, byteOffset: entry.range.lowerBound)
    }
  }

  /// The bits of a tensor in the format BF16.
  public func bfloat16s(_ name: String) throws(CheckpointError) -> [UInt16] {
    let entry = try entry(name)
    precondition(entry.elementType == .bfloat16, "'\(name)' is \(entry.elementType.rawValue)")
    return integers(data[entry.range], UInt16.self)
  }

  private func entry(_ name: String) throws(CheckpointError) -> Entry {
    guard let entry = entries[name] else {
      throw CheckpointError(.missing, file: url, tensor: name)
    }
    return entry
  }
}

/// The little-endian whole numbers in `bytes`, which need not be aligned.
private func integers<I: FixedWidthInteger>(_ bytes: Data, _: I.Type) -> [I] {
  let count = bytes.count / MemoryLayout<I>.size
  return bytes.withUnsafeBytes { source in
    [I](unsafeUninitializedCapacity: count) { target, initialized in
      UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
      for index in 0..<count { target[index] = I(littleEndian: target[index]) }
      initialized = count
    }
  }
}
