// The parts and bars of a score in MusicXML, read in one pass.

import Music

/// Reads the parts and bars of one document; both ways of nesting them are taken.
struct DocumentReader {
  let ticksPerQuarter: Int
  private(set) var draft = WrittenScore()
  private var partOf: [String: Int] = [:]
  private var bars: [Int: BarReader] = [:]

  init(ticksPerQuarter: Int) { self.ticksPerQuarter = ticksPerQuarter }

  mutating func read(_ text: [UInt8]) throws(MusicXMLError) {
    var reader = try XMLReader(text)
    var isPartwise = true
    var (part, bar) = (0, -1)
    while let item = try reader.next() {
      guard case .start(let name, let attributes) = item else { continue }
      switch (reader.level, name) {
      case (1, "score-partwise"): break
      case (1, "score-timewise"): isPartwise = false
      case (1, _): throw MusicXMLError(.notMusicXML(root: name), line: reader.line)
      case (2, "part-list"): break
      case (3, "score-part"): try addPart(try reader.element(name, attributes))
      case (2, "part"), (3, "part"):
        part = try index(of: attributes, line: reader.line)
        if isPartwise { bar = -1 }
        try begin(part, bar)
      case (2, "measure"), (3, "measure"):
        bar += 1
        if draft.bars.count == bar { draft.bars.append(WrittenScore.WrittenBar()) }
        if attributes.contains(where: { $0.name == "implicit" && $0.value == "yes" }) {
          draft.bars[bar].isUnnumbered = true
        }
        try begin(part, bar)
      case (4, _) where bar >= 0:
        let element = try reader.element(name, attributes)
        try bars[part, default: BarReader(part: part, ticksPerQuarter: ticksPerQuarter)]
          .read(element, into: &draft)
      default: try reader.skipElement()
      }
    }
  }

  private mutating func begin(_ part: Int, _ bar: Int) throws(MusicXMLError) {
    bars[part, default: BarReader(part: part, ticksPerQuarter: ticksPerQuarter)].begin(bar)
  }

  private mutating func addPart(_ element: XMLElement) throws(MusicXMLError) {
    let id = element[attribute: "id"] ?? ""
    let part = try index(of: [XMLAttribute(name: "id", value: id)], line: element.line)
    draft.parts[part].name = element.child("part-name")?.word ?? ""
    if let program = element.child("midi-instrument")?.child("midi-program") {
      draft.parts[part].program = try program.integer(in: 1...128) - 1
    }
  }

  /// The number of the part that an element names.
  private mutating func index(
    of attributes: [XMLAttribute], line: Int
  ) throws(MusicXMLError) -> Int {
    let id = attributes.first { $0.name == "id" }?.value ?? ""
    if let index = partOf[id] { return index }
    guard draft.parts.count < WrittenScore.mostStaves else {
      throw MusicXMLError(.tooManyParts(limit: WrittenScore.mostStaves), line: line)
    }
    draft.parts.append(WrittenScore.Part())
    partOf[id] = draft.parts.count - 1
    return draft.parts.count - 1
  }
}
