// The files in a ZIP archive, as .mxl files are.

/// The files in a ZIP archive (PKWARE's APPNOTE 6.3.10), stored or deflated.
struct Archive {
  private struct Entry {
    let name: [UInt8]
    let method: Int
    let checksum: UInt32
    let packedCount: Int
    let count: Int
    /// Where its local header stands.
    let offset: Int
  }

  /// More than any score has.
  static let largest = 128 << 20
  /// DEFLATE makes 1032 bytes out of one at most; scores 20 to 60.
  static let largestRatio = 100

  private let bytes: [UInt8]
  private var entries: [Entry] = []

  init(_ bytes: [UInt8]) throws(MusicXMLError) {
    self.bytes = bytes
    let end = try endRecord()
    let count = number(at: end + 10, bytes: 2)
    var at = number(at: end + 16, bytes: 4)
    for _ in 0..<count {
      guard at <= end - 46, number(at: at, bytes: 4) == 0x0201_4B50 else {
        throw MusicXMLError(.archiveDamaged("a directory entry"), byte: at)
      }
      let nameCount = number(at: at + 28, bytes: 2)
      guard at + 46 + nameCount <= end else { throw MusicXMLError(.archiveCutShort, byte: at) }
      if number(at: at + 8, bytes: 2) & 1 == 1 {
        throw MusicXMLError(.archiveUnsupported("a password"), byte: at)
      }
      entries.append(
        Entry(
          name: Array(bytes[at + 46..<at + 46 + nameCount]), method: number(at: at + 10, bytes: 2),
          checksum: UInt32(number(at: at + 16, bytes: 4)),
          packedCount: number(at: at + 20, bytes: 4), count: number(at: at + 24, bytes: 4),
          offset: number(at: at + 42, bytes: 4)))
      at += 46 + nameCount + number(at: at + 30, bytes: 2) + number(at: at + 32, bytes: 2)
    }
  }

  var names: [String] { entries.map { String(decoding: $0.name, as: UTF8.self) } }

  /// The bytes of a file; nil when there is none of that name.
  func file(_ name: String) throws(MusicXMLError) -> [UInt8]? {
    guard let entry = entries.first(where: { $0.name.elementsEqual(name.utf8) }) else {
      return nil
    }
    let limit = min(Archive.largest, max(1 << 16, entry.packedCount * Archive.largestRatio))
    guard entry.count <= limit else {
      throw MusicXMLError(.archiveTooLarge(limit: limit), byte: entry.offset)
    }
    let data = try packed(entry)
    let content: [UInt8]
    switch entry.method {
    case 0: content = Array(data)
    case 8: content = try inflate(data, most: entry.count)
    default:
      throw MusicXMLError(
        .archiveUnsupported("compression of kind \(entry.method)"), byte: entry.offset)
    }
    guard content.count == entry.count, crc32(content) == entry.checksum else {
      throw MusicXMLError(.archiveDamaged("its checksum is another"), byte: entry.offset)
    }
    return content
  }

  private func packed(_ entry: Entry) throws(MusicXMLError) -> ArraySlice<UInt8> {
    let at = entry.offset
    guard at <= bytes.count - 30 else { throw MusicXMLError(.archiveCutShort, byte: bytes.count) }
    guard number(at: at, bytes: 4) == 0x0403_4B50 else {
      throw MusicXMLError(.archiveDamaged("a file's header"), byte: at)
    }
    let start = at + 30 + number(at: at + 26, bytes: 2) + number(at: at + 28, bytes: 2)
    guard start + entry.packedCount <= bytes.count else {
      throw MusicXMLError(.archiveCutShort, byte: bytes.count)
    }
    return bytes[start..<start + entry.packedCount]
  }

  /// Where the end of the directory stands: at the end of the file, before a comment.
  private func endRecord() throws(MusicXMLError) -> Int {
    var at = bytes.count - 22
    let first = max(0, at - 0xFFFF)
    while at >= first {
      if number(at: at, bytes: 4) == 0x0605_4B50,
        at + 22 + number(at: at + 20, bytes: 2) == bytes.count
      {
        guard number(at: at + 16, bytes: 4) != 0xFFFF_FFFF else {
          throw MusicXMLError(.archiveUnsupported("ZIP64 records"), byte: at)
        }
        return at
      }
      at -= 1
    }
    throw MusicXMLError(.archiveCutShort, byte: bytes.count)
  }

  /// Little-endian, without a sign.
  private func number(at offset: Int, bytes count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}
