// The files in a ZIP archive: their names, where their bytes stand, and those bytes.

/// The files in a ZIP archive (PKWARE's APPNOTE 6.3.10), ZIP64 included.
///
/// Opening reads the directory at the archive's end only, in time proportional to the number of
/// files. Nothing that the archive says is believed: every offset is checked before it is used.
///
///     let archive = try ZipArchive(bytes)
///     if let entry = archive.entry("score.xml") {
///       let text = try archive.contents(of: entry, limit: 1 << 20)
///     }
public struct ZipArchive<Bytes: RandomAccessCollection>
where Bytes.Element == UInt8, Bytes.Index == Int {
  /// One file of the archive, as the directory describes it.
  public struct Entry {
    public let name: String
    /// Whether the bytes stand as they are, not compressed.
    public var isStored: Bool { method == 0 && packedCount == count }
    /// How many bytes stand in the archive.
    public let packedCount: Int
    /// How many bytes they are when they are inflated.
    public let count: Int
    /// Where the local header stands, which comes before the bytes.
    public let offset: Int

    fileprivate let method: Int
    fileprivate let checksum: UInt32
  }

  public private(set) var entries: [Entry] = []
  /// Where the ZIP64 end record is announced; nil where the archive has none.
  public private(set) var zip64Offset: Int?

  private let bytes: Bytes

  /// - Parameter bytes: Of the whole archive, from index 0 on.
  public init(_ bytes: Bytes) throws(ZipError) {
    precondition(bytes.startIndex == 0, "an archive's bytes begin at index 0")
    self.bytes = bytes
    let end = try endRecord()
    var (at, count) = (try number(at: end + 16, bytes: 4), try number(at: end + 10, bytes: 2))
    if at == 0xFFFF_FFFF || count == 0xFFFF {
      (at, count) = try wideDirectory(before: end)
      zip64Offset = end
    }
    for _ in 0..<count {
      let (entry, next) = try directoryEntry(at: at, end: end)
      entries.append(entry)
      at = next
    }
  }

  /// The first file of that name. Looks at every file.
  public func entry(_ name: String) -> Entry? {
    entries.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// Where the bytes of a file stand in the archive, compressed or not.
  public func range(of entry: Entry) throws(ZipError) -> Range<Int> {
    let at = entry.offset
    guard at <= bytes.count - 30 else { throw ZipError(.cutShort, at: bytes.count) }
    guard try number(at: at, bytes: 4) == 0x0403_4B50 else {
      throw ZipError(.damaged("a file's header"), at: at)
    }
    let start = at + 30 + (try number(at: at + 26, bytes: 2)) + (try number(at: at + 28, bytes: 2))
    guard start + entry.packedCount <= bytes.count else {
      throw ZipError(.cutShort, at: bytes.count)
    }
    return start..<start + entry.packedCount
  }
}

extension ZipArchive where Bytes == [UInt8] {
  /// The bytes of a file, inflated where they are deflated; takes time in proportion to `limit`.
  ///
  /// A file that inflates to more than its stated size is cut off there and refused.
  ///
  /// - Parameter limit: How many bytes the file may have.
  /// - Throws: When it has more, its CRC-32 is wrong, or it is damaged or compressed otherwise.
  public func contents(of entry: Entry, limit: Int) throws(ZipError) -> [UInt8] {
    guard entry.count <= limit else { throw ZipError(.tooLarge(limit: limit), at: entry.offset) }
    let packed = bytes[try range(of: entry)]
    let content: [UInt8]
    switch entry.method {
    case 0: content = Array(packed)
    case 8: content = try inflate(packed, most: entry.count)
    default:
      throw ZipError(.unsupported("compression of kind \(entry.method)"), at: entry.offset)
    }
    guard content.count == entry.count, content.withUnsafeBytes(crc32) == entry.checksum else {
      throw ZipError(.damaged("its checksum is another"), at: entry.offset)
    }
    return content
  }
}

// MARK: - The directory

extension ZipArchive {
  /// Where the end record stands: at the end of the archive, before a comment of at most 64 KiB.
  private func endRecord() throws(ZipError) -> Int {
    var at = bytes.count - 22
    let first = max(0, at - 0xFFFF)
    while at >= first {
      if try number(at: at, bytes: 4) == 0x0605_4B50,
        at + 22 + (try number(at: at + 20, bytes: 2)) <= bytes.count
      {
        return at
      }
      at -= 1
    }
    throw ZipError(.cutShort, at: bytes.count)
  }

  /// What the ZIP64 end record says, where the numbers do not fit the ordinary one.
  private func wideDirectory(before end: Int) throws(ZipError) -> (position: Int, count: Int) {
    let locator = end - 20
    guard locator >= 0, try number(at: locator, bytes: 4) == 0x0706_4B50 else {
      throw ZipError(.damaged("no ZIP64 locator"), at: end)
    }
    let record = try number(at: locator + 8, bytes: 8)
    guard try number(at: record, bytes: 4) == 0x0606_4B50 else {
      throw ZipError(.damaged("no ZIP64 end record"), at: record)
    }
    return (try number(at: record + 48, bytes: 8), try number(at: record + 32, bytes: 8))
  }

  private func directoryEntry(
    at start: Int, end: Int
  ) throws(ZipError) -> (entry: Entry, next: Int) {
    guard start <= end - 46, try number(at: start, bytes: 4) == 0x0201_4B50 else {
      throw ZipError(.damaged("a directory entry"), at: start)
    }
    let nameStart = start + 46
    let extraStart = nameStart + (try number(at: start + 28, bytes: 2))
    let extraEnd = extraStart + (try number(at: start + 30, bytes: 2))
    guard extraStart <= end else { throw ZipError(.cutShort, at: start) }
    guard try number(at: start + 8, bytes: 2) & 1 == 0 else {
      throw ZipError(.unsupported("a password"), at: start)
    }
    var sizes = [
      try number(at: start + 24, bytes: 4), try number(at: start + 20, bytes: 4),
      try number(at: start + 42, bytes: 4),
    ]
    if sizes.contains(0xFFFF_FFFF) { try widen(&sizes, extraStart..<extraEnd) }
    let entry = Entry(
      name: String(decoding: bytes[nameStart..<extraStart], as: UTF8.self),
      packedCount: sizes[1], count: sizes[0], offset: sizes[2],
      method: try number(at: start + 10, bytes: 2),
      checksum: UInt32(try number(at: start + 16, bytes: 4)))
    return (entry, extraEnd + (try number(at: start + 32, bytes: 2)))
  }

  /// Takes those sizes that four bytes cannot hold from the ZIP64 field among the extra fields.
  private func widen(_ sizes: inout [Int], _ extra: Range<Int>) throws(ZipError) {
    var field = extra.lowerBound
    while field + 4 <= extra.upperBound, try number(at: field, bytes: 2) != 1 {
      field += 4 + (try number(at: field + 2, bytes: 2))
    }
    guard field + 4 <= extra.upperBound else {
      throw ZipError(.damaged("no ZIP64 sizes"), at: extra.lowerBound)
    }
    let end = field + 4 + (try number(at: field + 2, bytes: 2))
    var at = field + 4
    for index in sizes.indices where sizes[index] == 0xFFFF_FFFF {
      guard at + 8 <= end else { throw ZipError(.damaged("a ZIP64 size is missing"), at: at) }
      sizes[index] = try number(at: at, bytes: 8)
      at += 8
    }
  }

  /// A little-endian number that fits 62 bits, so that sums of a few cannot overflow.
  private func number(at offset: Int, bytes count: Int) throws(ZipError) -> Int {
    guard offset >= 0, count <= bytes.count, offset <= bytes.count - count else {
      throw ZipError(.cutShort, at: bytes.count)
    }
    var value: UInt64 = 0
    for index in (offset..<offset + count).reversed() { value = value << 8 | UInt64(bytes[index]) }
    guard value < 1 << 62 else { throw ZipError(.damaged("a number beyond any file"), at: offset) }
    return Int(value)
  }
}
