// A score is read from the bytes of a MusicXML file.

import Music

extension Score {
  /// Reads a score in MusicXML, as text or compressed (.mxl).
  ///
  /// Each part and staff with notes becomes a track. What is read of what is written stands in
  /// Documentation/musicxml-rules.md.
  public init(musicXML bytes: [UInt8]) throws(MusicXMLError) {
    let text = bytes.starts(with: [0x50, 0x4B]) ? try Archive(bytes).score() : bytes
    var reader = DocumentReader(ticksPerQuarter: try commonDivision(of: text))
    try reader.read(text)
    self = try reader.draft.score(ticksPerQuarter: reader.ticksPerQuarter)
  }
}

extension Archive {
  /// The file that META-INF/container.xml names first, or else the only one that can be a score.
  fileprivate func score() throws(MusicXMLError) -> [UInt8] {
    if let container = try file("META-INF/container.xml") {
      var reader = try XMLReader(container)
      while let item = try reader.next() {
        guard case .start("rootfile", let attributes) = item else { continue }
        if let path = attributes.first(where: { $0.name == "full-path" })?.value,
          let score = try file(path)
        {
          return score
        }
      }
    }
    let others = names.filter {
      !$0.hasPrefix("META-INF/") && ($0.hasSuffix(".xml") || $0.hasSuffix(".musicxml"))
    }
    guard others.count == 1, let score = try file(others[0]) else {
      throw MusicXMLError(.noScoreInArchive, byte: 0)
    }
    return score
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
