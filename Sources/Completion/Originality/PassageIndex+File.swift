// The index of passages as a file.

import Foundation

/// Why a file is no index of passages.
public enum PassageIndexError: Error, Hashable, Sendable {
  case unreadable(String)
  case notAnIndex
  /// It was cut short, or damaged.
  case size(expected: Int, found: Int)
}

extension PassageIndexError: CustomStringConvertible {
  public var description: String { "\(problem); \(advice)" }

  /// What is wrong.
  public var problem: String {
    switch self {
    case .unreadable(let reason): "cannot be read (\(reason))"
    case .notAnIndex: "is no index of passages of this version"
    case .size(let expected, let found): "has \(found) bytes instead of \(expected)"
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .unreadable: "check its permissions"
    case .notAnIndex: "make it again with 'continuo originality'"
    case .size: "fetch it again"
    }
  }
}

extension PassageIndex {
  /// All little-endian: "CPASSAG" and a byte 1 for the version, notes of a passage (u32), probes
  /// (u32), passages (u64), bits n (u64), notes of other music found, in a million (u64), then the
  /// bits, lowest first, in as many bytes as they need.
  public var data: Data {
    var data = Data(PassageIndex.magic)
    let words = [count, bitCount, Int((shareElsewhere * 1e6).rounded())]
    for number in [length, probes] {
      withUnsafeBytes(of: UInt32(number).littleEndian) { data.append(contentsOf: $0) }
    }
    for number in words {
      withUnsafeBytes(of: UInt64(number).littleEndian) { data.append(contentsOf: $0) }
    }
    return data + bits
  }

  /// Maps a file that holds `data`.
  public init(contentsOf url: URL) throws(PassageIndexError) {
    let data: Data
    do { data = try Data(contentsOf: url, options: .alwaysMapped) } catch {
      throw .unreadable(error.localizedDescription)
    }
    try self.init(data)
  }

  init(_ data: Data) throws(PassageIndexError) {
    guard data.count >= PassageIndex.headerSize, data.starts(with: PassageIndex.magic) else {
      throw .notAnIndex
    }
    func number(_ offset: Int, bytes: Int) -> UInt64 {
      let start = data.startIndex + offset
      return data[start..<start + bytes].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let (length, probes) = (number(8, bytes: 4), number(12, bytes: 4))
    let (count, bitCount) = (number(16, bytes: 8), number(24, bytes: 8))
    let share = number(32, bytes: 8)
    guard 2...1000 ~= length, 1...64 ~= probes, bitCount > 0, bitCount <= 1 << 32,
      count <= 1 << 40, share <= 1_000_000
    else { throw .notAnIndex }
    let size = PassageIndex.headerSize + (Int(bitCount) + 7) / 8
    guard data.count == size else { throw .size(expected: size, found: data.count) }
    self.init(
      length: Int(length), count: Int(count), shareElsewhere: Double(share) / 1e6,
      probes: Int(probes), bitCount: Int(bitCount), bits: data.dropFirst(PassageIndex.headerSize))
  }

  private static let magic: [UInt8] = Array("CPASSAG\u{1}".utf8)
  private static let headerSize = 40
}
