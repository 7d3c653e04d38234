// The text of a file as UTF-8.

/// The text of a file as UTF-8, without a byte order mark.
///
/// UTF-16 is known by its mark. Bytes of other encodings are taken as they are: what this module
/// looks at is ASCII in all of them, and names of parts show U+FFFD.
func utf8(_ bytes: [UInt8]) throws(MusicXMLError) -> [UInt8] {
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
  let isBigEndian = bytes.starts(with: [0xFE, 0xFF])
  guard isBigEndian || bytes.starts(with: [0xFF, 0xFE]) else { return bytes }
  guard bytes.count % 2 == 0 else { throw MusicXMLError(.notText, line: 1) }
  let units = stride(from: 2, to: bytes.count, by: 2).lazy.map { index in
    let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count / 2)
  let isDamaged = transcode(
    units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
  ) { text.append($0) }
  guard !isDamaged else { throw MusicXMLError(.notText, line: 1) }
  return text
}
