// Writes a ZIP archive of files that are stored as they are, as PyTorch reads them.

/// A ZIP archive in the making: files one after the other, then the directory.
///
/// Each file's bytes begin at a multiple of 64, as PyTorch has it, so that they can be mapped into
/// memory. The same files give the same bytes; no time of day is written.
///
///     var archive = ZipWriter { try file.write(contentsOf: $0) }
///     try bytes.withUnsafeBytes { try archive.add("a/data.pkl", $0) }
///     try archive.finish()
public struct ZipWriter {
  private let write: (UnsafeRawBufferPointer) throws -> Void
  /// From which number on ZIP64's eight bytes are used.
  private let wide: Int
  private var position = 0
  private var directory: [UInt8] = []
  private var count = 0

  /// - Parameters:
  ///   - wide: From which number on ZIP64's eight bytes are used: what does not fit four.
  ///   - write: Takes the archive's bytes, piece by piece from the first to the last.
  public init(wide: Int = 0xFFFF_FFFF, write: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    (self.wide, self.write) = (wide, write)
  }

  /// Writes one file; reads its bytes twice.
  public mutating func add(_ name: String, _ bytes: UnsafeRawBufferPointer) throws {
    let isWide = bytes.count >= wide || position >= wide
    let size = little(isWide ? 0xFFFF_FFFF : bytes.count, 4)
    let both = little(bytes.count, 8) + little(bytes.count, 8)
    // Flags (names in UTF-8), method, time and day (the first of 1980), checksum, sizes, length
    // of the name.
    var common = little(isWide ? 45 : 20, 2) + little(0x800, 2) + little(0, 4) + little(0x21, 2)
    common += little(Int(crc32(bytes)), 4) + size + size + little(name.utf8.count, 2)
    let extra = isWide ? little(1, 2) + little(16, 2) + both : []
    let unpadded = position + 30 + name.utf8.count + extra.count + 4
    let padding = (64 - unpadded % 64) % 64
    var header = little(0x0403_4B50, 4) + common + little(extra.count + 4 + padding, 2)
    header += Array(name.utf8) + extra + little(0x4246, 2) + little(padding, 2)
    header += [UInt8](repeating: 0x5A, count: padding)
    let place = isWide ? little(1, 2) + little(24, 2) + both + little(position, 8) : []
    directory += little(0x0201_4B50, 4) + little(isWide ? 45 : 20, 2) + common
    directory += little(place.count, 2) + little(0, 10)
    directory += little(isWide ? 0xFFFF_FFFF : position, 4) + Array(name.utf8) + place
    try header.withUnsafeBytes(write)
    try write(bytes)
    position += header.count + bytes.count
    count += 1
  }

  /// Writes the directory and the end.
  public func finish() throws {
    let isWide = position >= wide || directory.count >= wide || count >= 0xFFFF
    var end = directory
    if isWide {
      end += little(0x0606_4B50, 4) + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8)
      end += little(count, 8) + little(count, 8)
      end += little(directory.count, 8) + little(position, 8)
      end += little(0x0706_4B50, 4) + little(0, 4) + little(position + directory.count, 8)
      end += little(1, 4)
    }
    let files = little(isWide ? 0xFFFF : count, 2)
    end += little(0x0605_4B50, 4) + little(0, 4) + files + files
    end += little(isWide ? 0xFFFF_FFFF : directory.count, 4)
    end += little(isWide ? 0xFFFF_FFFF : position, 4) + little(0, 2)
    try end.withUnsafeBytes(write)
  }
}

/// A little-endian number of `size` bytes.
private func little(_ value: Int, _ size: Int) -> [UInt8] {
  (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
