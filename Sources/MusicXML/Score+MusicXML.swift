// A score is read from the bytes of a MusicXML file.

import Music
import Zip

extension Score {
  /// Reads a score in MusicXML, as text or compressed (.mxl).
  ///
  /// Each part and staff with notes becomes a track. What is read of what is written stands in
  /// Documentation/musicxml-rules.md.
  public init(musicXML bytes: [UInt8]) throws(MusicXMLError) {
    let text = bytes.starts(with: [0x50, 0x4B]) ? try unpacked(bytes) : bytes
    var reader = DocumentReader(ticksPerQuarter: try commonDivision(of: text))
    try reader.read(text)
    self = try reader.draft.score(ticksPerQuarter: reader.ticksPerQuarter)
  }
}

/// The score in a compressed file: the file that META-INF/container.xml names first, or else the
/// only one that can be a score.
private func unpacked(_ bytes: [UInt8]) throws(MusicXMLError) -> [UInt8] {
  let archive: ZipArchive<[UInt8]>
  do { archive = try ZipArchive(bytes) } catch { throw MusicXMLError(error) }
  if let offset = archive.zip64Offset {
    throw MusicXMLError(.archiveUnsupported("ZIP64 records"), byte: offset)
  }
  if let container = try archive.file("META-INF/container.xml") {
    var reader = try XMLReader(container)
    while let item = try reader.next() {
      guard case .start("rootfile", let attributes) = item else { continue }
      if let path = attributes.first(where: { $0.name == "full-path" })?.value,
        let score = try archive.file(path)
      {
        return score
      }
    }
  }
  let others = archive.entries.map(\.name).filter {
    !$0.hasPrefix("META-INF/") && ($0.hasSuffix(".xml") || $0.hasSuffix(".musicxml"))
  }
  guard others.count == 1, let score = try archive.file(others[0]) else {
    throw MusicXMLError(.noScoreInArchive, byte: 0)
  }
  return score
}

extension ZipArchive<[UInt8]> {
  /// The bytes of a file; nil when there is none of that name.
  fileprivate func file(_ name: String) throws(MusicXMLError) -> [UInt8]? {
    guard let entry = entry(name) else { return nil }
    // More than any score has. DEFLATE makes 1032 bytes out of one at most; scores 20 to 60.
    let (largest, largestRatio) = (128 << 20, 100)
    let limit = min(largest, max(1 << 16, entry.packedCount * largestRatio))
    do { return try contents(of: entry, limit: limit) } catch { throw MusicXMLError(error) }
  }
}

extension MusicXMLError {
  fileprivate init(_ error: ZipError) {
    let reason: Reason =
      switch error.reason {
      case .cutShort: .archiveCutShort
      case .unsupported(let what): .archiveUnsupported(what)
      case .damaged(let what): .archiveDamaged(what)
      case .tooLarge(let limit): .archiveTooLarge(limit: limit)
      }
    self.init(reason, byte: error.offset)
  }
}

/// A number of ticks in which all divisions of the file are whole, where a MIDI file can count so
/// many; a common one otherwise.
private func commonDivision(of text: [UInt8]) throws(MusicXMLError) -> Int {
  var ticks = 1
  var reader = try XMLReader(text)
  while let item = try reader.next() {
    guard case .start("divisions", let attributes) = item else { continue }
    let divisions = try reader.element("divisions", attributes)
    ticks = leastCommonMultiple(ticks, try divisions.integer(in: 1...1_000_000))
    guard ticks <= 32767 else { return 10080 }
  }
  let finer = leastCommonMultiple(ticks, 480)
  return finer <= 32767 ? finer : ticks
}

private func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y > 0 { (x, y) = (y, x % y) }
  return a / x * b
}
